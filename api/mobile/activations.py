"""The life of a registration as its phone drives it: keys exchanged, status read, removed (`powerauth-protocol.md` §3)."""

from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth import base64_text
from activities.powerauth.base64_text import Base64Invalid
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.identifier import IdentifierInvalid, identifier
from activities.powerauth.purpose import Purpose
from api.http.error_table import CodeAndDetail, whatever
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption, signature
from api.mobile.key_exchange import exchange_keys
from api.mobile.proofs import THREE_FACTORS, TWO_FACTORS, DecryptedRequest
from api.mobile.schema import (
    ActivationId,
    AnyBody,
    EncryptedRequestSchema,
    EncryptedResponse,
    StatusQuestion,
    StatusReply,
)
from api.services import services
from config.reasons import Reason
from config.strict_json import JsonInvalid
from workflows.registration.client.gateway import RegistrationChange

_TAG = "Activations"
_CHALLENGE_BYTES = 16
# A moment later its signature would not be right any more.
_REMOVED_MEANWHILE = CodeAndDetail("ERR_AUTHENTICATION", "POWER_AUTH_SIGNATURE_INVALID")


@api.endpoint(
    "POST /pa/v3/activation/create",
    tag=_TAG,
    raw=EncryptedRequestSchema(),
    answer=EncryptedResponse(),
    bare=True,
    errors=("ERR_ACTIVATION", "INVALID_RECOVERY_CODE", "REMOTE_COMMUNICATION_ERROR"),
    refusals=whatever("ERR_ACTIVATION"),
    proof=encryption(Purpose.APPLICATION_GENERIC, "ERR_ACTIVATION"),
)
def create_activation(proof: tuple[EncryptionHeader, DecryptedRequest]) -> dict[str, Any]:
    """Exchange keys for an activation code. Whatever is wrong, the answer is the same."""
    return exchange_keys(*proof)


@api.endpoint(
    "POST /pa/v3/activation/status",
    tag=_TAG,
    request=StatusQuestion(),
    answer=StatusReply(),
    errors=("REMOTE_COMMUNICATION_ERROR",),
)
def activation_status(body: dict[str, Any]) -> dict[str, Any]:
    """Read a registration's status, encrypted for its phone. To everybody else all answers look alike."""
    try:
        registration_id = identifier(body["activation_id"])
        challenge = body.get("challenge")
        sent = None if challenge is None else base64_text.decode(challenge, size=_CHALLENGE_BYTES)
    except (IdentifierInvalid, Base64Invalid):
        raise JsonInvalid("activationId is a UUID, challenge base64 of 16 bytes") from None
    found = services().devices.statuses.of(registration_id, sent)
    members = {"activationId": body["activation_id"], "encryptedStatusBlob": found.encrypted_status_blob}
    return members if found.nonce is None else members | {"nonce": found.nonce}


@api.endpoint(
    "POST /pa/v3/activation/remove",
    tag=_TAG,
    raw=AnyBody(),
    answer=ActivationId(),
    errors=("ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    refusals=dict.fromkeys((Reason.REGISTRATION_NOT_FOUND, Reason.REGISTRATION_STATE), _REMOVED_MEANWHILE),
    proof=signature("/pa/activation/remove", TWO_FACTORS | THREE_FACTORS),
)
def remove_activation(verdict: SignatureVerdict) -> dict[str, str]:
    """Remove the registration that signs."""
    services().registrations.change(verdict.registration_id, RegistrationChange.REMOVE)
    return {"activationId": verdict.registration_id}
