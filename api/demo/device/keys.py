"""The keys that a phone shares with the server, all derived from one secret (`powerauth-protocol.md` §0.2, §4)."""

import hashlib
import hmac
from dataclasses import dataclass

from api.demo.device import cbc, points


def fold(digest: bytes) -> bytes:
    """32 bytes to 16: one half XOR the other."""
    return bytes(one ^ other for one, other in zip(digest[:16], digest[16:], strict=True))


def kdf(key: bytes, index: int) -> bytes:
    """KDF of `powerauth-protocol.md` §0.2: one AES block of a number."""
    return cbc.encrypt_blocks(key, index.to_bytes(16, "big"))


def kdf_internal(key: bytes, data: bytes) -> bytes:
    """KDF_INTERNAL of `powerauth-protocol.md` §0.2, `key` being the key of the HMAC."""
    return fold(hmac_sha256(key, data))


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, message, hashlib.sha256)


def master_secret(own: points.PrivateKey, other: points.PublicKey) -> bytes:
    """KEY_MASTER_SECRET, 16 bytes: the same from either side."""
    return fold(points.shared_x(own, other))


@dataclass(frozen=True, slots=True)
class DerivedKeys:
    """The five keys of an activation, 16 bytes each."""

    possession: bytes
    knowledge: bytes
    biometry: bytes
    transport: bytes
    vault: bytes


def derive(secret: bytes) -> DerivedKeys:
    """All keys that follow from KEY_MASTER_SECRET."""
    return DerivedKeys(*(kdf(secret, index) for index in (1, 2, 3, 1000, 2000)))
