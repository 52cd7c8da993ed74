"""Authentication: values that somebody gives, checked here (`nextstep.md` §1.3, §6)."""

from typing import Any

from activities.authentication.attempt import Attempt, GivenCredential, GivenOtp
from activities.authentication.records import result_of, result_of_part
from api.http.endpoint import Idempotent
from api.nextstep.authentication_schemas import (
    CombinedAuthenticationRequest,
    CombinedAuthenticationResponse,
    CredentialAuthenticationRequest,
    CredentialAuthenticationResponse,
    OtpAuthenticationRequest,
    OtpAuthenticationResponse,
)
from api.nextstep.blueprint import api
from api.nextstep.one_time_passwords import find_otp
from api.services import services
from config.identity_vocabulary import AuthenticationType
from config.reasons import Reason
from config.refused import Refused
from workflows.authentication.authentications import AskedStep, Authenticated, update_id_of

_TAG = "Authentication"
_OF_CREDENTIALS = (
    "USER_IDENTITY_NOT_FOUND",
    "CREDENTIAL_NOT_FOUND",
    "CREDENTIAL_DEFINITION_NOT_FOUND",
    "ENCRYPTION_FAILED",
)
_OF_OPERATIONS = (
    "OPERATION_NOT_FOUND",
    "OPERATION_NOT_VALID",
    "OPERATION_ALREADY_FINISHED",
    "OPERATION_ALREADY_FAILED",
    "OPERATION_ALREADY_CANCELED",
    "AUTH_METHOD_NOT_FOUND",
    "INVALID_CONFIGURATION",
    "SERVICE_UNAVAILABLE",
)

# A schema takes longer to make than to fill.
_CREDENTIAL_ANSWER = CredentialAuthenticationResponse()
_OTP_ANSWER = OtpAuthenticationResponse()
_COMBINED_ANSWER = CombinedAuthenticationResponse()


@api.endpoint(
    "POST /auth/credential",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CredentialAuthenticationRequest(),
    answer=_CREDENTIAL_ANSWER,
    errors=(*_OF_CREDENTIALS, *_OF_OPERATIONS),
)
def authenticate_by_credential(body: dict[str, Any], *, key: str | None) -> Any:
    """Check a credential, and take the operation's step by it. A wrong one is answered FAILED, and counted."""
    kind, operation_id = AuthenticationType.CREDENTIAL, body.get("operation_id")
    attempt = Attempt(
        kind=kind,
        update_id=update_id_of(kind, key),
        user_id=body["user_id"],
        credential_name=body["credential_name"],
        operation_id=operation_id,
        credential=_credential(body),
        may_repeat=key is not None,
    )
    found = services().authentications.authenticate(attempt, _asked_step(body, operation_id))
    return _CREDENTIAL_ANSWER.dump(_answer(found, attempt))


@api.endpoint(
    "POST /auth/otp",
    tag=_TAG,
    idempotent=Idempotent(),
    request=OtpAuthenticationRequest(),
    answer=_OTP_ANSWER,
    errors=(
        "OTP_NOT_FOUND",
        "CREDENTIAL_NOT_FOUND",
        "CREDENTIAL_DEFINITION_NOT_FOUND",
        "ENCRYPTION_FAILED",
        *_OF_OPERATIONS,
    ),
)
def authenticate_by_otp(body: dict[str, Any], *, key: str | None) -> Any:
    """Check a one-time password, and take the operation's step by it. A wrong one is answered FAILED, and counted."""
    if body["check_only"] and body["update_operation"]:
        raise Refused(Reason.REQUEST_INVALID, "checkOnly excludes updateOperation")
    otp = find_otp(body)
    step = _asked_step(body, otp.operation_id)
    attempt = Attempt(
        kind=AuthenticationType.OTP,
        update_id=update_id_of(AuthenticationType.OTP, key),
        user_id=otp.user_id,
        credential_name=otp.credential_name,
        operation_id=otp.operation_id,
        otp=GivenOtp(otp, body["otp_value"], is_used_up=not body["check_only"]),
        may_repeat=key is not None,
    )
    return _OTP_ANSWER.dump(_answer(services().authentications.authenticate(attempt, step), attempt))


@api.endpoint(
    "POST /auth/combined",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CombinedAuthenticationRequest(),
    answer=_COMBINED_ANSWER,
    errors=("OTP_NOT_FOUND", *_OF_CREDENTIALS, *_OF_OPERATIONS),
)
def authenticate_by_both(body: dict[str, Any], *, key: str | None) -> Any:
    """Check a credential together with a one-time password that is tied to it: only both are right. Failures count on both."""
    kind, otp = AuthenticationType.CREDENTIAL_OTP, find_otp(body)
    if otp.credential_name is None or otp.user_id != body["user_id"]:
        raise Refused(Reason.REQUEST_INVALID, "the one-time password is tied to no credential of this user")
    attempt = Attempt(
        kind=kind,
        update_id=update_id_of(kind, key),
        user_id=otp.user_id,
        credential_name=otp.credential_name,
        operation_id=otp.operation_id,
        credential=_credential(body),
        otp=GivenOtp(otp, body["otp_value"]),
        may_repeat=key is not None,
    )
    found = services().authentications.authenticate(attempt, _asked_step(body, otp.operation_id))
    return _COMBINED_ANSWER.dump(_answer(found, attempt))


def _credential(body: dict[str, Any]) -> GivenCredential:
    return GivenCredential(
        body["credential_value"], body["authentication_mode"], tuple(body["credential_positions_to_verify"])
    )


def _asked_step(body: dict[str, Any], operation_id: str | None) -> AskedStep | None:
    """The operation's step; null where there is no operation. Raises `Refused` REQUEST_INVALID where there should be one."""
    if operation_id is None:
        if body["update_operation"]:
            raise Refused(Reason.REQUEST_INVALID, "updateOperation needs an operation")
        return None
    return AskedStep(operation_id, body["update_operation"], body.get("auth_method"))


def _answer(authentication: Authenticated, attempt: Attempt) -> dict[str, Any]:
    """What every kind of authentication is answered."""
    credential, otp = authentication.verdict.credential, authentication.verdict.otp
    blocked = [part.blocked_ms for part in (credential, otp) if part is not None and part.blocked_ms is not None]
    return {
        "user_id": attempt.user_id,
        "user_identity_status": authentication.verdict.user_status,
        "credential_status": credential and credential.status,
        "credential_change_required": credential is not None and credential.change_required,
        "timestamp_blocked": min(blocked, default=None),
        "otp_status": otp and otp.status,
        "authentication_result": result_of(authentication.is_right),
        "credential_authentication_result": result_of_part(credential),
        "otp_authentication_result": result_of_part(otp),
        "remaining_attempts": authentication.remaining_attempts,
        "show_remaining_attempts": authentication.verdict.shows_remaining_attempts,
        "error_message": authentication.verdict.message,
        "operation_failed": authentication.operation_failed,
    }
