"""Temporary secrets, by which requests are encrypted: asked for, and read (`powerauth-protocol-4.md` §4.5)."""

from dataclasses import dataclass

from api.demo.device import wire
from api.demo.device.keystore import check
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.v4 import jose
from api.demo.device.v4.agreement import PhoneAgreement
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.key_pairs import PhonePublicKeys
from api.demo.device.v4.kmac import kdf


@dataclass(frozen=True, slots=True)
class TemporarySecret:
    """32 bytes; `expires_ms` is in the server's time."""

    key_id: str
    secret: bytes
    expires_ms: int


def ask(config: PhoneSdkConfig, *, challenge: str, holder: V4Holder | None, agreement: PhoneAgreement) -> str:
    """The request's JWT; `holder` is null for the application's scope, `challenge` any text."""
    claims = {
        "applicationKey": config.application_key,
        "challenge": challenge,
        "sharedSecretRequest": agreement.members(),
    }
    if holder is None:
        return jose.write(claims, kdf(wire.from_b64(config.application_secret), "util/mac/get-app-temp-key"))
    return jose.write({**claims, "activationId": holder.activation_id}, holder.keystore_key)


def read(
    answer: str,
    *,
    signers: PhonePublicKeys,
    config: PhoneSdkConfig,
    challenge: str,
    holder: V4Holder | None,
    agreement: PhoneAgreement,
) -> TemporarySecret:
    """The secret in the answer, if the answer is the signers', to this question. Raises `Untrusted`."""
    claims = jose.read(answer, signers)
    key_id, expires_ms = check(
        claims, config=config, challenge=challenge, activation_id=None if holder is None else holder.activation_id
    )
    return TemporarySecret(key_id, agreement.secret(claims.get("sharedSecretResponse")), expires_ms)
