"""Tokens of version 4.0 (`powerauth-protocol-4.md` §7)."""

from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth import base64_text, json_object
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.token_digest import SECRET_SIZE
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_and_signature, signature
from api.mobile.proofs import POSSESSION, TWO_FACTORS, V4_PROTOCOL, DecryptedRequest, authenticating
from api.mobile.schema import TokenId
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

_ANY = POSSESSION | TWO_FACTORS


@api.endpoint(
    "POST /pa/v4/token/create",
    tag="Tokens",
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=("ERR_ENCRYPTION", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(
        V4Purpose.CREATE_TOKEN, "/pa/token/create", _ANY, "ERR_ENCRYPTION", denial=V4_PROTOCOL
    ),
)
def create_v4_token(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Have a token of version 4.0 made, worth the factors of this request's code."""
    sealed, verdict = proof
    with authenticating(V4_PROTOCOL):
        token = services().devices.tokens.create(verdict.registration_id, verdict.signature_type, SECRET_SIZE)
    members = {"tokenId": token.token_id, "tokenSecret": base64_text.encode(token.secret)}
    return sealed.answer(json_object.write(members))


@api.endpoint(
    "POST /pa/v4/token/remove",
    tag="Tokens",
    request=TokenId(),
    answer=TokenId(),
    errors=("ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=signature("/pa/token/remove", _ANY, V4_PROTOCOL),
)
def remove_v4_token(verdict: SignatureVerdict, body: dict[str, Any]) -> dict[str, str]:
    """Give a token back, by version 4.0. One that is gone, or another's, is answered the same."""
    services().devices.tokens.remove(body["token_id"], verdict.registration_id)
    return {"tokenId": body["token_id"]}
