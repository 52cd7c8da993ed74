"""The search attributes of an operation: how it stands and why, and whose it is. Its name is its workflow's type."""

from typing import Final

from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from config.vocabulary import OperationCancelReason
from workflows.operation.model import OperationState
from workflows.operation.outcome import CANCELED, reason, status
from workflows.temporal.identifiers import shorten
from workflows.temporal.search_attributes import (
    APPLICATION_ID,
    AUTH_METHOD,
    EXTERNAL_ID,
    REASON,
    STATUS,
    USER_ID,
    Keyword,
)

# Of a cancellation in words of an app's, a web flow's or their user's own.
_OTHER: Final = f"{CANCELED}other"
_CANCELLATIONS: Final = frozenset(CANCELED + one.lower() for one in OperationCancelReason)


def of_state(state: OperationState) -> dict[Keyword, str]:
    """What a state tells: its status, why it ended so, the method that the user is at, and the user."""
    told = {
        STATUS: status(state),
        REASON: _reason(state),
        AUTH_METHOD: state.current_method,
        USER_ID: state.user_id,
    }
    return {key: shorten(value) for key, value in told.items() if value is not None}


def _reason(state: OperationState) -> str | None:
    """In a word of ours: Temporal keeps attributes in clear, and nobody knows what stands in other people's words."""
    found = reason(state)
    is_ours = found is None or not found.startswith(CANCELED) or found in _CANCELLATIONS
    return found if is_ours else _OTHER


def at_start(state: OperationState, application_id: str | None, external_id: str | None) -> TypedSearchAttributes:
    """The attributes that a new operation starts with."""
    given = {APPLICATION_ID: application_id, EXTERNAL_ID: external_id}
    values = {key: shorten(value) for key, value in given.items() if value is not None} | of_state(state)
    return TypedSearchAttributes([SearchAttributePair(key, value) for key, value in values.items()])


def changes(before: OperationState, after: OperationState) -> list[SearchAttributeUpdate[str]]:
    """What is to be told anew; empty when an operator would see no difference. Each costs an event and a write."""
    old, new = of_state(before), of_state(after)
    told: list[SearchAttributeUpdate[str]] = [
        key.value_set(value) for key, value in new.items() if old.get(key) != value
    ]
    return told + [key.value_unset() for key in old if key not in new]
