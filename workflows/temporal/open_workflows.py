"""What is open on a task queue, in Temporal's lists: also what an operator has paused, and what has not begun."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest
from temporalio.client import Client

from config.exact_json import write

_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class OpenWorkflow:
    """A workflow that may go on."""

    workflow_id: str
    run_id: str
    workflow_type: str
    started_ms: int


def open_on(task_queue: str) -> str:
    """The query for all of them. By its status alone one would miss those that are paused: they are not `Running`."""
    return f"CloseTime IS NULL AND TaskQueue = {write(task_queue)}"


async def list_open(client: Client, task_queue: str) -> AsyncIterator[OpenWorkflow]:
    """All of them in the client's namespace, in no order. Raises `RPCError`.

    The SDK's own list ends with an exception at the first one that is paused: it has no word for that status.
    """
    request = ListWorkflowExecutionsRequest(namespace=client.namespace, query=open_on(task_queue), page_size=_PAGE_SIZE)
    while True:
        page = await client.workflow_service.list_workflow_executions(request, retry=True)
        for one in page.executions:
            yield OpenWorkflow(
                one.execution.workflow_id, one.execution.run_id, one.type.name, one.start_time.ToMilliseconds()
            )
        if not page.next_page_token:
            return
        request.next_page_token = page.next_page_token
