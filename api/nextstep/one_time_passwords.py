"""One-time passwords: create, send, list, read, delete (`nextstep.md` §1.3, §6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from activities.otp.one_time_passwords import NewOtp
from activities.otp.sending import OtpMessage, OtpSending
from activities.store.operations import Operation
from activities.store.otps import OneTimePassword
from api.formdata.otp_words import otp_words
from api.http.endpoint import Idempotent
from api.http.idempotency import identifier
from api.nextstep.blueprint import api
from api.nextstep.otp_schemas import (
    CreateAndSendOtpRequest,
    CreateAndSendOtpResponse,
    CreateOtpRequest,
    CreateOtpResponse,
    OtpDetailResponse,
    OtpListRequest,
    OtpListResponse,
    OtpRemoved,
    OtpRequest,
)
from api.services import services
from config.identity_vocabulary import OtpStatus
from config.refused import Refused
from workflows.operation.legality import check_open

_TAG = "One-time passwords"
_CREATION = (
    "OTP_DEFINITION_NOT_FOUND",
    "CREDENTIAL_DEFINITION_NOT_FOUND",
    "OPERATION_NOT_FOUND",
    "INVALID_CONFIGURATION",
    "OPERATION_ALREADY_FINISHED",
    "OPERATION_ALREADY_FAILED",
    "OPERATION_ALREADY_CANCELED",
    "USER_IDENTITY_NOT_ACTIVE",
    "CREDENTIAL_NOT_ACTIVE",
    "CREDENTIAL_NOT_FOUND",
    "ENCRYPTION_FAILED",
    "SERVICE_UNAVAILABLE",
)


# A schema takes longer to make than to fill.
_CREATED, _SENT = CreateOtpResponse(), CreateAndSendOtpResponse()


@api.endpoint(
    "POST /otp",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CreateOtpRequest(),
    answer=_CREATED,
    errors=_CREATION,
)
def create_otp(new: dict[str, Any], *, key: str | None) -> Any:
    """Create a one-time password, which the caller sends to the user. The operation's earlier ones are removed."""
    created = services().one_time_passwords.create(_new_otp(new, identifier(f"{api.name} otp", key)))
    otp = created.otp
    return _CREATED.dump(
        {
            "otp_name": otp.otp_name,
            "user_id": otp.user_id,
            "otp_id": otp.otp_id,
            "otp_value": created.value,
            "otp_status": OtpStatus(otp.otp_status),
        }
    )


@api.endpoint(
    "POST /otp/send",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CreateAndSendOtpRequest(),
    answer=_SENT,
    errors=_CREATION,
)
def create_and_send_otp(new: dict[str, Any], *, key: str | None) -> Any:
    """Create a one-time password, and send it to the user. One that was not delivered can be used all the same."""
    found = services()
    new_otp = _new_otp(new, identifier(f"{api.name} otp send", key))
    created = found.one_time_passwords.create(new_otp)
    otp = created.otp
    sending = OtpSending(otp.otp_id, otp.otp_name, new["user_id"], otp.operation_id)
    if created.value is None:
        delivery = found.otp_deliveries.deliver_by_adapter(sending, new["language"])
    else:
        words = otp_words(created.value, new_otp.operation, new["language"], found.catalogs)
        delivery = found.otp_deliveries.deliver(OtpMessage(sending, words.language, words.subject, words.text))
    return _SENT.dump(
        {
            "otp_name": otp.otp_name,
            "user_id": otp.user_id,
            "otp_id": otp.otp_id,
            "otp_status": OtpStatus(otp.otp_status),
            "delivered": delivery.is_delivered,
            "error_message": delivery.fault,
        }
    )


@api.endpoint(
    "POST /otp/list",
    "GET /otp",
    tag=_TAG,
    request=OtpListRequest(),
    answer=OtpListResponse(),
    errors=("OPERATION_NOT_FOUND", "ENCRYPTION_FAILED", "SERVICE_UNAVAILABLE"),
)
def list_otps(body: dict[str, Any]) -> Any:
    """List the one-time passwords of an operation, newest first."""
    operation_id = body["operation_id"]
    services().gateway.read_model.get(operation_id)
    found = services().one_time_passwords.find_all(operation_id, include_removed=body["include_removed"])
    return OtpListResponse().dump({"operation_id": operation_id, "otp_details": [_detail(otp) for otp in found]})


@api.endpoint(
    "POST /otp/detail",
    "GET /otp/detail",
    tag=_TAG,
    request=OtpRequest(),
    answer=OtpDetailResponse(),
    errors=("OPERATION_NOT_FOUND", "OTP_NOT_FOUND", "ENCRYPTION_FAILED", "SERVICE_UNAVAILABLE"),
)
def read_otp(body: dict[str, Any]) -> Any:
    """Read a one-time password, with its value."""
    otp = find_otp(body)
    return OtpDetailResponse().dump({"operation_id": otp.operation_id, "otp_detail": _detail(otp)})


@api.endpoint(
    "POST /otp/delete",
    tag=_TAG,
    request=OtpRequest(),
    answer=OtpRemoved(),
    errors=("OTP_NOT_FOUND", "OPERATION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_otp(body: dict[str, Any]) -> Any:
    """Remove a one-time password, so that it can no longer be used."""
    with _operation_first(body):
        otp = services().one_time_passwords.remove(body.get("otp_id"), body.get("operation_id"))
    return OtpRemoved().dump(
        {"otp_id": otp.otp_id, "operation_id": otp.operation_id, "otp_status": OtpStatus(otp.otp_status)}
    )


def _new_otp(new: dict[str, Any], otp_id: str) -> NewOtp:
    """What a request asks for. Raises `Refused` OPERATION_NOT_FOUND, or why its operation takes no step any more."""
    operation_id = new.get("operation_id")
    return NewOtp(
        otp_id=otp_id,
        otp_name=new["otp_name"],
        user_id=new.get("user_id"),
        credential_name=new.get("credential_name"),
        operation=operation_id and _open_operation(operation_id),
        data=new.get("otp_data"),
    )


def _open_operation(operation_id: str) -> Operation:
    view = services().gateway.read_model.get(operation_id)
    check_open(view.state)
    return view.row


def find_otp(body: dict[str, Any]) -> OneTimePassword:
    """By its id, or the newest of an operation. Raises `Refused` OPERATION_NOT_FOUND, and what `OneTimePasswords.find` does."""
    with _operation_first(body):
        return services().one_time_passwords.find(body.get("otp_id"), body.get("operation_id"))


@contextmanager
def _operation_first(body: dict[str, Any]) -> Iterator[None]:
    """Where something is refused, an operation that there is not is the reason; where nothing is, nobody needs to look."""
    try:
        yield
    except Refused:
        if (operation_id := body.get("operation_id")) is not None:
            services().gateway.read_model.get(operation_id)
        raise


def _detail(otp: OneTimePassword) -> dict[str, Any]:
    return {
        "otp_name": otp.otp_name,
        "user_id": otp.user_id,
        "otp_id": otp.otp_id,
        "operation_id": otp.operation_id,
        "otp_data": otp.otp_data,
        "otp_value": services().one_time_passwords.value(otp),
        "credential_name": otp.credential_name,
        "attempt_counter": otp.attempt_counter,
        "failed_attempt_counter": otp.failed_attempt_counter,
        "remaining_attempts": otp.remaining_attempts,
        "otp_status": OtpStatus(otp.otp_status),
        "timestamp_created": otp.created_ms,
        "timestamp_verified": otp.verified_ms,
        "timestamp_blocked": otp.blocked_ms,
        "timestamp_expires": otp.expires_ms,
    }
