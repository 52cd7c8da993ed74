"""Operations' workflows that run, as Temporal's list has them, and the ways to end one."""

import re
from collections.abc import Iterator

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.operation.client.reconciliation import RunningOperation
from workflows.operation.messages import StartOperation
from workflows.temporal import histories
from workflows.temporal.client import Temporal
from workflows.temporal.identifiers import OTHER_TYPES
from workflows.temporal.open_workflows import list_open
from workflows.temporal.transport import read_input

_LIST_SECONDS = 600.0
_SECONDS = 10.0
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ListedWorkflows:
    """Those of one task queue."""

    def __init__(self, temporal: Temporal, task_queue: str) -> None:
        self._temporal = temporal
        self._task_queue = task_queue

    def list_running(self) -> Iterator[RunningOperation]:
        """All of them, in no order."""

        async def listed(client: Client) -> list[tuple[str, int]]:
            return [
                (one.workflow_id, one.started_ms)
                async for one in list_open(client, self._task_queue)
                if one.workflow_type.lower() not in OTHER_TYPES
            ]

        for workflow_id, started_ms in self._temporal.look(listed, _LIST_SECONDS):
            yield RunningOperation(self._operation_of(workflow_id), started_ms)

    def is_open(self, workflow_id: str) -> bool:
        """Whether it may still go on."""
        return self._temporal.look(lambda client: histories.is_open(client, workflow_id), _SECONDS)

    def cancel(self, workflow_id: str) -> None:
        """Have it end by itself; nothing, where it has ended."""
        self._temporal.look(lambda client: histories.cancel(client, workflow_id), _SECONDS)

    def terminate(self, workflow_id: str, reason: str) -> None:
        """End it at once; nothing, where it has ended."""
        self._temporal.look(lambda client: histories.terminate(client, workflow_id, reason), _SECONDS)

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
