"""Operations as they are read: from SQL, brought up to date where an update's fate is unknown, timed out where time is up."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from activities.audit import origin
from activities.projection.operation import OperationProjector
from activities.store import operation_intents, operation_lists, operations
from activities.store.database import Database, Session
from activities.store.operations import Operation, OperationProjection, StoredOperation
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from workflows.operation import machine
from workflows.operation.client.workflow_client import WorkflowClient
from workflows.operation.model import OperationState
from workflows.operation.projection import projection, restore
from workflows.temporal.client import EngineUnavailable
from workflows.temporal.patience import Patience

log = logging.getLogger(__name__)

# An update is answered within milliseconds; one that is not after seconds has probably lost its caller.
_SETTLE_AFTER_MS = 3_000
# No API waits longer than this for an update, so its intent is not needed by anybody after it.
_FORGET_AFTER_MS = 12_000


@dataclass(frozen=True, slots=True)
class OperationView:
    """An operation as of now: its row with all that decides nothing, and the state that the APIs show."""

    row: Operation
    state: OperationState
    has_afs_actions: bool = False


@dataclass(frozen=True, slots=True)
class Overdue:
    """The row of an operation as it was, and whether it has its end now: what is damaged has none."""

    row: Operation
    has_ended: bool


class ReadModel:
    """Reads operations; asks their workflows only where the rows may lag behind.

    `on_finish` is told the name and the status of an operation whose end is written here; `on_step` the method and the result of
    a step whose outcome is, and the milliseconds since it was offered.
    """

    def __init__(
        self,
        database: Database,
        workflow_client: WorkflowClient,
        projector: OperationProjector,
        on_finish: Callable[[str, str], None],
        on_step: Callable[[str, str, int], None] = lambda _method, _result, _ms: None,
    ) -> None:
        self._projector = projector
        self._on_finish = on_finish
        self._on_step = on_step
        self._database = database
        self._workflow_client = workflow_client
        self._patience = Patience()

    def get(self, operation_id: str) -> OperationView:
        """Raises `Refused` OPERATION_NOT_FOUND."""
        return self.view(operations.read(self._database, operation_id))

    def refresh(self, operation_id: str) -> OperationView:
        """The operation as its workflow says now, which is asked and written down; as it is read where the workflow is forgotten.

        Raises `Refused` OPERATION_NOT_FOUND; `EngineUnavailable`.
        """
        stored = operations.read(self._database, operation_id)
        row = self._refresh(stored.row)
        return OperationView(row, machine.expire(state_of(row), now_ms()), stored.has_afs_actions)

    def end_overdue(self, after: Operation | None, *, grace_ms: int, size: int) -> list[Overdue]:
        """Write the end of `size` operations whose time has been over for `grace_ms`, of those `after` one.

        It is what readers are shown, and what their workflows say, whenever they say it. Where an update is on its way, that is
        settled first.
        """
        with origin.assume(), self._database.write() as session:
            return [
                Overdue(stored.row, self._end(session, stored.row))
                for stored in operation_lists.lock_overdue(session, after, grace_ms=grace_ms, size=size)
            ]

    def _end(self, session: Session, row: Operation) -> bool:
        try:
            state = state_of(row)
        except Refused:
            return False
        ended = machine.expire(state, state.expires_ms + 1)
        self.write(session, row.operation_name, projection(row.operation_id, ended))
        return True

    def pending(self, user_id: str) -> list[OperationView]:
        """What waits for the user, soonest deadline first."""
        views = self.view_all(operation_lists.list_pending(self._database, user_id, now_ms()))
        return [view for view in views if view.state.is_open]

    def by_external_id(self, external_transaction_id: str) -> list[OperationView]:
        """The operations of one transaction of the bank, oldest first."""
        return self.view_all(operation_lists.list_by_external_id(self._database, external_transaction_id))

    def view_all(self, rows: Iterable[StoredOperation]) -> list[OperationView]:
        """The operations of a list as of now. A damaged one is left out: it must not take the others away."""
        views = []
        for stored in rows:
            with skip_damaged(stored.row.operation_id):
                views.append(self.view(stored))
        return views

    def view(self, stored: StoredOperation) -> OperationView:
        """The operation as of now. Raises `Refused` OPERATION_DAMAGED where the row is damaged."""
        row = self._refresh_if_answered(stored) if self._may_lag(stored) else stored.row
        return OperationView(row, machine.expire(state_of(row), now_ms()), stored.has_afs_actions)

    def write(self, session: Session, operation_name: str, state: OperationProjection) -> bool:
        """Write what the workflow said, if it is news, and say whether it was."""
        is_news = self._projector.project(session, state)
        if is_news and not state.is_open:
            self._on_finish(operation_name, state.progress.status)
        return is_news

    def settle(self, row: Operation, state: OperationState, update_id: str) -> Operation:
        """The row with an update's outcome, which is written; its intent is cleared."""
        said = projection(row.operation_id, state)
        with self._database.write() as session:
            operation_intents.clear(session, row.operation_id, update_id)
            is_news = self.write(session, row.operation_name, said)
        if is_news:
            self._tell_step(row, state)
        return replace(row, **said.columns())

    def _tell_step(self, before: Operation, state: OperationState) -> None:
        """Updates that end no step leave the history as long as it was; nobody takes the step by which time runs out."""
        if len(state.history) < 2 or state.timed_out:
            return
        with skip_damaged(before.operation_id):
            if len(state.history) > len(state_of(before).history):
                offered, taken = state.history[-2:]
                self._on_step(taken.method, taken.step_result, taken.at_ms - offered.at_ms)

    def after_the_end(self, operation_id: str, update_id: str) -> tuple[Operation, OperationState]:
        """The workflow takes no more updates, such as this one: what it said last, which is written, and its row.

        Many may come at once, and a closed workflow is replayed for each question: it is asked only while nobody has written
        the end. Raises `EngineUnavailable`.
        """
        row = self._row(operation_id)
        state = state_of(row)
        if state.is_open:
            row, state = self._query_last_state(operation_id)
        return self.settle(row, state, update_id), state

    def _query_last_state(self, operation_id: str) -> tuple[Operation, OperationState]:
        try:
            snapshot = self._workflow_client.ask(operation_id)
        except EngineUnavailable:
            row = self._row(operation_id)
            if (state := state_of(row)).is_open:
                raise
            return row, state
        row = self._row(operation_id)
        return row, snapshot.state if snapshot else state_of(row)

    def _row(self, operation_id: str) -> Operation:
        return operations.read(self._database, operation_id).row

    def _may_lag(self, stored: StoredOperation) -> bool:
        if stored.intent_ms is None:
            return False
        now = now_ms()
        undecided = stored.row.is_open and now > stored.row.expires_ms
        old = now - stored.intent_ms >= _SETTLE_AFTER_MS
        return (undecided or old) and self._patience.allows(stored.row.operation_id)

    def _refresh_if_answered(self, stored: StoredOperation) -> Operation:
        try:
            return self._refresh(stored.row)
        except EngineUnavailable as error:
            self._patience.record_silence(stored.row.operation_id, error)
            return stored.row

    def _refresh(self, row: Operation) -> Operation:
        """The row after its workflow was asked."""
        operation_id, asked_ms = row.operation_id, now_ms()
        snapshot = self._workflow_client.ask(operation_id)
        # Whoever reads has not done what he finds.
        with origin.assume(), self._database.write() as session:
            if snapshot is not None:
                self.write(session, row.operation_name, projection(operation_id, snapshot.state))
            operation_intents.clear_until(session, operation_id, asked_ms - _FORGET_AFTER_MS)
            return operations.get(session, operation_id).row


@contextmanager
def skip_damaged(operation_id: str) -> Iterator[None]:
    """Around what is done for one operation of a list: where it is damaged, the operator is told, and the list goes on."""
    try:
        yield
    except Refused as refused:
        if refused.reason is not Reason.OPERATION_DAMAGED:
            raise
        log.error("operation %s is damaged, and left out of a list", operation_id)


def state_of(row: Operation) -> OperationState:
    """The state in the row. Raises `Refused` OPERATION_DAMAGED where the row is damaged."""
    try:
        return restore(row.state)
    except ValueError as error:
        raise Refused(Reason.OPERATION_DAMAGED) from error
