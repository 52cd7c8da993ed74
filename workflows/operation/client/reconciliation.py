"""Rows and workflows of operations that no longer agree, as after databases were restored to different times: found, and settled.

While both databases go on together they agree by themselves, but for an update that is on its way (see `read_model`): a row is
never ahead of its workflow, none is open without one, and none that runs is without a row for longer than a moment. What was
restored breaks each of these. What callers were told last wins where it can be known: a later state of the workflow is written
into the row, and whoever listens hears of it; where the row is the later one, or the only one, the operation is ended, as its
workflow cannot be moved to where the row was.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from activities.store import operation_lists, operations
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database
from activities.store.operations import Operation
from config.clock import now_ms
from config.refused import Refused
from workflows.operation import machine
from workflows.operation.client.read_model import ReadModel, state_of
from workflows.operation.client.workflow_client import WorkflowClient
from workflows.operation.model import Flow, OperationState
from workflows.operation.outcome import status
from workflows.operation.projection import projection
from workflows.temporal.client import WorkflowSilent
from workflows.temporal.identifiers import of_operation

# `statusReason` of what is ended here, as the bank reads it.
REASON: Final = "RESTORED"
_BATCH = 200
# A creation stores its row within seconds, or never.
_STORED_AFTER_MS = 60_000
# Attempts that are left are of no use to an operation that has ended.
_NO_FLOW = Flow(operation_name="", rules=(), limits={}, lifetime_ms=0)


class Difference(StrEnum):
    """How row and workflow disagree."""

    ROW_BEHIND = "ROW_BEHIND"
    WORKFLOW_BEHIND = "WORKFLOW_BEHIND"
    WORKFLOW_MISSING = "WORKFLOW_MISSING"
    WORKFLOW_OPEN = "WORKFLOW_OPEN"
    ROW_MISSING = "ROW_MISSING"
    SILENT = "SILENT"
    DAMAGED = "DAMAGED"


# What becomes of each; null: nothing can be done here.
REMEDIES: dict[Difference, str | None] = {
    Difference.ROW_BEHIND: "the row is written from the workflow",
    Difference.WORKFLOW_BEHIND: "both are ended, the operation as canceled",
    Difference.WORKFLOW_MISSING: "the operation is ended as canceled",
    Difference.WORKFLOW_OPEN: "the workflow is terminated: the row has ended",
    Difference.ROW_MISSING: "the workflow is canceled: nobody can read the operation",
    Difference.SILENT: None,
    Difference.DAMAGED: None,
}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Of one operation: status and version by its row and by its workflow, null where there is none; whether it is settled."""

    operation_id: str
    difference: Difference
    row: str | None
    workflow: str | None
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class RunningOperation:
    """One that has a workflow which may go on, and since when."""

    operation_id: str
    started_ms: int


class RunningWorkflows(Protocol):
    """Operations' workflows as Temporal lists them. Every call raises `EngineUnavailable`."""

    def list_running(self) -> Iterable[RunningOperation]:
        """All of them, in no order."""

    def is_open(self, workflow_id: str) -> bool:
        """Whether it may still go on."""

    def cancel(self, workflow_id: str) -> None:
        """Have it end by itself; nothing, where it has ended."""

    def terminate(self, workflow_id: str, reason: str) -> None:
        """End it at once: it writes nothing any more. Nothing, where it has ended."""


class Reconciliation:
    """Compares, and settles if told to. Repeatable, and harmless beside a running engine; whoever dies over it runs it again."""

    def __init__(
        self,
        database: Database,
        read_model: ReadModel,
        workflow_client: WorkflowClient,
        running: RunningWorkflows,
        rest: Callable[[float], object] = time.sleep,
    ) -> None:
        self._database = database
        self._read_model = read_model
        self._workflow_client = workflow_client
        self._running = running
        self._rest = rest

    def compare_rows(self, *, settles: bool) -> Iterator[Disagreement | None]:
        """One for each open row, oldest deadline first; null where it agrees. Raises `EngineUnavailable`, `StoreUnavailable`."""
        last: Operation | None = None
        while found := operation_lists.list_open(self._database, last, _BATCH):
            last = found[-1]
            for row in found:
                yield self._settled(self._compare(row), settles)

    def compare_workflows(self, *, settles: bool) -> Iterator[Disagreement | None]:
        """One for each running workflow whose row is not open; null where it agrees. Raises as `compare_rows` does.

        One that began a moment ago may be about to have its row stored: that is waited for, a minute at most.
        """
        young: list[RunningOperation] = []
        for one in self._running.list_running():
            row = self._row(one.operation_id)
            if row is None and now_ms() - one.started_ms < _STORED_AFTER_MS:
                young.append(one)
            elif row is None or not row.is_open:
                yield self._settled(self._compare_running(one.operation_id, row), settles)
        if young:
            self._rest((max(one.started_ms for one in young) + _STORED_AFTER_MS - now_ms()) / 1000)
        for one in young:
            if self._row(one.operation_id) is None:
                yield self._settled(self._compare_running(one.operation_id, None), settles)

    def _row(self, operation_id: str) -> Operation | None:
        with self._database.read() as session:
            stored = operations.find(session, operation_id)
        return stored.row if stored else None

    def _compare(self, row: Operation) -> Disagreement | None:
        try:
            state = state_of(row)
        except Refused:
            return Disagreement(row.operation_id, Difference.DAMAGED, None, None)
        told = _told(state)
        # In this order: of one that has ended by now, the state is its last.
        is_open = self._running.is_open(of_operation(row.operation_id))
        try:
            snapshot = self._workflow_client.ask(row.operation_id)
        except WorkflowSilent as error:
            return Disagreement(row.operation_id, Difference.SILENT, told, str(error))
        if snapshot is None:
            return Disagreement(row.operation_id, Difference.WORKFLOW_MISSING, told, None)
        difference = None if is_open else Difference.WORKFLOW_MISSING
        if snapshot.state.version > state.version:
            difference = Difference.ROW_BEHIND
        elif projection(row.operation_id, snapshot.state) != projection(row.operation_id, state):
            difference = Difference.WORKFLOW_BEHIND
        if difference is None:
            return None
        return Disagreement(row.operation_id, difference, told, _told(snapshot.state))

    def _compare_running(self, operation_id: str, row: Operation | None) -> Disagreement | None:
        told = None if row is None else f"{row.result} {row.version}"
        try:
            snapshot = self._workflow_client.ask(operation_id)
        except WorkflowSilent as error:
            return Disagreement(operation_id, Difference.SILENT, told, str(error))
        # One whose time is over ends by itself, with nobody to be told.
        if snapshot is None or not machine.expire(snapshot.state, now_ms()).is_open:
            return None
        difference = Difference.ROW_MISSING if row is None else Difference.WORKFLOW_OPEN
        return Disagreement(operation_id, difference, told, _told(snapshot.state))

    def _settled(self, disagreement: Disagreement | None, settles: bool) -> Disagreement | None:
        if disagreement is None or not settles or REMEDIES[disagreement.difference] is None:
            return disagreement
        operation_id, workflow_id = disagreement.operation_id, of_operation(disagreement.operation_id)
        match disagreement.difference:
            case Difference.ROW_BEHIND:
                self._read_model.refresh(operation_id)
            case Difference.ROW_MISSING:
                self._running.cancel(workflow_id)
            case Difference.WORKFLOW_BEHIND | Difference.WORKFLOW_MISSING | Difference.WORKFLOW_OPEN:
                self._running.terminate(workflow_id, f"{disagreement.difference}: the databases were restored apart")
        self._write(disagreement)
        return replace(disagreement, is_settled=True)

    def _write(self, disagreement: Disagreement) -> None:
        """The end of a row that no workflow ends any more, and what was settled, for the audit."""
        details = {"difference": disagreement.difference, "row": disagreement.row, "workflow": disagreement.workflow}
        with self._database.write() as session:
            stored = operations.find(session, disagreement.operation_id)
            if stored is not None and disagreement.difference in (
                Difference.WORKFLOW_BEHIND,
                Difference.WORKFLOW_MISSING,
            ):
                ended = machine.interrupt(_NO_FLOW, state_of(stored.row), now_ms(), REASON)
                self._read_model.write(session, stored.row.operation_name, projection(disagreement.operation_id, ended))
            user_id = stored.row.user_id if stored else None
            event = Event(
                Action.OPERATION_RECONCILE, user_id=user_id, operation_id=disagreement.operation_id, details=details
            )
            trail.record(session, event)


def _told(state: OperationState) -> str:
    return f"{status(state)} {state.version}"
