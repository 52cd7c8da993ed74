"""One-time passwords: made for a user, an operation, a credential; read and removed (`nextstep.md` §6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from activities.credentials import policy as credential_policy
from activities.otp import policy
from activities.otp.generation import generate
from activities.otp.policy import OtpTerms
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import credentials, operations, otps, users
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.operations import Operation
from activities.store.otps import OneTimePassword
from config.clock import now_ms
from config.identity_vocabulary import CredentialStatus, OtpStatus, UserIdentityStatus
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class NewOtp:
    """What is asked of a one-time password: for whom, of which definition, and what it is tied to.

    `otp_id`: the same again is the same request again. `data`: what its value is a digest of; null: the operation's.
    """

    otp_id: str
    otp_name: str
    user_id: str | None = None
    credential_name: str | None = None
    operation: Operation | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True)
class CreatedOtp:
    """A new one-time password, and its value, which is for who sends it to the user; null: a data adapter makes and sends it."""

    otp: OneTimePassword
    value: str | None = field(repr=False)


class OneTimePasswords:
    """One per process; safe for threads."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def create(self, new: NewOtp) -> CreatedOtp:
        """Its operation's earlier ones are removed. Who asks again under the same id has the same.

        Raises `Refused` OTP_DEFINITION_NOT_FOUND, CREDENTIAL_DEFINITION_NOT_FOUND, CREDENTIAL_NOT_FOUND, USER_NOT_ACTIVE,
        CREDENTIAL_NOT_ACTIVE, CONFIGURATION_INVALID; REQUEST_INVALID where the operation is another user's.
        """
        with self._database.write() as session:
            before = otps.lock_if_there(session, new.otp_id)
            if before is not None:
                return CreatedOtp(before, self.value(before))
            terms = policy.terms(session, new.otp_name)
            _check(session, new)
            if new.operation is not None:  # of two that are made at once one is the later, and removes the other
                operations.lock_form(session, new.operation.operation_id)
            created = self._make(terms, new)
            otps.insert(session, created.otp)
            _audit(session, Action.OTP_CREATE, created.otp)
        return created

    def value(self, otp: OneTimePassword) -> str | None:
        """As it was made; null where it is checked elsewhere. Raises `Refused` ENCRYPTION_FAILED."""
        if otp.value is None or not otp.is_sealed:
            return otp.value
        try:
            return self._sealer.open(otp.value, *_context(otp.otp_id)).decode()
        except Unsealable as error:
            raise Refused(Reason.ENCRYPTION_FAILED, "a stored value cannot be opened") from error

    def find(self, otp_id: str | None, operation_id: str | None) -> OneTimePassword:
        """By its id, or the operation's newest. Raises `Refused` ONE_TIME_PASSWORD_NOT_FOUND, REQUEST_INVALID."""
        with self._database.read() as session:
            return otps.find(session, otp_id, operation_id)

    def find_all(self, operation_id: str, *, include_removed: bool) -> Sequence[OneTimePassword]:
        """An operation's, newest first."""
        with self._database.read() as session:
            found = otps.find_all(session, operation_id)
        return [otp for otp in found if include_removed or otp.otp_status != OtpStatus.REMOVED]

    def remove(self, otp_id: str | None, operation_id: str | None) -> OneTimePassword:
        """Raises `Refused` ONE_TIME_PASSWORD_NOT_FOUND, REQUEST_INVALID."""
        with self._database.write() as session:
            otp = otps.lock(session, otps.find(session, otp_id, operation_id).otp_id)
            removed = otps.remove(session, otp)
            _audit(session, Action.OTP_REMOVE, removed)
        return removed

    def _make(self, terms: OtpTerms, new: NewOtp) -> CreatedOtp:
        made = terms.policy
        operation = new.operation
        data = operation.operation_data if new.data is None and operation is not None else new.data
        now, otp_id = now_ms(), new.otp_id
        value = None if terms.is_proxied else generate(made.algorithm, made.length, made.group_size, data)
        otp = OneTimePassword(
            otp_id=otp_id,
            otp_name=terms.name,
            user_id=new.user_id,
            credential_name=new.credential_name,
            operation_id=None if operation is None else operation.operation_id,
            otp_data=data,
            value=self._seal(value, otp_id) if terms.is_sealed and value is not None else value,
            is_sealed=terms.is_sealed and value is not None,
            otp_status=OtpStatus.EXTERNAL if terms.is_proxied else OtpStatus.ACTIVE,
            attempt_counter=0,
            failed_attempt_counter=0,
            attempt_limit=made.attempt_limit,
            created_ms=now,
            verified_ms=None,
            blocked_ms=None,
            expires_ms=made.expiration_seconds and now + made.expiration_seconds * 1000,
        )
        return CreatedOtp(otp, value)

    def _seal(self, value: str, otp_id: str) -> str:
        try:
            return self._sealer.seal(value.encode(), *_context(otp_id))
        except Unsealable as error:
            raise Refused(Reason.CONFIGURATION_INVALID, str(error)) from error


def _check(session: Session, new: NewOtp) -> None:
    """A user who is unknown here is somebody whom the bank keeps elsewhere; one who is known has to be active."""
    theirs = new.operation and new.operation.user_id
    if theirs is not None and new.user_id not in (None, theirs):
        raise Refused(Reason.REQUEST_INVALID, "the operation is another user's")
    status = users.find_status(session, new.user_id) if new.user_id is not None else None
    if status not in (None, UserIdentityStatus.ACTIVE):
        raise Refused(Reason.USER_NOT_ACTIVE)
    if new.credential_name is not None:
        _check_credential(session, new.user_id, new.credential_name)


def _check_credential(session: Session, user_id: str | None, credential_name: str) -> None:
    credential_policy.terms(session, credential_name)
    if user_id is None:
        raise Refused(Reason.REQUEST_INVALID, "a credential needs its user")
    found = credentials.find(session, user_id, credential_name)
    if found is None:
        raise Refused(Reason.CREDENTIAL_NOT_FOUND)
    if found.status is not CredentialStatus.ACTIVE:
        raise Refused(Reason.CREDENTIAL_NOT_ACTIVE)


def _context(otp_id: str) -> tuple[str, ...]:
    return "one_time_password", otp_id, "value"


def _audit(session: Session, action: Action, otp: OneTimePassword) -> None:
    details = {"otpName": otp.otp_name, "otpId": otp.otp_id, "credentialName": otp.credential_name}
    trail.record(session, Event(action, user_id=otp.user_id, operation_id=otp.operation_id, details=details))
