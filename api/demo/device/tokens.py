"""Tokens: signatures made once, for many calls that only read (`powerauth-protocol.md` §6)."""

from dataclasses import dataclass

from api.demo.device import wire
from api.demo.device.keys import hmac_sha256
from api.demo.device.versions import Version


@dataclass(frozen=True, slots=True)
class PhoneToken:
    """`secret` has 16 bytes."""

    token_id: str
    secret: bytes


def attributes(token: PhoneToken, *, nonce: bytes, timestamp_ms: int, version: Version) -> dict[str, str]:
    """The attributes of the header `X-PowerAuth-Token` for one call."""
    return {
        "token_id": token.token_id,
        "token_digest": wire.b64(digest(token.secret, nonce=nonce, timestamp_ms=timestamp_ms, version=version)),
        "nonce": wire.b64(nonce),
        "timestamp": str(timestamp_ms),
        "version": version,
    }


def digest(secret: bytes, *, nonce: bytes, timestamp_ms: int, version: Version) -> bytes:
    """What proves that the caller has the token's secret, 32 bytes."""
    parts = [nonce, str(timestamp_ms).encode()]
    if version.has_timestamp:
        parts.append(version.encode())
    return hmac_sha256(secret, b"&".join(parts))
