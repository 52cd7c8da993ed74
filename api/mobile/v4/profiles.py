"""A registration of version 4.0 as its own phone sees it: name, user's claims (`powerauth-protocol-4.md` §5.6, §13)."""

from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth.v4.headers import V4EncryptionHeader
from activities.powerauth.v4.purpose import V4Purpose
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_and_signature, encryption_v4
from api.mobile.profiles import answer_claims, answer_detail, read_name
from api.mobile.proofs import TWO_FACTORS, V4_PROTOCOL, DecryptedRequest, decrypt_v4, require_token
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

_CODE = "ERR_USER_INFO"


@api.endpoint(
    "POST /pa/v4/user/info",
    tag="Users",
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_CODE, "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_v4(V4Purpose.ACTIVATION_GENERIC, _CODE),
)
def v4_user_info(proof: tuple[V4EncryptionHeader, DecryptedRequest]) -> dict[str, Any]:
    """Read claims about the user, as the installation's provider tells them; none without a provider.

    The registration is ACTIVE, and its phone has confirmed it.
    """
    header, asked = proof
    registration_id = str(header.activation_id)
    if not services().devices.v4.confirmations.is_confirmed(registration_id):
        raise Denied(_CODE)
    return answer_claims(asked, registration_id)


def _decrypt_by_bearer() -> tuple[DecryptedRequest, str]:
    """The encrypted request of a token's registration, and the registration."""
    bearer = require_token(TWO_FACTORS, V4_PROTOCOL)
    header, asked = decrypt_v4(V4Purpose.ACTIVATION_GENERIC, "ERR_ACTIVATION")
    if header.activation_id != bearer.registration_id:
        raise Denied("ERR_ACTIVATION")
    return asked, bearer.registration_id


@api.endpoint(
    "POST /pa/v4/activation/detail",
    tag="Activations",
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=("ERR_ACTIVATION", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=EndpointProof(_decrypt_by_bearer, (("token", "encryption"),)),
)
def v4_activation_detail(proof: tuple[DecryptedRequest, str]) -> dict[str, Any]:
    """Read the registration's name by version 4.0, by a token that was made with two factors."""
    return answer_detail(*proof)


@api.endpoint(
    "POST /pa/v4/activation/rename",
    tag="Activations",
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=("ERR_ACTIVATION", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(
        V4Purpose.ACTIVATION_GENERIC,
        "/pa/activation/rename",
        TWO_FACTORS,
        "ERR_ACTIVATION",
        covers_plaintext=True,
        denial=V4_PROTOCOL,
    ),
)
def rename_v4_activation(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Call the registration something else by version 4.0. The code covers what was encrypted, not its ciphertext."""
    asked, verdict = proof
    services().devices.profiles.rename(verdict.registration_id, read_name(asked.plaintext))
    return answer_detail(asked, verdict.registration_id)
