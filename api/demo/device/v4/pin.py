"""The key of the knowledge factor under a PIN: a wrong PIN yields a wrong key, and nothing tells so.

Source: `powerauth-protocol-4.md` §1.
"""

import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from api.demo.device.v4.kmac import stretch

SIZE = 32


@dataclass(frozen=True, slots=True)
class V4PinProtectedKey:
    """A 32-byte key in two blocks of AES-256, without padding or checksum; the salt, as long, serves once."""

    salt: bytes
    ciphertext: bytes

    def reveal(self, pin: str) -> bytes:
        """The key, or with another PIN another 32 bytes."""
        return _cipher(pin, self.salt).decryptor().update(self.ciphertext)


def protect(key: bytes, pin: str) -> V4PinProtectedKey:
    """Put a key under a PIN."""
    salt = secrets.token_bytes(SIZE)
    return V4PinProtectedKey(salt, _cipher(pin, salt).encryptor().update(key))


def _cipher(pin: str, salt: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES256(stretch(pin, salt)), modes.CBC(bytes(16)))
