"""An operation's state as the read model keeps it: JSON text, and the columns that are searched."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

import msgspec

from activities.store.operations import OperationProjection, Progress
from workflows.operation.model import HistoryEntry, OperationState
from workflows.operation.outcome import approval, asks_phone_since, factors, failure_count, status

_WRITER = msgspec.json.Encoder()
_OF_STATE, _OF_ENTRY = (frozenset(field.name for field in fields(kind)) for kind in (OperationState, HistoryEntry))


def projection(operation_id: str, state: OperationState) -> OperationProjection:
    """The state as a row of the read model."""
    last = approval(state)
    return OperationProjection(
        operation_id=operation_id,
        version=state.version,
        result=state.result,
        expires_ms=state.expires_ms,
        user_id=state.user_id,
        organization_id=state.organization_id,
        state=_WRITER.encode(state).decode(),
        asks_phone_since=asks_phone_since(state),
        progress=Progress(
            status=status(state),
            step=f"{state.current.method} {state.current.step_result}",
            at_ms=state.current.at_ms,
            failure_count=failure_count(state),
            request_id=last.request_id if last else None,
            factors=factors(last),
            asked_phone=any(entry.mobile_token_active for entry in state.history),
            status_reason=cancellation.reason if (cancellation := state.current.cancellation) else None,
        ),
    )


@lru_cache(maxsize=1024)
def restore(text: str) -> OperationState:
    """The state that `projection` wrote; an operation that waits is read again and again.

    Raises `ValueError` where it is not one: a member too many is damage, too.
    """
    kept: Any = msgspec.json.decode(text)
    state = msgspec.convert(kept, OperationState)
    if not state.history:
        raise ValueError("an operation without a history")
    if not (kept.keys() <= _OF_STATE and all(entry.keys() <= _OF_ENTRY for entry in kept["history"])):
        raise ValueError("members that no state has")
    return state
