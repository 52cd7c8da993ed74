"""New registrations: stored first, then started, so that nobody is told a code that does not wait for a device."""

import contextlib
from dataclasses import dataclass, field, replace

from activities.device.device_keys import sealing_context
from activities.device.failed_attempts import MAX_FAILED_ATTEMPTS
from activities.idempotency.keys import check_same
from activities.powerauth import activation_code, base64_text, elliptic_curve, keys
from activities.registrations import changes
from activities.registrations.audit_events import record_registration
from activities.secrets import one_time_passwords
from activities.secrets.sealing import Sealer
from activities.store import registrations, user_registrations
from activities.store.audit.event import Action
from activities.store.database import Database
from activities.store.registrations import Registration
from activities.store.unavailable import StoreUnavailable
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration import machine
from workflows.registration.client.decisions import Decisions
from workflows.registration.client.read_model import RegistrationReads
from workflows.registration.model import INTERRUPTED
from workflows.registration.projection import projection, restore
from workflows.temporal.client import EngineUnavailable

# A code has 80 random bits: that one is in use is a fault of the randomness, and ten in a row are no accident.
_MAX_CODES = 10


@dataclass(frozen=True, slots=True)
class NewRegistration:
    """What an API knows of a registration to be created (`powerauth-protocol.md` §3.1, `mobile-and-cloud.md` §3.3).

    `registration_id` is made from an idempotency key if `repeatable`: its repetition is answered, not refused.
    `expires_ms`: milliseconds since the epoch; null: the setting's lifetime from now. `only_one`: refuse where a registration of
    the user in the application is in progress; `only_device`: where there is one that is not removed. `request_digest` tells one
    request from another.
    """

    registration_id: str
    application_id: str
    user_id: str
    commit_phase: CommitPhase
    request_digest: str
    otp: str | None = field(default=None, repr=False)
    flags: tuple[str, ...] = ()
    expires_ms: int | None = None
    only_one: bool = False
    only_device: bool = False
    repeatable: bool = False


class RegistrationCreation:
    """One per process; safe for threads. `lifetime` in seconds."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        decisions: Decisions,
        reads: RegistrationReads,
        *,
        lifetime: int,
        longest: int,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._decisions = decisions
        self._reads = reads
        self._lifetime_ms = lifetime * 1000
        self._longest_ms = longest * 1000

    def create(self, new: NewRegistration) -> Registration:
        """The new registration, stored and started.

        Raises `Refused` REGISTRATION_IN_PROGRESS (another is in progress), REGISTRATION_ALREADY_EXISTS (the user has a device),
        REQUEST_INVALID (the deadline has passed or is too far away, or an idempotency key is repeated with another
        request); `EngineUnavailable`, `StoreUnavailable`.
        """
        row, is_new = self._store(new)
        if not is_new:
            _check_repetition(new, row)
        if machine.expire(restore(row), now_ms()).is_open:
            self._start(row, keep=new.repeatable)
        return row if is_new else self._reads.get(row.registration_id)

    def _store(self, new: NewRegistration) -> tuple[Registration, bool]:
        """The registration's row, and whether it was stored now. What takes long is done before the transaction."""
        if new.repeatable:
            with self._database.read() as session:
                stored = registrations.find(session, new.registration_id)
            if stored is not None:
                return stored.row, False
        draft = self._draft(new)
        with self._database.write() as session:
            if new.only_one or new.only_device:
                user_registrations.reserve(session, new.application_id, new.user_id)
            stored = registrations.find(session, new.registration_id)
            if stored is not None:
                return stored.row, False
            if new.only_one and user_registrations.is_in_progress(
                session, new.application_id, new.user_id, draft.created_ms
            ):
                raise Refused(Reason.REGISTRATION_IN_PROGRESS, "Registration is already in progress")
            if new.only_device and user_registrations.is_live(
                session, new.application_id, new.user_id, draft.created_ms
            ):
                raise Refused(Reason.REGISTRATION_ALREADY_EXISTS, "Registration already exists")
            for _ in range(_MAX_CODES):
                row = replace(draft, activation_code=activation_code.make())
                if registrations.insert(session, row):
                    record_registration(session, Action.REGISTRATION_CREATE, row, flags=list(row.flags))
                    return row, True
                stored = registrations.find(session, new.registration_id)
                if stored is not None:  # a repetition was faster
                    return stored.row, False
        raise Refused(Reason.ACTIVATION_CODES_EXHAUSTED, "there is no free activation code")

    def _draft(self, new: NewRegistration) -> Registration:
        """All of the row but the activation code."""
        created_ms = now_ms()
        expires_ms = created_ms + self._lifetime_ms if new.expires_ms is None else new.expires_ms
        if expires_ms <= created_ms:
            raise Refused(Reason.REQUEST_INVALID, "the registration would have expired already")
        if new.expires_ms is not None and expires_ms - created_ms > self._longest_ms:
            most = self._longest_ms // 1000
            raise Refused(Reason.REQUEST_INVALID, f"the registration would wait for more than {most} seconds")
        server = keys.generate()
        context = sealing_context(new.registration_id, new.user_id)
        return Registration(
            registration_id=new.registration_id,
            application_id=new.application_id,
            user_id=new.user_id,
            status=RegistrationStatus.CREATED,
            activation_code="",
            commit_phase=new.commit_phase,
            otp_hash=one_time_passwords.hash_otp(new.otp) if new.otp else None,
            max_failed_attempts=MAX_FAILED_ATTEMPTS,
            created_ms=created_ms,
            expires_ms=expires_ms,
            changed_ms=created_ms,
            last_used_ms=created_ms,
            request_digest=new.request_digest,
            flags=_once_each(new.flags),
            server_public_key=base64_text.encode(elliptic_curve.public_bytes(server.public_key())),
            server_private_key=self._sealer.seal(keys.private_bytes(server), *context),
        )

    def _start(self, row: Registration, *, keep: bool) -> None:
        try:
            self._decisions.start(row)
        except EngineUnavailable:
            if not keep:
                # Nobody will hear of this registration. If this fails too, it lapses at its deadline.
                with contextlib.suppress(StoreUnavailable):
                    self._withdraw(row)
            raise

    def _withdraw(self, row: Registration) -> None:
        removed = machine.interrupt(restore(row), now_ms())
        with self._database.write() as session:
            changes.project(session, self._sealer, projection(row.registration_id, removed))
            record_registration(session, Action.REGISTRATION, row, INTERRUPTED)


def _check_repetition(new: NewRegistration, stored: Registration) -> None:
    check_same(stored.request_digest, new.request_digest if new.repeatable else None)
    # Where the application is not the request's but its caller's, who may have another one by now.
    check_same(stored.application_id, new.application_id)


def _once_each(flags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flags))
