"""The check of who somebody says he is: verdict, counters and history move in one transaction (`nextstep.md` §6).

A request is checked once, and whoever sends it again is told the same. Values are compared before, for a hash takes long; what
was compared is looked at again on the locked rows.
"""

import uuid
from dataclasses import dataclass, field

from activities.authentication import verdict as verdicts
from activities.authentication.verdict import AuthenticationVerdict, CredentialFinding, OtpFinding
from activities.otp import attempts
from activities.otp.one_time_passwords import OneTimePasswords
from activities.powerauth.equality import constant_time_equal
from activities.store import authentications, otps, users
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.authentications import Authentication
from activities.store.database import Session
from activities.store.otps import OneTimePassword
from config.clock import now_ms
from config.identity_vocabulary import AuthenticationResult, AuthenticationType, OtpStatus, UserIdentityStatus
from config.vocabulary import AuthStepResult


@dataclass(frozen=True, slots=True)
class GivenOtp:
    """A value that somebody gives for a one-time password. `is_used_up`: by the right one; else it is looked at alone."""

    otp: OneTimePassword
    value: str = field(repr=False)
    is_used_up: bool = True


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody says who he is. `update_id` names the request; `may_repeat`: its caller can ask again under the same name.

    `tells_operation`: the operation hears of the verdict, as of a step of `method`; `taken`: the requests by which its steps were
    taken so far.
    """

    kind: AuthenticationType
    update_id: str
    user_id: str | None
    operation_id: str | None = None
    otp: GivenOtp | None = None
    may_repeat: bool = False
    tells_operation: bool = False
    method: str | None = None
    taken: frozenset[str] = frozenset()

    @property
    def scope(self) -> str:
        return verdicts.scope_of(self.operation_id, self.kind)


class AuthenticationChecks:
    """Checks in their callers' transactions; one per process, safe for threads."""

    def __init__(self, one_time_passwords: OneTimePasswords) -> None:
        self._one_time_passwords = one_time_passwords

    def settle(self, session: Session, attempt: Attempt) -> AuthenticationVerdict:
        """The verdict on an attempt; of a copy, that on the first. Raises `Refused` ONE_TIME_PASSWORD_NOT_FOUND."""
        # Copies that come at once wait here for the first, and then find its verdict.
        given = attempt.otp
        otp = None if given is None else otps.lock(session, given.otp.otp_id)
        before = verdicts.find(session, attempt.scope, attempt.update_id)
        if before is not None:
            return before
        status = users.find_status(session, attempt.user_id) if attempt.user_id is not None else None
        is_active = status in (None, UserIdentityStatus.ACTIVE)
        finding, was_active = None, True
        if given is not None and otp is not None:
            finding = self._try_otp(session, otp, given, is_allowed=is_active)
            was_active = otp.is_active
        is_right = finding is None or finding.is_right
        found = AuthenticationVerdict(
            kind=attempt.kind,
            is_right=is_right,
            user_status=status,
            otp=finding,
            method=attempt.method,
            step_result=_step_result(session, attempt, is_right=is_right, is_over=not (is_active and was_active)),
        )
        verdicts.record(session, attempt.scope, attempt.update_id, found)
        _note(session, attempt, found)
        return found

    def _try_otp(self, session: Session, otp: OneTimePassword, given: GivenOtp, *, is_allowed: bool) -> OtpFinding:
        fits = constant_time_equal(self._one_time_passwords.value(otp) or "", given.value) and otp.value is not None
        tried = attempts.OtpAttempt(otp, is_right=False)
        if is_allowed:
            tried = attempts.attempt(otp, now_ms(), fits=fits, uses=given.is_used_up)
        if tried.otp != otp:
            otps.move(session, tried.otp)
        return OtpFinding(
            otp_id=otp.otp_id,
            name=otp.otp_name,
            status=OtpStatus(tried.otp.otp_status),
            is_right=tried.is_right,
            remaining_attempts=tried.otp.remaining_attempts,
            blocked_ms=tried.otp.blocked_ms,
        )


def _step_result(session: Session, attempt: Attempt, *, is_right: bool, is_over: bool) -> AuthStepResult | None:
    """How the operation's step ends; null where it does not hear of it. `is_over`: nobody can be right any more."""
    if not attempt.tells_operation:
        return None
    if is_right:
        return AuthStepResult.CONFIRMED
    if verdicts.is_right_on_its_way(session, attempt.scope, attempt.taken):
        return None
    return AuthStepResult.AUTH_METHOD_FAILED if is_over else AuthStepResult.AUTH_FAILED


def _note(session: Session, attempt: Attempt, found: AuthenticationVerdict) -> None:
    """For the user's history, and for the audit."""
    credential, otp = found.credential, found.otp
    authentications.insert(
        session,
        Authentication(
            authentication_id=str(uuid.uuid4()),
            authentication_type=found.kind,
            user_id=attempt.user_id,
            credential_name=None if credential is None else credential.name,
            otp_name=None if otp is None else otp.name,
            otp_id=None if otp is None else otp.otp_id,
            operation_id=attempt.operation_id,
            authentication_result=result_of(found.is_right),
            credential_authentication_result=_result_of_part(credential),
            otp_authentication_result=_result_of_part(otp),
            created_ms=now_ms(),
        ),
    )
    for action, part in ((Action.CREDENTIAL, credential), (Action.OTP, otp)):
        if part is not None and part.is_right is not None:
            details = {"name": part.name, "status": part.status}
            event = Event(
                action,
                OK if part.is_right else "WRONG",
                user_id=attempt.user_id,
                operation_id=attempt.operation_id,
                details=details,
            )
            trail.record(session, event)


def result_of(is_right: bool) -> AuthenticationResult:
    """The API's word for it."""
    return AuthenticationResult.SUCCEEDED if is_right else AuthenticationResult.FAILED


def _result_of_part(part: CredentialFinding | OtpFinding | None) -> AuthenticationResult | None:
    return None if part is None or part.is_right is None else result_of(part.is_right)
