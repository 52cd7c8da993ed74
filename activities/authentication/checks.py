"""The check of who somebody says he is: verdict, counters and history move in one transaction (`nextstep.md` §6).

A request is checked once, and whoever sends it again is told the same. Values are compared before, for a hash takes long; what
was compared is looked at again on the locked rows.
"""

from collections.abc import Callable
from typing import TypeVar

from activities.authentication import records
from activities.authentication import verdict as verdicts
from activities.authentication.attempt import Attempt
from activities.authentication.step_result import step_result
from activities.authentication.verdict import AuthenticationVerdict, OtpFinding
from activities.credentials import counters, policy
from activities.credentials.checks import Comparison, CredentialChecks
from activities.credentials.finding import CredentialFinding
from activities.credentials.policy import CredentialTerms
from activities.otp import attempts
from activities.otp.attempts import OtpAttempt
from activities.otp.one_time_passwords import OneTimePasswords
from activities.powerauth.equality import constant_time_equal
from activities.store import credentials, otps, users
from activities.store.credentials import Credential
from activities.store.database import Database, Session
from activities.store.otps import OneTimePassword
from activities.store.unavailable import StoreUnavailable
from config.clock import now_ms
from config.identity_vocabulary import (
    CredentialStatus,
    OtpStatus,
    UserIdentityStatus,
)
from config.reasons import Reason
from config.refused import Refused

Then = TypeVar("Then")


# A credential that is changed while its value is compared is compared again; nobody changes one so often.
_COMPARISONS = 3


class AuthenticationChecks:
    """One per process; safe for threads."""

    def __init__(
        self, database: Database, one_time_passwords: OneTimePasswords, credential_checks: CredentialChecks
    ) -> None:
        self._database = database
        self._one_time_passwords = one_time_passwords
        self._credential_checks = credential_checks

    def check(
        self, attempt: Attempt, then: Callable[[Session, AuthenticationVerdict], Then], *, is_known: bool = False
    ) -> tuple[AuthenticationVerdict, Then]:
        """The verdict on an attempt; of a copy, that on the first. `then` is called in the transaction that records it.

        `is_known`: it was checked before. Raises `Refused` USER_NOT_FOUND, CREDENTIAL_NOT_FOUND, CREDENTIAL_DEFINITION_NOT_FOUND,
        ONE_TIME_PASSWORD_NOT_FOUND, and what the comparison of a credential does.
        """
        if is_known:
            with self._database.write() as session:
                before = verdicts.find(session, attempt.scope, attempt.update_id)
                if before is not None:
                    return before, then(session, before)
        for _ in range(_COMPARISONS):
            comparison = self._compare(attempt)
            with self._database.write() as session:
                found = self._settle(session, attempt, comparison)
                if found is not None:
                    return found, then(session, found)
        raise StoreUnavailable("the credential was changed again and again while it was compared")

    def _compare(self, attempt: Attempt) -> Comparison | None:
        """No transaction is open meanwhile. Users and credentials that there are not take as long."""
        candidate, user_id, name = attempt.credential, attempt.user_id, attempt.credential_name
        if candidate is None or user_id is None or name is None:
            return None
        with self._database.read() as session:
            terms = policy.terms(session, name)
            if terms.is_proxied:
                raise Refused(Reason.CONFIGURATION_INVALID, f"{name} asks a data adapter, and none is configured")
            status = users.find_status(session, user_id)
            credential = credentials.find(session, user_id, name)
        is_there = status not in (None, UserIdentityStatus.REMOVED)
        comparison = self._credential_checks.compare(
            credential if is_there else None,
            terms,
            candidate.value,
            candidate.mode,
            candidate.positions,
        )
        if not is_there:
            raise Refused(Reason.USER_NOT_FOUND)
        if credential is None:
            raise Refused(Reason.CREDENTIAL_NOT_FOUND)
        return comparison

    def _settle(
        self, session: Session, attempt: Attempt, comparison: Comparison | None
    ) -> AuthenticationVerdict | None:
        """Null where the credential has changed since it was compared."""
        # Copies that come at once wait here for the first, and then find its verdict.
        credential, otp = _lock(session, attempt)
        before = verdicts.find(session, attempt.scope, attempt.update_id)
        if before is not None:
            return before
        status = users.find_status(session, attempt.user_id) if attempt.user_id is not None else None
        is_allowed = status in (None, UserIdentityStatus.ACTIVE)
        is_usable = is_allowed and (credential is None or credential.status is CredentialStatus.ACTIVE)
        otp_attempt = None if otp is None else self._try_otp(otp, attempt, is_usable=is_usable)
        finding = None
        if credential is not None:
            terms = policy.terms(session, credential.credential_name)
            if not is_allowed:
                finding = _finding(credential, terms, attempt)
            elif attempt.credential is None:
                after = self._count_otp(session, credential, terms, attempt, otp, otp_attempt)
                finding = _finding(after, terms, attempt)
            else:
                finding = self._settle_credential(session, credential, terms, comparison, otp_attempt)
                if finding is None:
                    return None
        is_right = (finding is None or finding.is_right is not False) and (otp_attempt is None or otp_attempt.is_right)
        found = AuthenticationVerdict(
            kind=attempt.kind,
            is_right=is_right,
            user_status=status,
            credential=finding,
            otp=_settle_otp(session, attempt, otp, otp_attempt, finding, is_right=is_right, is_allowed=is_allowed),
            method=attempt.method,
            step_result=step_result(
                session,
                attempt,
                is_right=is_right,
                is_over=not is_allowed
                or (otp is not None and not otp.is_active)
                or (finding is not None and finding.status is not CredentialStatus.ACTIVE),
            ),
        )
        verdicts.record(session, attempt.scope, attempt.update_id, found)
        records.record(session, attempt, found)
        return found

    def _try_otp(self, otp: OneTimePassword, attempt: Attempt, *, is_usable: bool) -> OtpAttempt:
        """It is not used up yet: that depends on what is checked together with it."""
        value, candidate = self._one_time_passwords.value(otp), "" if attempt.otp is None else attempt.otp.value
        fits = constant_time_equal(value or "", candidate) and value is not None
        if not is_usable:
            return OtpAttempt(otp, is_right=False)
        return attempts.attempt(otp, now_ms(), fits=fits)

    def _count_otp(
        self,
        session: Session,
        credential: Credential,
        terms: CredentialTerms,
        attempt: Attempt,
        otp: OneTimePassword | None,
        otp_attempt: OtpAttempt | None,
    ) -> Credential:
        """What a one-time password comes to counts on the credential that it is tied to; what is not active counts nothing."""
        if otp is None or otp_attempt is None or attempt.otp is None or not otp.is_active:
            return credential
        if otp_attempt.is_right and not attempt.otp.is_used_up:
            return credential
        return self._credential_checks.count(session, credential, terms, is_right=otp_attempt.is_right)

    def _settle_credential(
        self,
        session: Session,
        credential: Credential,
        terms: CredentialTerms,
        comparison: Comparison | None,
        otp_attempt: OtpAttempt | None,
    ) -> CredentialFinding | None:
        if comparison is None:
            return None
        return self._credential_checks.settle(
            session, credential, terms, comparison, others_succeeded=otp_attempt is None or otp_attempt.is_right
        )


def _lock(session: Session, attempt: Attempt) -> tuple[Credential | None, OneTimePassword | None]:
    """What the attempt moves, in one order always. Raises `Refused` CREDENTIAL_NOT_FOUND, ONE_TIME_PASSWORD_NOT_FOUND."""
    credential = None
    if attempt.user_id is not None and attempt.credential_name is not None:
        credential = credentials.lock(session, attempt.user_id, attempt.credential_name)
        if credential is None:
            raise Refused(Reason.CREDENTIAL_NOT_FOUND)
    return credential, None if attempt.otp is None else otps.lock(session, attempt.otp.otp.otp_id)


def _finding(credential: Credential, terms: CredentialTerms, attempt: Attempt) -> CredentialFinding:
    """Of a credential that was not compared; where a value was given for it, that is not right."""
    return CredentialFinding(
        name=credential.credential_name,
        status=credential.status,
        is_right=None if attempt.credential is None else False,
        remaining_attempts=counters.remaining(credential, terms.policy),
        blocked_ms=credential.blocked_ms,
    )


def _settle_otp(
    session: Session,
    attempt: Attempt,
    otp: OneTimePassword | None,
    otp_attempt: OtpAttempt | None,
    credential: CredentialFinding | None,
    *,
    is_right: bool,
    is_allowed: bool,
) -> OtpFinding | None:
    """The right one is used up where everything is right; one whose credential is not active is blocked."""
    if otp is None or otp_attempt is None or attempt.otp is None:
        return None
    after = otp_attempt.otp
    if is_right and attempt.otp.is_used_up:
        after = attempts.use(after, now_ms())
    elif is_allowed and credential is not None and credential.status is not CredentialStatus.ACTIVE:
        after = attempts.block(after, now_ms())
    if after != otp:
        otps.move(session, after)
    return OtpFinding(
        otp_id=otp.otp_id,
        name=otp.otp_name,
        status=OtpStatus(after.otp_status),
        is_right=otp_attempt.is_right,
        remaining_attempts=after.remaining_attempts,
        blocked_ms=after.blocked_ms,
    )
