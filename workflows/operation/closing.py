"""How an operation's workflow closes: Completed where it was approved, Canceled where somebody called it off, else Failed."""

from config.vocabulary import OperationStatus
from workflows.operation.explanation import explain
from workflows.operation.messages import OperationOutcome
from workflows.operation.model import OperationState
from workflows.operation.outcome import reason, status
from workflows.temporal.closing import called_off, came_to_nothing


def close(state: OperationState) -> OperationOutcome:
    """The workflow's result. Raises what closes it otherwise."""
    found = status(state)
    if found in (OperationStatus.REJECTED, OperationStatus.CANCELED):
        raise called_off(explain(state))
    if (why := reason(state)) is not None:
        raise came_to_nothing(why, explain(state))
    return OperationOutcome(found, explain(state))
