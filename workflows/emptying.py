"""The end of a task queue, whose workflows another release cannot go on with: what is open on it ends, nothing new begins."""

import asyncio
import logging
import time

from temporalio.client import Client
from temporalio.service import RPCError

from workflows.retention import schedule
from workflows.temporal.open_workflows import open_on

log = logging.getLogger(__name__)

_LOOK_SECONDS = 5.0
# Updates whose callers were lost are asked of their workflows, closed ones too, after 15 s: nobody else could answer for them.
# Temporal's lists are a moment behind besides.
_EMPTY_SECONDS = 30.0
_TOLD_SECONDS = 60.0


async def until_empty(operations: Client, deliveries: Client, task_queue: str) -> None:
    """Take the schedule of sweeps away, which would begin a workflow each hour; return once nothing has been open for 30 s.

    Nothing: in both namespaces. Who serves another queue sweeps for all. Temporal may be away meanwhile.
    """
    removed, told_at, empty_since = False, 0.0, None
    while True:
        try:
            if not removed:
                await schedule.remove(operations, task_queue)
                removed = True
            left = sum([await _count(one, task_queue) for one in (operations, deliveries)])
        except (RPCError, TimeoutError) as error:
            log.warning("what is open on the task queue %s is not known for now: %s", task_queue, type(error).__name__)
            empty_since = None
        else:
            now = time.monotonic()
            if left:
                empty_since = None
            elif empty_since is None:
                empty_since = now
            elif now - empty_since >= _EMPTY_SECONDS:
                log.info("nothing is open on the task queue %s any more", task_queue)
                return
            if left and now - told_at >= _TOLD_SECONDS:
                told_at = now
                log.info("%d workflows are open on the task queue %s", left, task_queue)
        await asyncio.sleep(_LOOK_SECONDS)


async def _count(client: Client, task_queue: str) -> int:
    return (await client.count_workflows(open_on(task_queue))).count
