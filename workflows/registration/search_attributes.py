"""The search attributes of a registration: those that operations have, with the words of registrations."""

from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from workflows.registration.explanation import reason
from workflows.registration.model import RegistrationState
from workflows.temporal.identifiers import shorten
from workflows.temporal.search_attributes import APPLICATION_ID, REASON, STATUS, USER_ID


def at_start(state: RegistrationState, application_id: str, user_id: str) -> TypedSearchAttributes:
    """The attributes that a new registration starts with."""
    values = {STATUS: state.status, APPLICATION_ID: application_id, USER_ID: user_id}
    return TypedSearchAttributes([SearchAttributePair(key, shorten(value)) for key, value in values.items()])


def changes(before: RegistrationState, after: RegistrationState) -> list[SearchAttributeUpdate[str]]:
    """What is to be told anew; empty when an operator would see no difference. Each costs an event and a write."""
    if before.status is after.status:
        return []
    why = reason(after)
    return [STATUS.value_set(after.status), *([REASON.value_set(why)] if why else [])]
