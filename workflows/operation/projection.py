"""An operation's state as the read model keeps it: JSON text, and the columns that are searched."""

import json
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from activities.store.operations import Progress, Projection
from config.vocabulary import AuthResult, AuthStepResult
from workflows.operation.model import HistoryEntry, State
from workflows.operation.outcome import approval, asks_phone_since, factors, failure_count, status


def projection(operation_id: str, state: State) -> Projection:
    """The state as a row of the read model."""
    last = approval(state)
    return Projection(
        operation_id=operation_id,
        version=state.version,
        result=state.result,
        expires_ms=state.expires_ms,
        user_id=state.user_id,
        organization_id=state.organization_id,
        state=json.dumps(asdict(state), separators=(",", ":")),
        asks_phone_since=asks_phone_since(state),
        progress=Progress(
            status=status(state),
            step=f"{state.current.method} {state.current.step_result}",
            at_ms=state.current.at_ms,
            failure_count=failure_count(state),
            request_id=last.request_id if last else None,
            factors=factors(last),
            asked_phone=any(entry.mobile_token_active for entry in state.history),
        ),
    )


@lru_cache(maxsize=1024)
def restored(text: str) -> State:
    """The state that `projection` wrote; an operation that waits is read again and again.

    Raises `ValueError`, `KeyError` or `TypeError` where it is not one.
    """
    fields: dict[str, Any] = json.loads(text)
    history = tuple(_entry(**entry) for entry in fields["history"])
    if not history:
        raise ValueError("an operation without a history")
    return State(**fields | {"history": history})


def _entry(**fields: Any) -> HistoryEntry:
    return HistoryEntry(
        **fields
        | {
            "step_result": AuthStepResult(fields["step_result"]),
            "result": AuthResult(fields["result"]),
            "steps": tuple(fields["steps"]),
            "instruments": tuple(fields["instruments"]),
        }
    )
