"""Registrations as they are read: from SQL, brought up to date where the row may lag, removed where time is up."""

from collections.abc import Collection
from dataclasses import asdict, replace

from activities.audit import origin
from activities.registrations import changes
from activities.registrations.audit_events import record_state
from activities.secrets.sealing import Sealer
from activities.store import key_exchanges, registrations, user_registrations
from activities.store.database import Database, Session
from activities.store.registrations import Registration, StoredRegistration
from config.clock import now_ms
from config.vocabulary import RegistrationStatus
from workflows.registration import machine
from workflows.registration.client.workflow_client import RegistrationWorkflowClient
from workflows.registration.model import RegistrationState
from workflows.registration.projection import projection, restore
from workflows.temporal.client import EngineUnavailable
from workflows.temporal.patience import Patience

# A key exchange is answered within milliseconds; one that is not after seconds has probably lost its caller.
_SETTLE_AFTER_MS = 3_000
# No API waits longer than this for an update, and no two clocks of ours differ by as much.
_CERTAIN_AFTER_MS = 12_000


class RegistrationReads:
    """Reads registrations; asks their workflows only where the rows may lag behind. One per process; safe for threads."""

    def __init__(self, database: Database, workflow_client: RegistrationWorkflowClient, sealer: Sealer) -> None:
        self._database = database
        self._workflow_client = workflow_client
        self._sealer = sealer
        self._patience = Patience()

    def get(self, registration_id: str) -> Registration:
        """The registration as of now. Raises `Refused` REGISTRATION_NOT_FOUND."""
        return self.view(registrations.read(self._database, registration_id))

    def list_registrations(
        self, user_id: str, application_ids: Collection[str], *, include_removed: bool, page: int, size: int
    ) -> list[Registration]:
        """The user's registrations in these applications as of now, newest first; pages count from 0."""
        with self._database.read() as session:
            found = user_registrations.list_registrations(
                session,
                user_id,
                application_ids,
                include_removed=include_removed,
                now_ms=now_ms(),
                page=page,
                size=size,
            )
        views = [self.view(stored) for stored in found]
        return [view for view in views if include_removed or view.status != RegistrationStatus.REMOVED]

    def is_active(self, session: Session, registration_id: str) -> bool:
        """Whether the device can be used: the row says so, and nobody is asked."""
        return registrations.status(session, registration_id) == RegistrationStatus.ACTIVE

    def view(self, stored: StoredRegistration) -> Registration:
        """The registration as of now: past its deadline it is shown REMOVED, though the row may say so later."""
        row = self.refresh(stored.row) if self._may_lag(stored) else stored.row
        return _with_state(row, machine.expire(restore(row), now_ms()))

    def refresh(self, row: Registration) -> Registration:
        """The row after its workflow was asked; as it is while the engine is away."""
        asked_ms = now_ms()
        try:
            state = self._workflow_client.ask(row.registration_id)
        except EngineUnavailable as error:
            self._patience.record_silence(row.registration_id, error)
            return row
        if state is None or asked_ms > row.expires_ms + _CERTAIN_AFTER_MS:
            # There is no workflow, or an operator terminated it: nobody else will let the deadline pass.
            state = machine.expire(state or restore(row), asked_ms)
        # Whoever reads has not done what he finds.
        with origin.assume(), self._database.write() as session:
            if changes.project(session, self._sealer, projection(row.registration_id, state)):
                record_state(session, projection(row.registration_id, state))
            key_exchanges.delete_old(session, row.registration_id, recorded_until_ms=asked_ms - _CERTAIN_AFTER_MS)
            return registrations.lock(session, row.registration_id)

    def settle_overdue(self, registration_id: str) -> bool:
        """Have the end written of a registration whose time is over; says whether it has. Raises `Refused`."""
        row = self.refresh(registrations.read(self._database, registration_id).row)
        return row.status == RegistrationStatus.REMOVED

    def _may_lag(self, stored: StoredRegistration) -> bool:
        """Its deadline has passed and its workflow did not say so yet, or a key exchange has lost its caller."""
        if not restore(stored.row).is_open:
            return False
        now = now_ms()
        late = now > stored.row.expires_ms
        old = stored.exchange_ms is not None and now - stored.exchange_ms >= _SETTLE_AFTER_MS
        return (late or old) and self._patience.allows(stored.row.registration_id)


def _with_state(row: Registration, state: RegistrationState) -> Registration:
    """The row with the state's columns."""
    return row if state.version == row.version else replace(row, **asdict(projection(row.registration_id, state)))
