"""Where a workflow is by Temporal: that Temporal is away keeps nobody from what is stored."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.temporal.client import Temporal

_SECONDS = 3.0


def workflow_status(temporal: "Temporal", workflow_id: str) -> dict[str, str | None]:
    """Its id, and Temporal's word for its status; or null, and why there is none."""
    from workflows.temporal import histories
    from workflows.temporal.client import EngineUnavailable

    try:
        status = temporal.look(lambda client: histories.status_name(client, workflow_id), _SECONDS)
    except EngineUnavailable as error:
        return {"id": workflow_id, "status": None, "problem": str(error)}
    return {"id": workflow_id, "status": status, "problem": None if status else "Temporal does not know it, or no more"}


def told(workflow: dict[str, str | None]) -> str:
    """The same in a line."""
    return f"{workflow['id']}: {workflow['status'] or workflow['problem']}"
