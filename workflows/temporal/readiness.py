"""Whether the engine can serve: Temporal answers, knows our search attributes, and a worker polls."""

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, GetSystemInfoRequest
from temporalio.client import Client

from workflows.temporal.namespace import missing_search_attributes


async def server_version(client: Client) -> str:
    """The version of the Temporal server."""
    return (await client.workflow_service.get_system_info(GetSystemInfoRequest())).server_version


async def find_missing(client: Client, task_queue: str) -> dict[str, str]:
    """What keeps the engine from serving, by part; empty when nothing does."""
    found: dict[str, str] = {}
    unknown = await missing_search_attributes(client)
    if unknown:
        found["search attributes"] = f"not registered: {', '.join(unknown)}; run `nextstep migrate`"
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=task_queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
    )
    if not described.pollers:
        found["worker"] = f"none polls the task queue {task_queue}; run `nextstep worker`"
    return found
