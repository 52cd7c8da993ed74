"""What is answered about registrations: members by state, times in milliseconds (`mobile-and-cloud.md` §3.3)."""

from typing import Any

from marshmallow import fields

from activities.powerauth.activation_code import qr_text
from activities.powerauth.v4.algorithm import Algorithm
from api.cloud.members import sparse
from api.cloud.schema import CloudSchema
from api.http.schema import Integer, List, String, Word
from config.vocabulary import RegistrationStatus
from workflows.registration.client.gateway import Registrations, RegistrationView


class CodeSignatures(CloudSchema):
    """The signatures of an activation code by the application's master keys of protocol 4, those that its algorithms have."""

    es384 = String(data_key="ES384")
    ml_dsa_65 = String(data_key="ML-DSA-65", allow_none=True)
    ml_dsa_87 = String(data_key="ML-DSA-87", allow_none=True)


class CreateRegistrationResponse(CloudSchema):
    """A registration that waits for its device. `activationQrCodeData` is what the QR code shows: the code and its signature of
    protocol 3, which apps of both protocols verify. `activationCodeSignatures` are those of protocol 4 beside it.
    """

    activation_qr_code_data = String()
    activation_code = String()
    activation_code_signature = String()
    activation_code_signatures = fields.Nested(CodeSignatures, allow_none=True)
    registration_id = String()


class RegistrationListItem(CloudSchema):
    """A registration, with its device as soon as one answered, and the reason why it is blocked, or was removed unasked.

    `protocolVersion`: the newest version of the protocol that the device has used. `algorithm`: of 4.0, by what it
    signs and agrees on keys, for life.
    """

    registration_id = String()
    registration_status = Word(RegistrationStatus)
    blocked_reason = String(allow_none=True)
    application_id = String()
    name = String(allow_none=True)
    platform = String(allow_none=True)
    device_info = String(allow_none=True)
    protocol_version = String(allow_none=True)
    algorithm = Word(Algorithm, allow_none=True)
    flags = List(String())
    timestamp_created = Integer()
    timestamp_last_used = Integer()


class RegistrationDetail(RegistrationListItem):
    """A registration: its activation code while it is CREATED, its fingerprint while it is PENDING_COMMIT."""

    user_id = String()
    activation_qr_code_data = String(allow_none=True)
    activation_code = String(allow_none=True)
    activation_code_signature = String(allow_none=True)
    activation_code_signatures = fields.Nested(CodeSignatures, allow_none=True)
    activation_fingerprint = String(allow_none=True)


class RegistrationList(CloudSchema):
    """One page of a user's registrations, newest first."""

    registrations = List(fields.Nested(RegistrationListItem))


def render_created(registrations: Registrations, view: RegistrationView) -> dict[str, Any]:
    """`CreateRegistrationResponse`."""
    return {**_code(registrations, view), "registrationId": view.registration_id}


def detail(registrations: Registrations, view: RegistrationView) -> dict[str, Any]:
    """`RegistrationDetail`."""
    found = item(view)
    found["userId"] = view.user_id
    if view.status == RegistrationStatus.CREATED:
        found |= _code(registrations, view)
    if view.status == RegistrationStatus.PENDING_COMMIT:
        found["activationFingerprint"] = registrations.fingerprint(view)
    return found


def item(view: RegistrationView) -> dict[str, Any]:
    """`RegistrationListItem`."""
    return sparse(
        registrationId=view.registration_id,
        registrationStatus=view.status,
        blockedReason=view.blocked_reason,
        applicationId=view.application_id,
        name=view.name,
        platform=view.platform,
        deviceInfo=view.device_info,
        protocolVersion=view.protocol,
        algorithm=view.algorithm,
        flags=list(view.flags),
        timestampCreated=view.created_ms,
        timestampLastUsed=view.last_used_ms,
    )


def _code(registrations: Registrations, view: RegistrationView) -> dict[str, Any]:
    signature, of_protocol_4 = registrations.code_signature(view), registrations.v4_code_signatures(view)
    return {
        "activationQrCodeData": qr_text(view.activation_code, signature),
        "activationCode": view.activation_code,
        "activationCodeSignature": signature,
        **({"activationCodeSignatures": of_protocol_4} if of_protocol_4 else {}),
    }
