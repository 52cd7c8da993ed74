"""Changes that the bank makes of registrations: by their workflow while they are open, afterwards by SQL under the row's lock.

What takes no part in decisions (name, flags) is always plain SQL.
"""

from collections.abc import Collection

from activities.idempotency.keys import check_same
from activities.idempotency.request_digest import digest_of
from activities.registrations import changes
from activities.registrations.audit_events import record_registration
from activities.secrets.sealing import Sealer
from activities.store import registrations, verdicts
from activities.store.audit.event import Action
from activities.store.database import Database, Session
from activities.store.registrations import Registration
from activities.store.verdicts import StoredVerdict
from config.clock import now_ms
from config.random_names import random_hex
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import RegistrationStatus
from workflows.registration import machine
from workflows.registration.changes import alter
from workflows.registration.client.decisions import CHANGES, Decisions
from workflows.registration.model import Alter, RegistrationChange
from workflows.registration.projection import restore
from workflows.temporal.transport import Gone

# Why a registration is BLOCKED where the bank gives no reason (`mobile-and-cloud.md` §3.3).
NOT_SPECIFIED = "NOT_SPECIFIED"


class RegistrationChanges:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sealer: Sealer, decisions: Decisions) -> None:
        self._database = database
        self._sealer = sealer
        self._decisions = decisions

    def change(self, registration_id: str, change: RegistrationChange, reason: str | None, key: str | None) -> None:
        """Block (for a `reason`), unblock or remove. Raises `Refused`."""
        row = registrations.read(self._database, registration_id).row
        if restore(row).is_open and self._is_taken(row, change, key or random_hex()):
            return
        try:
            with self._database.write() as session:
                self._alter(session, registration_id, change, reason, key)
        except Refused:
            # The workflow may have answered the key's first request, before it ended.
            if key is None or not self._is_taken(row, change, key):
                raise

    def rename(self, registration_id: str, name: str) -> None:
        """Give the device another name. Raises `Refused` REGISTRATION_NOT_FOUND, or REGISTRATION_STATE: REMOVED."""
        with self._database.write() as session:
            row = registrations.lock(session, registration_id)
            if machine.expire(restore(row), now_ms()).status is RegistrationStatus.REMOVED:
                raise Refused(Reason.REGISTRATION_STATE, "Activation is REMOVED, it can no longer be changed.")
            registrations.amend(session, registration_id, name=name)
            record_registration(session, Action.REGISTRATION_RENAME, row, name=name)

    def add_flags(self, registration_id: str, flags: Collection[str]) -> None:
        """Add those that are missing, in their order. Raises `Refused` REGISTRATION_NOT_FOUND."""
        with self._database.write() as session:
            row = registrations.lock(session, registration_id)
            registrations.set_flags(session, registration_id, tuple(dict.fromkeys((*row.flags, *flags))))
            record_registration(session, Action.REGISTRATION_FLAGS_ADD, row, flags=list(flags))

    def remove_flags(self, registration_id: str, flags: Collection[str]) -> None:
        """Remove those that are there. Raises `Refused` REGISTRATION_NOT_FOUND."""
        with self._database.write() as session:
            row = registrations.lock(session, registration_id)
            registrations.set_flags(session, registration_id, tuple(flag for flag in row.flags if flag not in flags))
            record_registration(session, Action.REGISTRATION_FLAGS_REMOVE, row, flags=list(flags))

    def _is_taken(self, row: Registration, change: RegistrationChange, update_id: str) -> bool:
        """Whether the workflow decides, or decided, about the change; False where it has ended without."""
        try:
            self._decisions.take(row, Alter(change), update_id)
        except Gone:
            return False
        return True

    def _alter(
        self, session: Session, registration_id: str, change: RegistrationChange, reason: str | None, key: str | None
    ) -> None:
        row = registrations.lock(session, registration_id)
        request_digest = digest_of(registration_id, change, reason)
        if key is not None and _is_answered(session, registration_id, key, request_digest):
            return
        state = machine.expire(restore(row), now_ms())
        if state.is_open:
            raise Refused(Reason.REGISTRATION_TERMINATED, "the workflow of the registration was terminated")
        status = alter(state.status, change)
        changes.alter(
            session,
            self._sealer,
            row,
            status,
            reason=reason or NOT_SPECIFIED if change is RegistrationChange.BLOCK else None,
            failed_attempts=0 if change is RegistrationChange.UNBLOCK else row.failed_attempts,
        )
        record_registration(session, CHANGES[change], row, **({"reason": reason} if reason else {}))
        if key is not None:
            verdicts.record(session, StoredVerdict(registration_id, key, request_digest, status, now_ms()))


def _is_answered(session: Session, registration_id: str, key: str, request_digest: str) -> bool:
    """Whether this very request was done before. Raises `Refused` where the key was used for another."""
    found = verdicts.find(session, registration_id, key)
    if found is not None:
        check_same(found.request_digest, request_digest)
    return found is not None
