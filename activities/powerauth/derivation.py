"""Derivation of keys from keys (`powerauth-protocol.md` §0.2). Symmetric keys are 16 bytes."""

import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_SIZE = 16
ZERO_IV = bytes(16)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes."""
    return hmac.digest(key, message, "sha256")


def fold(value: bytes) -> bytes:
    """32 bytes made 16: the first half XOR the second."""
    folded = int.from_bytes(value[:16], "big") ^ int.from_bytes(value[16:32], "big")
    return folded.to_bytes(16, "big")


def kdf(key: bytes, index: int) -> bytes:
    """KDF: one AES block of the index as a 16-byte big-endian number."""
    encryptor = Cipher(algorithms.AES128(key), modes.CBC(ZERO_IV)).encryptor()
    return encryptor.update(index.to_bytes(16, "big"))


def kdf_internal(key: bytes, data: bytes) -> bytes:
    """KDF_INTERNAL: the folded HMAC of `data`. The key is HMAC's key (one published chapter has it the other way round)."""
    return fold(hmac_sha256(key, data))


def x963(secret: bytes, info: bytes, size: int) -> bytes:
    """X9.63 with SHA-256: `size` bytes."""
    blocks = range(1, -(-size // 32) + 1)
    return b"".join(hashlib.sha256(secret + n.to_bytes(4, "big") + info).digest() for n in blocks)[:size]
