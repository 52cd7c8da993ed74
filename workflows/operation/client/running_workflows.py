"""Operations' workflows that run, as Temporal's list has them, and the ways to end one."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from config.exact_json import write
from workflows.operation.messages import StartOperation
from workflows.temporal import histories
from workflows.temporal.client import Temporal
from workflows.temporal.identifiers import OTHER_TYPES
from workflows.temporal.transport import read_input

# A creation stores its row within seconds, or never.
_SETTLED_AFTER = timedelta(seconds=60)
_LIST_SECONDS = 600.0
_SECONDS = 10.0
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ListedWorkflows:
    """Those of one task queue."""

    def __init__(self, temporal: Temporal, task_queue: str, settled_after: timedelta = _SETTLED_AFTER) -> None:
        self._temporal = temporal
        self._task_queue = task_queue
        self._settled_after = settled_after

    def list_running(self) -> Iterator[str]:
        """The ids of operations; one that began a moment ago may have no row yet, and is left out."""
        until = datetime.now(UTC) - self._settled_after

        async def ids(client: Client) -> list[str]:
            query = f"ExecutionStatus = 'Running' AND TaskQueue = {write(self._task_queue)}"
            return [
                one.id
                async for one in client.list_workflows(query)
                if one.workflow_type.lower() not in OTHER_TYPES and one.start_time < until
            ]

        for workflow_id in self._temporal.look(ids, _LIST_SECONDS):
            yield self._operation_of(workflow_id)

    def is_open(self, workflow_id: str) -> bool:
        """Whether it may still go on."""
        return self._temporal.look(lambda client: histories.is_open(client, workflow_id), _SECONDS)

    def cancel(self, workflow_id: str) -> None:
        """Have it end by itself; nothing, where it has ended."""
        self._temporal.look(lambda client: histories.cancel(client, workflow_id), _SECONDS)

    def terminate(self, workflow_id: str, reason: str) -> None:
        """End it at once; nothing, where it has ended."""

        async def request(client: Client) -> None:
            try:
                await client.get_workflow_handle(workflow_id).terminate(reason=reason)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

        self._temporal.look(request, _SECONDS)

    def _operation_of(self, workflow_id: str) -> str:
        """Its own id, unless that was one that Temporal cannot keep: then its digest may stand in its place."""
        if not _DIGEST.fullmatch(workflow_id):
            return workflow_id

        async def operation_id(client: Client) -> str:
            try:
                return (await read_input(client, workflow_id, StartOperation)).operation_id
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:  # it has ended, and is gone
                    return workflow_id
                raise

        return self._temporal.look(operation_id, _SECONDS)
