"""Decisions of registrations' workflows, as callers get them: asked for, written into the row, and told."""

from activities.idempotency.keys import check_same
from activities.registrations import changes
from activities.registrations.audit_events import record_registration
from activities.secrets.sealing import Sealer
from activities.store import registrations
from activities.store.audit.event import OK, Action
from activities.store.database import Database, Session
from activities.store.registrations import Registration
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from workflows.registration import machine
from workflows.registration.client.read_model import RegistrationReads
from workflows.registration.client.workflow_client import RegistrationWorkflowClient, digest
from workflows.registration.messages import RegistrationReply
from workflows.registration.model import (
    Alter,
    Commit,
    Event,
    ExchangeKeys,
    Otp,
    RegistrationChange,
    RegistrationRefusal,
    RegistrationState,
)
from workflows.registration.projection import projection, restore, start_of
from workflows.temporal.transport import Gone

_STEPS = {ExchangeKeys: Action.REGISTRATION_KEY_EXCHANGE, Commit: Action.REGISTRATION_COMMIT}
CHANGES = {
    RegistrationChange.BLOCK: Action.REGISTRATION_BLOCK,
    RegistrationChange.UNBLOCK: Action.REGISTRATION_UNBLOCK,
    RegistrationChange.REMOVE: Action.REGISTRATION_REMOVE,
}


class Decisions:
    """One per process; safe for threads."""

    def __init__(
        self, database: Database, workflow_client: RegistrationWorkflowClient, sealer: Sealer, reads: RegistrationReads
    ) -> None:
        self._database = database
        self._workflow_client = workflow_client
        self._sealer = sealer
        self._reads = reads

    def start(self, row: Registration) -> bool:
        """Start the workflow of a registration that is stored; False where it has, or had, one. Raises `EngineUnavailable`."""
        return self._workflow_client.start(start_of(row), user_id=row.user_id)

    def take(self, row: Registration, event: Event, update_id: str) -> None:
        """Have the event decided. Whatever comes back, the row says what the workflow said last.

        Raises `Refused`: the machine said no, a one-time password was wrong, or (KEY_REUSED) the id was used for another
        request; `Gone` where the workflow has ended; `EngineUnavailable` where the event's fate is unknown.
        """
        request_digest = digest(row.registration_id, event)
        try:
            answer = self._answer(row, event, update_id, request_digest)
        except Gone as gone:
            if gone.state is not None:
                self._write(row, gone.state)
            elif restore(row).is_open:
                self._reads.refresh(row)
            raise
        is_another = answer.request_digest != request_digest
        self._write(row, answer.state, None if is_another else (event, answer.refusal))
        check_same(answer.request_digest, request_digest)
        if answer.refusal is not None:
            raise Refused(answer.refusal.reason, answer.refusal.detail)

    def too_late(self, registration_id: str, event: Event) -> Refused:
        """What is said to an event that was not taken, because the registration's workflow has ended."""
        state = machine.expire(restore(registrations.read(self._database, registration_id).row), now_ms())
        if state.is_open:  # it lapses at its deadline
            return Refused(Reason.REGISTRATION_TERMINATED, "the workflow of the registration was terminated")
        return machine.wrong_state(event, state)

    def _answer(self, row: Registration, event: Event, update_id: str, request_digest: str) -> RegistrationReply:
        try:
            return self._workflow_client.send(row.registration_id, event, update_id, request_digest)
        except Gone as gone:
            # Who created the registration may have died before starting its workflow.
            waits = gone.state is None and machine.expire(restore(row), now_ms()).is_open
            if not waits or not self.start(row):
                raise
        return self._workflow_client.send(row.registration_id, event, update_id, request_digest)

    def _write(
        self,
        row: Registration,
        state: RegistrationState,
        outcome: tuple[Event, RegistrationRefusal | None] | None = None,
    ) -> None:
        """What the workflow said, and the audit of the event that it took: of each time that it was asked for."""
        with self._database.write() as session:
            changes.project(session, self._sealer, projection(row.registration_id, state))
            if outcome is not None:
                _record_event(session, row, *outcome)


def _record_event(session: Session, row: Registration, event: Event, refusal: RegistrationRefusal | None) -> None:
    result = refusal.reason if refusal else OK
    otp = Otp.ABSENT if isinstance(event, Alter) else event.otp
    if otp is not Otp.ABSENT:
        record_registration(session, Action.OTP, row, OK if otp is Otp.RIGHT else otp.value)
    action = CHANGES[event.change] if isinstance(event, Alter) else _STEPS[type(event)]
    record_registration(session, action, row, result)
