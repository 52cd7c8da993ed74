"""Digests of tokens (`powerauth-protocol-4.md` §7)."""

from api.demo.device import wire
from api.demo.device.tokens import PhoneToken
from api.demo.device.v4.kmac import kmac256

SECRET_SIZE = 32


def attributes(token: PhoneToken, *, nonce: bytes, timestamp_ms: int) -> dict[str, str]:
    """The attributes of the header `X-PowerAuth-Token` for one call."""
    return {
        "token_id": token.token_id,
        "token_digest": wire.b64(digest(token.secret, nonce=nonce, timestamp_ms=timestamp_ms)),
        "nonce": wire.b64(nonce),
        "timestamp": str(timestamp_ms),
        "version": "4.0",
    }


def digest(secret: bytes, *, nonce: bytes, timestamp_ms: int) -> bytes:
    """What proves that the caller has the token's secret, 32 bytes."""
    return kmac256(secret, b"&".join([nonce, str(timestamp_ms).encode(), b"4.0"]), "PA4DIGEST")
