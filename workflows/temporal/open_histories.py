"""The histories of all workflows that are open: what a worker of another release would have to go on with."""

import asyncio
from collections.abc import AsyncIterator

from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from config.settings import Settings
from workflows.temporal.client import connect
from workflows.temporal.open_workflows import list_open

# Fetched at once: a history is a few kilobytes, and its replay costs more than its way.
_AT_ONCE = 8
_SECONDS = 30


class OpenHistories:
    """Those of the settings' task queue in both namespaces, each with its workflow's id, in no order.

    One that ends meanwhile may come or not. Raises `RPCError`, `RuntimeError` and `TimeoutError` where Temporal is away.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def __aiter__(self) -> AsyncIterator[tuple[str, WorkflowHistory]]:
        for deliveries in (False, True):
            async for found in _open(await connect(self._settings, deliveries=deliveries), self._settings.task_queue):
                yield found


async def _open(client: Client, task_queue: str) -> AsyncIterator[tuple[str, WorkflowHistory]]:
    under_way: list[asyncio.Task[WorkflowHistory | None]] = []
    try:
        async for one in list_open(client, task_queue):
            under_way.append(asyncio.ensure_future(_fetch(client, one.workflow_id, one.run_id)))
            if len(under_way) == _AT_ONCE and (history := await under_way.pop(0)) is not None:
                yield history.workflow_id, history
        while under_way:
            if (history := await under_way.pop(0)) is not None:
                yield history.workflow_id, history
    finally:
        for task in under_way:
            task.cancel()


async def _fetch(client: Client, workflow_id: str, run_id: str) -> WorkflowHistory | None:
    """Null where Temporal has forgotten it meanwhile."""
    try:
        async with asyncio.timeout(_SECONDS):
            return await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
