"""A key kept under a PIN, so that a wrong PIN yields a wrong key and nothing tells so (`powerauth-protocol.md` §0.2, §5.4)."""

import hashlib
import secrets
from dataclasses import dataclass

from api.demo.device import cbc

ITERATIONS = 10_000


@dataclass(frozen=True, slots=True)
class PinProtectedKey:
    """A 16-byte key, encrypted by a key made from a PIN. Without padding or checksum: the phone cannot test a PIN by itself."""

    salt: bytes
    ciphertext: bytes

    def reveal(self, pin: str) -> bytes:
        """The key, or with another PIN another 16 bytes."""
        return cbc.decrypt_blocks(_key(pin, self.salt), self.ciphertext)


def protect(key: bytes, pin: str) -> PinProtectedKey:
    """Put a key under a PIN."""
    salt = secrets.token_bytes(16)
    return PinProtectedKey(salt, cbc.encrypt_blocks(_key(pin, salt), key))


def _key(pin: str, salt: bytes) -> bytes:
    # SHA-1 is what the protocol's own command-line client uses here; it leaves the phone to nobody.
    return hashlib.pbkdf2_hmac("sha1", pin.encode(), salt, ITERATIONS, dklen=16)
