"""Tokens, which spare a phone the signature of every small request (`powerauth-protocol.md` §6)."""

from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth import base64_text, json_object
from activities.powerauth.purpose import Purpose
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_and_signature, signature
from api.mobile.proofs import POSSESSION, PROTOCOL, THREE_FACTORS, TWO_FACTORS, DecryptedRequest, authenticating
from api.mobile.schema import EncryptedRequestSchema, EncryptedResponse, TokenId
from api.services import services

_ANY = POSSESSION | TWO_FACTORS | THREE_FACTORS


@api.endpoint(
    "POST /pa/v3/token/create",
    tag="Tokens",
    raw=EncryptedRequestSchema(),
    answer=EncryptedResponse(),
    bare=True,
    errors=("ERR_ENCRYPTION", "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(Purpose.CREATE_TOKEN, "/pa/token/create", _ANY, "ERR_ENCRYPTION"),
)
def create_token(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Have a token made, worth the factors of this request's signature."""
    sealed, verdict = proof
    with authenticating(PROTOCOL):
        token = services().devices.tokens.create(verdict.registration_id, verdict.signature_type)
    members = {"tokenId": token.token_id, "tokenSecret": base64_text.encode(token.secret)}
    return sealed.answer(json_object.write(members))


@api.endpoint(
    "POST /pa/v3/token/remove",
    tag="Tokens",
    request=TokenId(),
    answer=TokenId(),
    errors=("ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=signature("/pa/token/remove", _ANY),
)
def remove_token(verdict: SignatureVerdict, body: dict[str, Any]) -> dict[str, str]:
    """Give a token back. One that is gone, or another's, is answered the same."""
    services().devices.tokens.remove(body["token_id"], verdict.registration_id)
    return {"tokenId": body["token_id"]}
