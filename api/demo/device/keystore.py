"""Temporary keys, for which requests of protocol 3.3 are encrypted (`powerauth-protocol.md` §2.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.demo.device import jwt, points, wire
from api.demo.device.failures import Untrusted
from api.demo.device.holder import Holder
from api.demo.device.keys import kdf_internal
from api.demo.device.sdk_config import PhoneSdkConfig


@dataclass(frozen=True, slots=True)
class TemporaryKey:
    """`expires_ms` is in the server's time."""

    key_id: str
    public_key: points.PublicKey
    expires_ms: int


def ask(config: PhoneSdkConfig, *, challenge: str, holder: Holder | None) -> str:
    """The request's JWT; `holder` is null for the application's scope, `challenge` any text."""
    secret = wire.from_b64(config.application_secret)  # here the secret is its 16 bytes, elsewhere its text
    claims = {"applicationKey": config.application_key, "challenge": challenge}
    if holder is None:
        return jwt.write(claims, secret)
    return jwt.write({**claims, "activationId": holder.activation_id}, kdf_internal(holder.transport_key, secret))


def read(
    answer: str, *, signer: points.PublicKey, config: PhoneSdkConfig, challenge: str, holder: Holder | None
) -> TemporaryKey:
    """The key in the answer's JWT, if the answer is the signer's, to this question. Raises `Untrusted`."""
    claims = jwt.read(answer, signer)
    key_id, expires_ms = check(
        claims, config=config, challenge=challenge, activation_id=None if holder is None else holder.activation_id
    )
    return TemporaryKey(key_id, points.public_key(wire.bytes_of(claims, "publicKey")), expires_ms)


def check(
    claims: Mapping[str, Any], *, config: PhoneSdkConfig, challenge: str, activation_id: str | None
) -> tuple[str, int]:
    """The id of what an answer of any version gives, and its end, if it answers this question. Raises `Untrusted`."""
    expected = {"challenge": challenge, "applicationKey": config.application_key, "activationId": activation_id}
    for name, value in expected.items():
        if claims.get(name) != value:
            raise Untrusted(f"the keystore answered for another {name}")
    expires_ms = claims.get("exp_ms")
    if type(expires_ms) is not int:
        raise Untrusted("the temporary key has no end")
    return wire.text_of(claims, "sub"), expires_ms
