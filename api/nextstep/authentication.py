"""Authentication: values that somebody gives, checked here (`nextstep.md` §1.3, §6)."""

from typing import Any

from activities.authentication.checks import Attempt, GivenOtp, result_of
from activities.store.otps import OneTimePassword
from api.http.endpoint import Idempotent
from api.http.schema import Boolean, Integer, Secret, String, Word
from api.http.times import Time
from api.nextstep.blueprint import api
from api.nextstep.one_time_passwords import otp_id_member
from api.nextstep.operation_requests import identifier
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.identity_vocabulary import (
    AuthenticationResult,
    AuthenticationType,
    CredentialStatus,
    OtpStatus,
    UserIdentityStatus,
)
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod
from workflows.authentication.authentications import AskedStep, Authenticated, update_id_of

_TAG = "Authentication"
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


class OtpAuthenticationRequest(NextStepSchema):
    """A value for a one-time password: for the one of this id, or for the newest of an operation."""

    otp_id = otp_id_member()
    operation_id = identifier()
    otp_value = Secret(min=1, required=True)
    check_only = Boolean(load_default=False)
    update_operation = Boolean(load_default=False)
    auth_method = Word(AuthMethod, plain=True)


class OtpAuthenticationResponse(NextStepSchema):
    """Whether the value was right, and how often it may be wrong still."""

    user_id = String(allow_none=True)
    user_identity_status = Word(UserIdentityStatus, allow_none=True)
    credential_status = Word(CredentialStatus, allow_none=True)
    timestamp_blocked = Time(allow_none=True)
    otp_status = Word(OtpStatus)
    authentication_result = Word(AuthenticationResult)
    remaining_attempts = Integer(allow_none=True)
    show_remaining_attempts = Boolean()
    error_message = String(allow_none=True)
    operation_failed = Boolean()


@api.endpoint(
    "POST /auth/otp",
    tag=_TAG,
    idempotent=Idempotent(),
    request=OtpAuthenticationRequest(),
    answer=OtpAuthenticationResponse(),
    errors=("OTP_NOT_FOUND", "CREDENTIAL_NOT_FOUND", "ENCRYPTION_FAILED", *_OF_OPERATIONS),
)
def authenticate_by_otp(given: dict[str, Any], *, key: str | None) -> Any:
    """Check a one-time password, and take the operation's step by it. A wrong one is answered FAILED, and counted."""
    if given["check_only"] and given["update_operation"]:
        raise Refused(Reason.REQUEST_INVALID, "checkOnly excludes updateOperation")
    otp = _find_otp(given)
    asked = _asked_step(given, otp.operation_id)
    attempt = Attempt(
        kind=AuthenticationType.OTP,
        update_id=update_id_of(AuthenticationType.OTP, key),
        user_id=otp.user_id,
        operation_id=otp.operation_id,
        otp=GivenOtp(otp, given["otp_value"], is_used_up=not given["check_only"]),
        may_repeat=key is not None,
    )
    return OtpAuthenticationResponse().dump(_answer(services().authentications.authenticate(attempt, asked), attempt))


def _find_otp(given: dict[str, Any]) -> OneTimePassword:
    """Raises `Refused` OPERATION_NOT_FOUND, ONE_TIME_PASSWORD_NOT_FOUND, REQUEST_INVALID."""
    operation_id = given.get("operation_id")
    if operation_id is not None:
        services().gateway.read_model.get(operation_id)
    return services().one_time_passwords.find(given.get("otp_id"), operation_id)


def _asked_step(given: dict[str, Any], operation_id: str | None) -> AskedStep | None:
    """The operation's step; null where there is no operation. Raises `Refused` REQUEST_INVALID where there should be one."""
    if operation_id is None:
        if given["update_operation"]:
            raise Refused(Reason.REQUEST_INVALID, "updateOperation needs an operation")
        return None
    return AskedStep(operation_id, given["update_operation"], given.get("auth_method"))


def _answer(found: Authenticated, attempt: Attempt) -> dict[str, Any]:
    """What every kind of authentication is answered."""
    credential, otp = found.verdict.credential, found.verdict.otp
    blocked = [part.blocked_ms for part in (credential, otp) if part is not None and part.blocked_ms is not None]
    return {
        "user_id": attempt.user_id,
        "user_identity_status": found.verdict.user_status,
        "credential_status": credential and credential.status,
        "credential_change_required": credential is not None and credential.change_required,
        "timestamp_blocked": min(blocked, default=None),
        "otp_status": otp and otp.status,
        "authentication_result": result_of(found.is_right),
        "remaining_attempts": found.remaining_attempts,
        "show_remaining_attempts": False,
        "error_message": None,
        "operation_failed": found.operation_failed,
    }
