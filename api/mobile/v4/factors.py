"""Keys of the PIN and of biometry, replaced by their phone (`powerauth-protocol-4.md` §6.5)."""

from collections.abc import Callable
from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth import json_object
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.v4 import shared_secret
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.shared_secret import SharedSecret, SharedSecretInvalid, SharedSecretRequest
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_and_signature, signature
from api.mobile.proofs import KNOWLEDGE, POSSESSION, V4_PROTOCOL, DecryptedRequest
from api.mobile.schema import AnyBody
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

_TAG = "Factors"
_PASSWORD, _BIOMETRY = "ERR_PASSWORD_CHANGE", "ERR_BIOMETRY"
_MAX_BYTES = 65_536


@api.endpoint(
    "POST /pa/v4/password/change",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_PASSWORD, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(
        V4Purpose.CHANGE_PASSWORD, "/pa/password/change", KNOWLEDGE, _PASSWORD, denial=V4_PROTOCOL
    ),
)
def change_password(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Agree on another key for the PIN, by the one before. The first code by either tells which stays.

    Until then a further change replaces the key that waits.
    """
    return _agree(*proof, services().devices.v4.factor_key_changes.change_password, _PASSWORD)


@api.endpoint(
    "POST /pa/v4/biometry/add",
    tag=_TAG,
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_BIOMETRY, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(
        V4Purpose.ADD_BIOMETRY, "/pa/biometry/add", KNOWLEDGE, _BIOMETRY, denial=V4_PROTOCOL
    ),
)
def add_biometry(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Agree on a key for biometry, and accept codes by it from now on."""
    return _agree(*proof, services().devices.v4.factor_key_changes.add_biometry, _BIOMETRY)


@api.endpoint(
    "POST /pa/v4/biometry/remove",
    tag=_TAG,
    raw=AnyBody(),
    errors=(_BIOMETRY, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=signature("/pa/biometry/remove", POSSESSION, V4_PROTOCOL),
)
def remove_biometry(verdict: SignatureVerdict) -> None:
    """Forget the keys of biometry, and refuse codes by it. Where it is off, it stays so."""
    if not services().devices.v4.factor_key_changes.remove_biometry(verdict.registration_id):
        raise Denied(_BIOMETRY)


def _agree(
    request: DecryptedRequest,
    verdict: SignatureVerdict,
    change: Callable[[str, SharedSecretRequest], SharedSecret | None],
    code: str,
) -> dict[str, Any]:
    try:
        asked = shared_secret.read(json_object.read(request.plaintext, most_bytes=_MAX_BYTES))
    except (JsonObjectInvalid, SharedSecretInvalid):
        raise Denied(code) from None
    agreement = change(verdict.registration_id, asked)
    if agreement is None:
        raise Denied(code)
    return request.answer(json_object.write(dict(agreement.members)))
