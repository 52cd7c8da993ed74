"""A registration as its own phone sees it: name, user's claims (`powerauth-protocol.md` §8)."""

from typing import Any

from activities.device.profiles import Profile
from activities.device.signatures import SignatureVerdict
from activities.powerauth import json_object
from activities.powerauth.headers import EncryptionHeader
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.purpose import Purpose
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption, encryption_and_signature
from api.mobile.proofs import THREE_FACTORS, TWO_FACTORS, DecryptedRequest, decrypt, require_token
from api.mobile.schema import EncryptedRequestSchema, EncryptedResponse
from api.services import services
from config.printable import clean, is_blank

_TAG = "Activations"
_MAX_BYTES = 65_536
_MAX_NAME = 255


def _decrypt_by_bearer() -> tuple[DecryptedRequest, str]:
    """The encrypted request of a token's registration, and the registration."""
    bearer = require_token(TWO_FACTORS | THREE_FACTORS)
    header, request = decrypt(Purpose.ACTIVATION_GENERIC, "ERR_ACTIVATION")
    if header.activation_id != bearer.registration_id:
        raise Denied("ERR_ACTIVATION")
    return request, bearer.registration_id


@api.endpoint(
    "POST /pa/v3/activation/detail",
    tag=_TAG,
    raw=EncryptedRequestSchema(),
    answer=EncryptedResponse(),
    bare=True,
    errors=("ERR_ACTIVATION", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=EndpointProof(_decrypt_by_bearer, (("token", "encryption"),)),
)
def activation_detail(proof: tuple[DecryptedRequest, str]) -> dict[str, Any]:
    """Read the registration's name, by a token that was made with two factors."""
    return answer_detail(*proof)


@api.endpoint(
    "POST /pa/v3/activation/rename",
    tag=_TAG,
    raw=EncryptedRequestSchema(),
    answer=EncryptedResponse(),
    bare=True,
    errors=("ERR_ACTIVATION", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(
        Purpose.ACTIVATION_GENERIC, "/pa/activation/rename", TWO_FACTORS, "ERR_ACTIVATION", covers_plaintext=True
    ),
)
def rename_activation(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Call the registration something else. The signature covers what was encrypted, not its ciphertext."""
    request, verdict = proof
    services().devices.profiles.rename(verdict.registration_id, read_name(request.plaintext))
    return answer_detail(request, verdict.registration_id)


@api.endpoint(
    "POST /pa/v3/user/info",
    tag="Users",
    raw=EncryptedRequestSchema(),
    answer=EncryptedResponse(),
    bare=True,
    errors=("ERR_USER_INFO", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption(Purpose.ACTIVATION_GENERIC, "ERR_USER_INFO"),
)
def user_info(proof: tuple[EncryptionHeader, DecryptedRequest]) -> dict[str, Any]:
    """Read claims about the user, as the installation's provider tells them; none without a provider."""
    header, request = proof
    return answer_claims(request, str(header.activation_id))


def answer_claims(request: DecryptedRequest, registration_id: str) -> dict[str, Any]:
    """The claims about the registration's user, sealed. Raises `Denied` ERR_USER_INFO where it is not ACTIVE."""
    profile = _profile(registration_id, "ERR_USER_INFO")
    provider = services().providers.user_info
    return request.answer(json_object.write(provider.claims(profile.user_id) if provider else {}))


def answer_detail(request: DecryptedRequest, registration_id: str) -> dict[str, Any]:
    """The registration's id and name, sealed. Raises `Denied` ERR_ACTIVATION where it is not ACTIVE."""
    profile = _profile(registration_id, "ERR_ACTIVATION")
    members = {"activationId": profile.registration_id, "activationName": profile.name}
    return request.answer(json_object.write({"status": "OK", "responseObject": members}))


def _profile(registration_id: str, code: str) -> Profile:
    profile = services().devices.profiles.of(registration_id)
    if profile is None:
        raise Denied(code)
    return profile


def read_name(plaintext: bytes) -> str:
    """The new name, of 1 to 255 characters; apps send it bare or under `requestObject`. Raises `Denied` ERR_ACTIVATION."""
    try:
        members = json_object.read(plaintext, most_bytes=_MAX_BYTES)
    except JsonObjectInvalid:
        raise Denied("ERR_ACTIVATION") from None
    inner = members.get("requestObject")
    name = (inner if isinstance(inner, dict) else members).get("activationName")
    if not isinstance(name, str) or not 1 <= len(name) <= _MAX_NAME:
        raise Denied("ERR_ACTIVATION")
    if is_blank(name := clean(name)):
        raise Denied("ERR_ACTIVATION")
    return name
