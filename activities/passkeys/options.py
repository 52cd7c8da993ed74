"""What a browser is asked for: the JSON that `PublicKeyCredential.parse…OptionsFromJSON` reads (WebAuthn Level 3, §5.1)."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

from activities.passkeys.public_key import PasskeyAlgorithm
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.base64_text import encode_url
from activities.store.passkey_challenges import PasskeyChallenge
from activities.store.passkeys import Passkey

_KIND: Final = "public-key"
_ANY_TRANSPORT: Final = ["hybrid", "internal"]


def creation_options(
    party: RelyingParty, challenge: PasskeyChallenge, name: str, display_name: str, present: Sequence[Passkey]
) -> dict[str, Any]:
    """For a new passkey: one that a PIN, a finger or a face unlocks, and that names its user by itself."""
    return {
        "rp": {"id": party.rp_id, "name": party.name},
        "user": {"id": challenge.user_handle, "name": name, "displayName": display_name},
        "challenge": challenge.challenge,
        "pubKeyCredParams": [{"type": _KIND, "alg": algorithm.value} for algorithm in PasskeyAlgorithm],
        "timeout": party.lifetime_ms,
        "excludeCredentials": [_describe(one) for one in present],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def request_options(
    party: RelyingParty, challenge: PasskeyChallenge, credentials: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """For a signature, by one of these passkeys; by any where there are none to name."""
    return {
        "challenge": challenge.challenge,
        "timeout": party.lifetime_ms,
        "rpId": party.rp_id,
        "allowCredentials": list(credentials),
        "userVerification": "required",
    }


def credentials_of(user_id: str, present: Sequence[Passkey], key: bytes) -> list[dict[str, Any]]:
    """A user's passkeys; of one who has none, or is unknown, one that nobody has, the same each time (WebAuthn §14.6.2)."""
    if present:
        return [_describe(one) for one in present]
    nobody = hmac.digest(key, user_id.encode(), hashlib.sha256)
    return [{"id": encode_url(nobody), "type": _KIND, "transports": _ANY_TRANSPORT}]


def _describe(passkey: Passkey) -> dict[str, Any]:
    transports = passkey.transports.split(",") if passkey.transports else _ANY_TRANSPORT
    return {"id": passkey.credential_id, "type": _KIND, "transports": transports}
