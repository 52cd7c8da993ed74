"""The clock of the Temporal server."""

import asyncio
import uuid
from contextlib import suppress
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, PollWorkflowTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from config.clock import now_ms

_LOOKS = 40
_LOOK_SECONDS = 0.02
# The shortest that the server allows; nobody waits for so long.
_POLL = timedelta(seconds=3)
_MAX_SECONDS = 1.0


async def server_ms(client: Client, task_queue: str) -> tuple[int, int, int] | None:
    """Our time before, the server's time, and our time after, in milliseconds; null where it cannot be learned.

    No call of the server tells its time. But it notes when somebody polled a task queue: so one polls, where nothing ever comes.
    A server that is slow about it is not away: its clock is unknown.
    """
    with suppress(TimeoutError, RPCError):
        async with asyncio.timeout(_MAX_SECONDS):
            return await _poll(client, task_queue)
    return None


async def _poll(client: Client, task_queue: str) -> tuple[int, int, int] | None:
    queue, identity = TaskQueue(name=f"{task_queue}-clock"), f"clock-{uuid.uuid4().hex}"
    before = now_ms()
    polling = asyncio.ensure_future(
        client.workflow_service.poll_workflow_task_queue(
            PollWorkflowTaskQueueRequest(namespace=client.namespace, task_queue=queue, identity=identity),
            timeout=_POLL,
        )
    )
    try:
        for _ in range(_LOOKS):
            described = await client.workflow_service.describe_task_queue(
                DescribeTaskQueueRequest(
                    namespace=client.namespace,
                    task_queue=queue,
                    task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
                )
            )
            for poller in described.pollers:
                if poller.identity == identity:
                    return before, poller.last_access_time.ToMilliseconds(), now_ms()
            await asyncio.sleep(_LOOK_SECONDS)
        return None
    finally:
        polling.cancel()
        with suppress(asyncio.CancelledError, RPCError):
            await polling
