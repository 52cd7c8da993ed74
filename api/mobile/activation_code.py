"""A further phone, by a phone: a code for another application of the same user (`mobile-and-cloud.md` §1.1, §1.10).

Off unless the settings name the applications for which phones may ask.
"""

import uuid
from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.idempotency.request_digest import digest_of
from activities.powerauth import json_object
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.purpose import Purpose
from api.http.error_table import whatever
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_and_signature
from api.mobile.proofs import DEVICE, TWO_FACTORS, DecryptedRequest
from api.mobile.schema import AnsweredInAnyVersion, EncryptedInAnyVersion
from api.services import services
from config.vocabulary import CommitPhase
from workflows.registration.client.gateway import NewRegistration

_CODE = "ACTIVATION_CODE_FAILED"
_PATH = "/api/activation/code"
_MAX_BYTES = 65_536
_LEAST_OTP, _MAX_OTP = 16, 255


@api.endpoint(
    f"POST {_PATH}",
    tag="Activations",
    raw=EncryptedInAnyVersion(),
    answer=AnsweredInAnyVersion(),
    bare=True,
    errors=(_CODE, "POWERAUTH_AUTH_FAIL", "INVALID_REQUEST", "REMOTE_COMMUNICATION_ERROR"),
    refusals=whatever(_CODE),
    proof=encryption_and_signature(
        Purpose.ACTIVATION_GENERIC, _PATH, TWO_FACTORS, _CODE, covers_plaintext=True, denial=DEVICE
    ),
)
def create_activation_code(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Have a code for another application of the same user; the one-time password is checked as the new phone answers it.

    The encrypted request is `applicationId` and `otp`, of 16 characters at least, under `requestObject`; so is the answer
    `activationId`, `activationCode` and `activationSignature`. The signature covers what was encrypted.
    """
    sealed, verdict = proof
    application_id, otp = _read_request(sealed.plaintext)
    if application_id not in services().settings.activation_code_applications or verdict.user_id is None:
        raise Denied(_CODE)
    registration_id = str(uuid.uuid4())
    view = services().registrations.create(
        NewRegistration(
            registration_id=registration_id,
            application_id=application_id,
            user_id=verdict.user_id,
            commit_phase=CommitPhase.ON_KEY_EXCHANGE,
            request_digest=digest_of(registration_id),
            otp=otp,
        )
    )
    members = {
        "activationId": view.registration_id,
        "activationCode": view.activation_code,
        "activationSignature": services().registrations.code_signature(view),
    }
    return sealed.answer(json_object.write({"status": "OK", "responseObject": members}))


def _read_request(plaintext: bytes) -> tuple[str, str]:
    """The application and the one-time password. Raises `Denied` INVALID_REQUEST."""
    try:
        request_object = json_object.read(plaintext, most_bytes=_MAX_BYTES).get("requestObject")
    except JsonObjectInvalid:
        request_object = None
    application_id, otp = (
        (request_object.get("applicationId"), request_object.get("otp"))
        if isinstance(request_object, dict)
        else (None, None)
    )
    if not isinstance(application_id, str) or not isinstance(otp, str) or not _LEAST_OTP <= len(otp) <= _MAX_OTP:
        raise Denied("INVALID_REQUEST", f"applicationId is missing, or otp has not {_LEAST_OTP} characters")
    return application_id, otp
