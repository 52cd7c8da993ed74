"""The registration of a user's only device (document 004; `mobile-and-cloud.md` §4)."""

from enum import StrEnum
from typing import Any

from activities.audit import origin
from activities.idempotency.request_digest import digest_of
from activities.powerauth.activation_code import qr_text
from activities.powerauth.v4.algorithm import Algorithm
from api.access.caller import caller
from api.cloud.blueprint import api
from api.cloud.members import sparse
from api.cloud.registration_requests import UpdateRegistrationRequest
from api.cloud.schema import MAX, CloudSchema
from api.cloud.single_device.one import NOT_FOUND, application_id, device, devices
from api.http.endpoint import Idempotent
from api.http.error_table import CodeAndDetail
from api.http.idempotency import identifier
from api.http.schema import String, Word
from api.http.user_id import UserId
from api.services import services
from config.exact_json import write
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import CommitPhase, RegistrationStatus
from workflows.registration.client.gateway import NewRegistration, RegistrationView
from workflows.registration.model import RegistrationChange

_TAG = "Single Device: Registration"
_SEVERAL, _CHANGE = "ERROR_REGISTRATION", "ERROR_REGISTRATION_CHANGE"
_NONE_TO_COMMIT = CodeAndDetail(NOT_FOUND, "No registration found that can be committed")
# It is the user who is named, not the registration: of one that cannot be committed, none is found.
_TO_COMMIT = {
    Reason.REGISTRATION_NOT_FOUND: _NONE_TO_COMMIT,
    Reason.REGISTRATION_STATE: _NONE_TO_COMMIT,
    Reason.REGISTRATION_TERMINATED: _NONE_TO_COMMIT,
}
_TO_CHANGE = {Reason.REGISTRATION_NOT_FOUND: CodeAndDetail(NOT_FOUND, "No registration found to change state")}


class Standing(StrEnum):
    """What becomes of a user's device; NONE: there is none, or it was removed."""

    NONE = "NONE"
    CREATED = "CREATED"
    PENDING_COMMIT = "PENDING_COMMIT"
    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"


def user(**options: Any) -> UserId:
    """Whose device."""
    missing = {"required": "Required String parameter 'userId' is not present"}
    return UserId(max=MAX, required=True, error_messages=missing, **options)


class UserRequest(CloudSchema):
    """Whose device."""

    user_id = user()


class CommitUserRegistrationRequest(UserRequest):
    """Whose device is committed, and who does it."""

    external_user_id = UserId(min=0, max=MAX)


class ChangeUserRegistrationRequest(UpdateRegistrationRequest):
    """What shall happen to whose device, who wants it, and why it is blocked."""

    user_id = user()


class UserRegistrationCode(CloudSchema):
    """What the QR code for the user's device shows: the activation code, `#`, and its signature."""

    activation_qr_code_data = String()


class UserRegistration(CloudSchema):
    """A user's device: its activation code while it is CREATED, then what it is, its fingerprint while it is PENDING_COMMIT."""

    registration = Word(Standing)
    activation_qr_code_data = String(allow_none=True)
    name = String(allow_none=True)
    platform = String(allow_none=True)
    device_info = String(allow_none=True)
    protocol_version = String(allow_none=True)
    algorithm = Word(Algorithm, allow_none=True)
    activation_fingerprint = String(allow_none=True)


@api.endpoint(
    "POST /registration",
    tag=_TAG,
    idempotent=Idempotent(),
    request=UserRequest(),
    answer=UserRegistrationCode(),
    errors=(_SEVERAL, NOT_FOUND),
)
def create_user_registration(new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Register a user's device, and get what the QR code for it shows. Refused where the user has one that is not removed."""
    registration_id = identifier(f"{api.name} {caller().name} device", key)
    view = services().registrations.create(
        NewRegistration(
            registration_id=registration_id,
            application_id=application_id(),
            user_id=new["user_id"],
            commit_phase=CommitPhase.ON_COMMIT,
            request_digest=digest_of(registration_id, write(new)),
            only_device=True,
            repeatable=key is not None,
        )
    )
    return {"activationQrCodeData": _code(view)}


@api.endpoint(
    "POST /registration/commit",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CommitUserRegistrationRequest(),
    errors=(_SEVERAL, NOT_FOUND),
    refusals=_TO_COMMIT,
)
def commit_user_registration(commit: dict[str, Any], *, key: str | None) -> None:
    """Commit a registration that is PENDING_COMMIT."""
    found = devices(commit["user_id"])
    origin.set_external_user(commit.get("external_user_id"))
    waiting = [one for one in found if one.status == RegistrationStatus.PENDING_COMMIT] or found[:1]
    if not waiting:
        raise Refused(Reason.REGISTRATION_NOT_FOUND)
    services().registrations.commit(waiting[0].registration_id, None, key)


@api.endpoint(
    "GET /registration", tag=_TAG, query=UserRequest(), answer=UserRegistration(), errors=(_SEVERAL, NOT_FOUND)
)
def get_user_registration(query: dict[str, Any]) -> dict[str, Any]:
    """Read a user's device; which members there are depends on its status."""
    found = devices(query["user_id"])
    if not found:
        return {"registration": Standing.NONE}
    view = found[0]
    if view.status == RegistrationStatus.CREATED:
        return {"registration": view.status, "activationQrCodeData": _code(view)}
    waits = view.status == RegistrationStatus.PENDING_COMMIT
    return sparse(
        registration=view.status,
        name=view.name,
        platform=view.platform,
        deviceInfo=view.device_info,
        protocolVersion=view.protocol,
        algorithm=view.algorithm,
        activationFingerprint=services().registrations.fingerprint(view) if waits else None,
    )


@api.endpoint(
    "PUT /registration",
    tag=_TAG,
    idempotent=Idempotent(),
    request=ChangeUserRegistrationRequest(),
    errors=(_SEVERAL, NOT_FOUND, _CHANGE),
    refusals=_TO_CHANGE,
)
def change_user_registration(update: dict[str, Any], *, key: str | None) -> None:
    """Block a user's ACTIVE device, unblock a BLOCKED one, or remove it in any state."""
    found = device(update["user_id"])
    origin.set_external_user(update.get("external_user_id"))
    reason = update.get("block_reason")
    services().registrations.change(found.registration_id, update["change"], reason, key)


@api.endpoint(
    "DELETE /registration",
    tag=_TAG,
    idempotent=Idempotent(),
    query=UserRequest(),
    errors=(_SEVERAL, NOT_FOUND, _CHANGE),
    refusals=_TO_CHANGE,
)
def remove_user_registration(query: dict[str, Any], *, key: str | None) -> None:
    """Remove a user's device."""
    found = device(query["user_id"])
    services().registrations.change(found.registration_id, RegistrationChange.REMOVE, None, key)


def _code(view: RegistrationView) -> str:
    return qr_text(view.activation_code, services().registrations.code_signature(view))
