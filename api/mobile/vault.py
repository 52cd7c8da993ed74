"""The key of a phone's vault (`powerauth-protocol.md` §8.1)."""

from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth.purpose import Purpose
from activities.powerauth.vault import VaultRequestInvalid, read_reason
from api.http.endpoint import EndpointProof
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import SIGNATURE
from api.mobile.proofs import KNOWLEDGE, TWO_FACTORS, VAULT, DecryptedRequest, decrypt_and_verify
from api.mobile.schema import EncryptedRequestSchema, EncryptedResponse
from api.services import services

_CODE = "ERR_SECURE_VAULT"


def _decrypt_by_pin() -> tuple[DecryptedRequest, SignatureVerdict]:
    accepted = TWO_FACTORS if services().settings.vault_by_biometry else KNOWLEDGE
    return decrypt_and_verify(Purpose.VAULT_UNLOCK, "/pa/vault/unlock", accepted, _CODE, denial=VAULT)


@api.endpoint(
    "POST /pa/v3/vault/unlock",
    tag="Vault",
    raw=EncryptedRequestSchema(),
    answer=EncryptedResponse(),
    bare=True,
    errors=(_CODE, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=EndpointProof(_decrypt_by_pin, SIGNATURE),
)
def unlock_vault(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Have the vault's key, for a signature by the PIN; by biometry only where the settings allow it."""
    sealed, verdict = proof
    try:
        reason = read_reason(sealed.plaintext)
    except VaultRequestInvalid:
        raise Denied(_CODE) from None
    answer = services().devices.profiles.vault_answer(verdict.registration_id, reason)
    if answer is None:
        raise Denied(_CODE)
    return sealed.answer(answer)
