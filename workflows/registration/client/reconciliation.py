"""Registrations under way whose row and workflow no longer agree, as after databases were restored to different times.

A row without a workflow lapses at its deadline, as does a workflow without a row. What a workflow says later than the row is
written into it, as it is when somebody reads; what cannot be written are keys that a device sent and the restored database has
never seen: such a registration is of no use to its phone, and is removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from activities.registrations import changes
from activities.registrations.audit_events import record_registration
from activities.secrets.sealing import Sealer
from activities.store import key_exchanges, registrations
from activities.store.audit.event import Action
from activities.store.database import Database
from activities.store.overdue import OverduePlace, find_open
from activities.store.registrations import Registration
from config.vocabulary import RegistrationStatus
from workflows.registration.client.read_model import RegistrationReads
from workflows.registration.client.workflow_client import RegistrationWorkflowClient
from workflows.registration.model import RegistrationState
from workflows.temporal.client import WorkflowSilent

REASON = "RESTORED"
_WRITTEN = "the row is written from the workflow"
_REMOVED = "it is removed: the device's keys are lost"
_BATCH = 200


@dataclass(frozen=True, slots=True)
class RegistrationDisagreement:
    """Of one registration: its status by row and by workflow, what becomes of it, and whether that is done."""

    registration_id: str
    row: str
    workflow: str
    remedy: str | None
    is_settled: bool = False


class RegistrationReconciliation:
    """Compares, and settles if told to. Repeatable, and harmless beside a running engine."""

    def __init__(
        self,
        database: Database,
        reads: RegistrationReads,
        workflow_client: RegistrationWorkflowClient,
        sealer: Sealer,
    ) -> None:
        self._database = database
        self._reads = reads
        self._workflow_client = workflow_client
        self._sealer = sealer

    def compare_rows(self, *, settles: bool) -> Iterator[RegistrationDisagreement | None]:
        """One for each that waits; null where it agrees. Raises `EngineUnavailable`, `StoreUnavailable`."""
        place: OverduePlace | None = None
        while found := find_open(self._database, place, size=_BATCH):
            for place in found:
                yield self._compare(registrations.read(self._database, place.id).row, settles)

    def _compare(self, row: Registration, settles: bool) -> RegistrationDisagreement | None:
        try:
            state = self._workflow_client.ask(row.registration_id)
        except WorkflowSilent as error:
            return RegistrationDisagreement(row.registration_id, row.status, str(error), None)
        if state is None or state.version <= row.version:
            return None
        has_keys = self._has_keys(row, state)
        if settles and has_keys:
            self._reads.refresh(row)
        elif settles:
            self._remove(row.registration_id)
        remedy = _WRITTEN if has_keys else _REMOVED
        return RegistrationDisagreement(row.registration_id, row.status, state.status, remedy, is_settled=settles)

    def _has_keys(self, row: Registration, state: RegistrationState) -> bool:
        if state.exchange_id is None or state.status == RegistrationStatus.REMOVED or row.ctr_data:
            return True
        with self._database.read() as session:
            return key_exchanges.find_content(session, row.registration_id, state.exchange_id) is not None

    def _remove(self, registration_id: str) -> None:
        with self._database.write() as session:
            row = registrations.lock(session, registration_id)
            if row.ctr_data is None and row.status != RegistrationStatus.REMOVED:
                failed = row.failed_attempts
                removed = RegistrationStatus.REMOVED
                changes.alter(session, self._sealer, row, removed, reason=REASON, failed_attempts=failed)
                record_registration(session, Action.REGISTRATION_REMOVE, row, reason=REASON)
