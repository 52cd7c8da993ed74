"""The three keys of a phone's vault in version 4.0 (`powerauth-protocol-4.md` §8)."""

from typing import Any

from activities.device.signatures import SignatureVerdict
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4 import vault
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.vault import VaultRequestInvalid
from api.http.errors import Denied
from api.mobile.blueprint import api
from api.mobile.declared_proofs import encryption_and_signature
from api.mobile.proofs import TWO_FACTORS, V4_VAULT, DecryptedRequest
from api.mobile.v4.schema import V4EncryptedRequestSchema, V4EncryptedResponse
from api.services import services

_CODE = "ERR_SECURE_VAULT"


@api.endpoint(
    "POST /pa/v4/vault/unlock",
    tag="Vault",
    raw=V4EncryptedRequestSchema(),
    answer=V4EncryptedResponse(),
    bare=True,
    errors=(_CODE, "ERR_AUTHENTICATION", "REMOTE_COMMUNICATION_ERROR"),
    proof=encryption_and_signature(V4Purpose.VAULT_UNLOCK, "/pa/vault/unlock", TWO_FACTORS, _CODE, denial=V4_VAULT),
)
def unlock_v4_vault(proof: tuple[DecryptedRequest, SignatureVerdict]) -> dict[str, Any]:
    """Have a key of the vault: `KDK_APP_VAULT_2FA` for a code by PIN or biometry, the others by the PIN.

    Biometry unlocks `KEK_DEVICE_PRIVATE` too where the settings allow it.
    """
    sealed, verdict = proof
    try:
        asked = vault.read(sealed.plaintext)
    except VaultRequestInvalid:
        raise Denied(_CODE) from None
    by_biometry = services().settings.vault_by_biometry
    if not asked.key.unlocks_by(SignatureType(verdict.signature_type), biometry_unlocks_device_key=by_biometry):
        raise Denied(_CODE)
    answer = services().devices.v4.vault.answer(verdict.registration_id, asked)
    if answer is None:
        raise Denied(_CODE)
    return sealed.answer(answer)
