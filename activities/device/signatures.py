"""Signatures of requests: checked under the lock of their registration, whose counters move with the verdict.

Source: `powerauth-protocol.md` §5.4, but for requests whose application key is not of the registration's application:
anybody can make these, and they are counted there. Nobody learns which factor was wrong, nor from the time whether a
registration exists.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from activities.audit import unproved
from activities.device import failed_attempts
from activities.device.applications import Applications, AppVersion
from activities.device.code_keys import CodeMatch
from activities.device.phone_codes import CodeTerms, PhoneCodes
from activities.device.signature_failures import SignatureFailure
from activities.powerauth import base64_text
from activities.powerauth.base_string import base_string
from activities.powerauth.phone_headers import PhoneAuthorization
from activities.powerauth.signature import Candidate
from activities.powerauth.signature_type import SignatureType
from activities.registrations import changes
from activities.secrets.sealing import Sealer
from activities.store import signers
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Database, Session
from activities.store.signers import Signer
from config.clock import now_ms
from config.vocabulary import RegistrationStatus

# As long as a real one, for versions that there are not.
_NO_SECRET = base64_text.encode(bytes(16))
GUESSES_PER_HOUR = 20
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class SignedCall:
    """A signature, and what it is to be of: `body` are the bytes as they were sent, for GET the canonical query."""

    header: PhoneAuthorization
    method: str
    resource_id: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What a check found. A registration that does not exist is shown as REMOVED, with no user and no application.

    `fits`: the request came from an app that may ask for this registration; else it was refused before it was counted.
    `remaining_attempts` is the maximum after a success, 0 where the registration is not ACTIVE. `match`: where a valid one is.
    """

    valid: bool
    registration_id: str
    status: str
    signature_type: str
    fits: bool = True
    user_id: str | None = None
    application_id: str | None = None
    blocked_reason: str | None = None
    remaining_attempts: int = 0
    flags: tuple[str, ...] = ()
    match: CodeMatch | None = field(default=None, repr=False, compare=False)


class Signatures:
    """Checks signatures; one per process.

    `guesses`: how many signatures of eight digits may be wrong in an hour that prove possession alone, and so are not counted as
    failed attempts; after them the registration's are refused unchecked, one more is checked each time that it could have been.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        applications: Applications,
        *,
        guesses: int = GUESSES_PER_HOUR,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._applications = applications
        self.codes = PhoneCodes(sealer)
        self._guess_ms = _HOUR_MS // guesses

    def check(self, call: SignedCall) -> SignatureVerdict:
        """The verdict, in a transaction of its own. Raises `StoreUnavailable`."""
        with self._database.write() as session:
            return self.check_locked(session, call, signers.lock(session, call.header.activation_id))

    def check_locked(self, session: Session, call: SignedCall, signer: Signer | None) -> SignatureVerdict:
        """The verdict; what moves because of it, and its audit, is written in the caller's transaction.

        `signer`: the registration that the request names, which the transaction has locked; null where there is none.
        """
        verdict, failure = self._judge(session, call, signer)
        event = Event(
            Action.SIGNATURE,
            failure or OK,
            user_id=verdict.user_id,
            registration_id=verdict.registration_id,
            application_id=verdict.application_id,
            signed_data=(call.method, call.resource_id, call.body),
        )
        if failure is None or (failure is SignatureFailure.SIGNATURE and call.header.signature_type.counts_failures):
            trail.record(session, event)
        else:  # it costs no attempt, so there may be any number of them
            known = None if verdict.user_id is None else verdict.registration_id
            unproved.record(session, event, known)
        return verdict

    def _judge(
        self, session: Session, call: SignedCall, signer: Signer | None
    ) -> tuple[SignatureVerdict, SignatureFailure | None]:
        header = call.header
        version = self._applications.version(session, header.application_key)
        terms = self.codes.terms_of(session, None if version is None else signer, header, call.resource_id)
        match = terms.keys.find(header.signature, [_candidate(call, version)])
        misfit = SignatureFailure.APPLICATION if version is None else SignatureFailure.UNKNOWN
        if version is not None and signer is not None:
            failure = _foreign(version, signer) or terms.misfit
            if failure is None:
                return self._judge_fitting(session, signer, header, match, terms)
            misfit = failure
        signers.record_failure(session, self.codes.nobody, now_ms())  # changes nothing, and takes its time
        if version is not None and signer is not None:
            return unfit(signer, header.signature_type), misfit
        unknown = SignatureVerdict(
            valid=False,
            registration_id=header.activation_id,
            status=RegistrationStatus.REMOVED,
            signature_type=header.signature_type,
            fits=version is not None,
        )
        return unknown, misfit

    def _judge_fitting(
        self,
        session: Session,
        signer: Signer,
        header: PhoneAuthorization,
        match: CodeMatch | None,
        terms: CodeTerms,
    ) -> tuple[SignatureVerdict, SignatureFailure | None]:
        after = signer
        if header.digits is not None and not header.signature_type.counts_failures:
            now = now_ms()
            until = max(signer.guessed_until_ms or 0, now)
            if until - now > _HOUR_MS - self._guess_ms:
                signers.record_failure(session, signer, now)
                return _verdict(
                    signer, header.signature_type, valid=False, remaining_attempts=failed_attempts.remaining(signer)
                ), SignatureFailure.GUESSED
            after = signer if match else replace(signer, guessed_until_ms=until + self._guess_ms)
        return self.record_result(
            session, after, header.signature_type, match, protocol=header.version, states=terms.states
        )

    def record_result(
        self,
        session: Session,
        signer: Signer,
        signature_type: SignatureType,
        match: CodeMatch | None,
        *,
        protocol: str | None = None,
        states: Collection[str] = (RegistrationStatus.ACTIVE,),
    ) -> tuple[SignatureVerdict, SignatureFailure | None]:
        """What a right code, or none, means for a signer whose row is locked; what moves because of it is written.

        `protocol`: the version of the request; null where there is none, as in codes that people copy. `states`: those in which
        the signer may prove the request; one that has lapsed proves nothing.
        """
        if signer.status not in states or signer.has_lapsed(now_ms()):
            return _verdict(signer, signature_type, valid=False), SignatureFailure.STATE
        if match is None or signer.failed_attempts >= signer.max_failed_attempts:
            return self._record_failure(session, signer, signature_type), SignatureFailure.SIGNATURE
        return self._record_success(session, signer, signature_type, match, protocol), None

    def _record_failure(self, session: Session, signer: Signer, signature_type: SignatureType) -> SignatureVerdict:
        after = failed_attempts.count_failure(signer, signature_type, now_ms())
        signers.record_failure(session, after, now_ms())
        if after.version != signer.version:
            changes.enqueue_callbacks(session, self._sealer, signer.registration_id)
        return _verdict(after, signature_type, valid=False, remaining_attempts=failed_attempts.remaining(after))

    def _record_success(
        self,
        session: Session,
        signer: Signer,
        signature_type: SignatureType,
        match: CodeMatch,
        protocol: str | None,
    ) -> SignatureVerdict:
        signers.move_counter(
            session,
            signer.registration_id,
            ctr_data=base64_text.encode(match.ctr_data),
            counter=match.counter + 1,
            failed_attempts=0 if signature_type.counts_failures else signer.failed_attempts,
            protocol=max(protocol or "", signer.protocol or "") or None,
            now_ms=now_ms(),
        )
        self.codes.settle(session, signer, match)
        verdict = _verdict(signer, signature_type, valid=True, remaining_attempts=signer.max_failed_attempts)
        return replace(verdict, match=match)


def unfit(signer: Signer, signature_type: SignatureType) -> SignatureVerdict:
    """The verdict on what the registration may not be asked for so: nothing of it is counted."""
    remaining = failed_attempts.remaining(signer)
    return replace(_verdict(signer, signature_type, valid=False, remaining_attempts=remaining), fits=False)


def _candidate(call: SignedCall, version: AppVersion | None) -> Candidate:
    header = call.header
    data = base_string(
        method=call.method,
        resource_id=call.resource_id,
        nonce=header.nonce,
        body=call.body,
        application_secret=version.application_secret if version else _NO_SECRET,
    )
    return Candidate(header.signature_type, data, header.digits)


def _foreign(version: AppVersion, signer: Signer) -> SignatureFailure | None:
    """Why an app of this version may not ask for the registration."""
    foreign = not version.supported or version.application_id != signer.application_id
    return SignatureFailure.APPLICATION if foreign else None


def _verdict(
    signer: Signer, signature_type: SignatureType, *, valid: bool, remaining_attempts: int = 0
) -> SignatureVerdict:
    return SignatureVerdict(
        valid=valid,
        registration_id=signer.registration_id,
        status=signer.status,
        signature_type=signature_type,
        user_id=signer.user_id,
        application_id=signer.application_id,
        blocked_reason=signer.blocked_reason,
        remaining_attempts=remaining_attempts,
        flags=signer.flags,
    )
