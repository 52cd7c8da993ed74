"""Attempts of users whom a bank keeps itself: its data adapter is asked, and its finding recorded (`nextstep.md` §6)."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from activities.authentication import records
from activities.authentication import verdict as verdicts
from activities.authentication.attempt import Attempt
from activities.authentication.step_result import step_result
from activities.authentication.verdict import AuthenticationVerdict, OtpFinding
from activities.credentials import policy
from activities.credentials.finding import CredentialFinding
from activities.data_adapter.adapter import AdapterFinding, AdapterRequest, DataAdapter, NoAdapter
from activities.store import otps
from activities.store.database import Database, Session
from activities.store.otps import OneTimePassword
from config.clock import now_ms
from config.identity_vocabulary import CredentialAuthenticationMode, CredentialStatus, OtpStatus
from config.reasons import Reason
from config.refused import Refused

Then = TypeVar("Then")
# What was used, or removed, is nobody's question any more.
_OVER = AdapterFinding(is_right=False, is_over=True, remaining_attempts=0)


class ExternalChecks:
    """One per process; safe for threads."""

    def __init__(self, database: Database, adapter: DataAdapter) -> None:
        self._database = database
        self._adapter = adapter
        self._is_off = isinstance(adapter, NoAdapter)

    def concerns(self, attempt: Attempt) -> bool:
        """Whether the adapter is to be asked. Raises `Refused` CONFIGURATION_INVALID where that is so of one part alone."""
        status = None if attempt.otp is None else attempt.otp.otp.otp_status
        if attempt.credential is None or attempt.credential_name is None:
            return status == OtpStatus.EXTERNAL
        if self._is_off and status != OtpStatus.EXTERNAL:  # of a definition that asks for one, the comparison tells
            return False
        with self._database.read() as session:
            is_proxied = policy.terms(session, attempt.credential_name).is_proxied
        if status == (OtpStatus.ACTIVE if is_proxied else OtpStatus.EXTERNAL):
            raise Refused(Reason.CONFIGURATION_INVALID, "one part is checked here, and the other by a data adapter")
        return is_proxied

    def check(
        self, attempt: Attempt, then: Callable[[Session, AuthenticationVerdict], Then]
    ) -> tuple[AuthenticationVerdict, Then]:
        """See `AuthenticationChecks.check`. The adapter is asked outside of any transaction, under the request's name."""
        credential = self._ask_of_credential(attempt)
        otp = self._ask_of_otp(attempt)
        try:
            with self._database.write() as session:
                found = _record(session, attempt, credential, otp)
                return found, then(session, found)
        except IntegrityError:  # a copy of the request came first
            with self._database.write() as session:
                before = verdicts.find(session, attempt.scope, attempt.update_id)
                if before is None:
                    raise
                return before, then(session, before)

    def _ask_of_credential(self, attempt: Attempt) -> AdapterFinding | None:
        credential, name = attempt.credential, attempt.credential_name
        if credential is None or name is None:
            return None
        if credential.mode is not CredentialAuthenticationMode.MATCH_EXACT:
            raise Refused(Reason.REQUEST_INVALID, "a data adapter is given whole values")
        return self._adapter.check_credential(_asked(attempt, name), credential.value)

    def _ask_of_otp(self, attempt: Attempt) -> AdapterFinding | None:
        otp = attempt.otp
        if otp is None:
            return None
        if otp.otp.otp_status != OtpStatus.EXTERNAL:
            return _OVER
        return self._adapter.check_otp(_asked(attempt, otp.otp.otp_name), otp.otp.otp_id, otp.value)


def _asked(attempt: Attempt, definition: str) -> AdapterRequest:
    return AdapterRequest(attempt.update_id, definition, attempt.user_id, attempt.operation_id)


def _record(
    session: Session, attempt: Attempt, credential: AdapterFinding | None, otp: AdapterFinding | None
) -> AuthenticationVerdict:
    locked = None if attempt.otp is None else otps.lock(session, attempt.otp.otp.otp_id)
    before = verdicts.find(session, attempt.scope, attempt.update_id)
    if before is not None:
        return before
    if locked is not None and locked.otp_status != OtpStatus.EXTERNAL:  # since it was asked about
        otp = _OVER
    parts = [part for part in (credential, otp) if part is not None]
    is_right = all(part.is_right for part in parts)
    is_over = any(part.is_over for part in parts)
    last = parts[-1]
    found = AuthenticationVerdict(
        kind=attempt.kind,
        is_right=is_right,
        user_status=None,
        credential=_credential_finding(attempt, credential),
        otp=_otp_finding(session, attempt, locked, otp, is_right=is_right),
        method=attempt.method,
        step_result=step_result(session, attempt, is_right=is_right, is_over=is_over),
        shows_remaining_attempts=last.shows_remaining_attempts,
        message=next((part.message for part in parts if part.message is not None), None),
    )
    verdicts.record(session, attempt.scope, attempt.update_id, found)
    records.record(session, attempt, found)
    return found


def _credential_finding(attempt: Attempt, finding: AdapterFinding | None) -> CredentialFinding | None:
    if finding is None:
        return None
    return CredentialFinding(
        name=attempt.credential_name or "",
        status=CredentialStatus.BLOCKED_PERMANENT if finding.is_over else CredentialStatus.ACTIVE,
        is_right=finding.is_right,
        remaining_attempts=finding.remaining_attempts,
    )


def _otp_finding(
    session: Session, attempt: Attempt, otp: OneTimePassword | None, finding: AdapterFinding | None, *, is_right: bool
) -> OtpFinding | None:
    """The row tells what is known here: that it was used, or is of no use any more."""
    if finding is None or otp is None:
        return None
    after = otp
    if otp.otp_status == OtpStatus.EXTERNAL:
        after = replace(otp, attempt_counter=otp.attempt_counter + 1)
        if is_right and (attempt.otp is None or attempt.otp.is_used_up):
            after = replace(after, otp_status=OtpStatus.USED, verified_ms=now_ms())
        elif finding.is_over:
            after = replace(after, otp_status=OtpStatus.BLOCKED, blocked_ms=now_ms())
        otps.move(session, after)
    return OtpFinding(
        otp_id=otp.otp_id,
        name=otp.otp_name,
        status=OtpStatus(after.otp_status),
        is_right=finding.is_right,
        remaining_attempts=finding.remaining_attempts,
        blocked_ms=after.blocked_ms,
    )
