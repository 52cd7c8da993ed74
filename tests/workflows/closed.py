"""How a workflow closed: what lists of Temporal's show, and the words of its failure."""

from dataclasses import asdict, is_dataclass
from typing import NamedTuple

from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ApplicationError


class Closed(NamedTuple):
    """`status` is Temporal's word; `reason` and `explanation` are those of a failure. `result`: of what was completed."""

    status: str
    reason: str | None = None
    explanation: str | None = None
    result: object = None


async def closed(handle):
    """Once it has."""
    result = cause = None
    try:
        result = await handle.result()
    except WorkflowFailureError as error:
        cause = error.cause
    status = (await handle.describe()).status.name
    if isinstance(cause, ApplicationError):
        return Closed(status, cause.type, cause.message)
    return Closed(status, result=asdict(result) if is_dataclass(result) else result)
