"""What is kept of an attempt: the user's history, and the audit. Names and results, no value."""

from collections.abc import Mapping

from activities.authentication.attempt import Attempt
from activities.authentication.verdict import AuthenticationVerdict, OtpFinding
from activities.credentials.finding import CredentialFinding
from activities.store import authentications
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.authentications import Authentication
from activities.store.database import Session
from config.clock import now_ms
from config.identity_vocabulary import AuthenticationResult
from config.random_names import random_uuid


def record(
    session: Session, attempt: Attempt, verdict: AuthenticationVerdict, proof: Mapping[str, str] | None = None
) -> None:
    """For the user's history, and for the audit, which keeps the `proof` of a passkey."""
    credential, otp = verdict.credential, verdict.otp
    authentications.insert(
        session,
        Authentication(
            authentication_id=random_uuid(),
            authentication_type=verdict.kind,
            user_id=attempt.user_id,
            credential_name=None if credential is None else credential.name,
            otp_name=None if otp is None else otp.name,
            otp_id=None if otp is None else otp.otp_id,
            operation_id=attempt.operation_id,
            authentication_result=result_of(verdict.is_right),
            credential_authentication_result=result_of_part(credential),
            otp_authentication_result=result_of_part(otp),
            created_ms=now_ms(),
        ),
    )
    if credential is not None and credential.is_right is not None:
        details = {"credentialName": credential.name, "credentialStatus": credential.status}
        _tell(session, Action.CREDENTIAL, attempt, details, is_right=credential.is_right)
    if otp is not None:
        details = {"otpName": otp.name, "otpId": otp.otp_id, "otpStatus": otp.status}
        _tell(session, Action.OTP, attempt, details, is_right=otp.is_right)

    passkey = verdict.passkey
    if passkey is not None:
        told = {"passkeyId": passkey.passkey_id, "passkeyStatus": passkey.status, "failure": passkey.failure}
        details = {name: value for name, value in told.items() if value is not None}
        _tell(session, Action.PASSKEY, attempt, details, is_right=passkey.is_right, proof=proof)


def _tell(
    session: Session,
    action: Action,
    attempt: Attempt,
    details: dict[str, str],
    *,
    is_right: bool,
    proof: Mapping[str, str] | None = None,
) -> None:
    event = Event(
        action,
        OK if is_right else AuthenticationResult.FAILED,
        user_id=attempt.user_id,
        operation_id=attempt.operation_id,
        details=details,
        proof=proof or {},
    )
    trail.record(session, event)


def result_of(is_right: bool) -> AuthenticationResult:
    """The API's word for it."""
    return AuthenticationResult.SUCCEEDED if is_right else AuthenticationResult.FAILED


def result_of_part(part: CredentialFinding | OtpFinding | None) -> AuthenticationResult | None:
    """The same; null where it was not tried."""
    return None if part is None or part.is_right is None else result_of(part.is_right)
