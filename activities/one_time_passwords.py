"""One-time passwords of registrations: stored as argon2id, compared in the same time whatever the outcome.

Source: reference `powerauth-protocol.md` §3.3. It hashes by Argon2i; no hash leaves the house, so ours is the stronger argon2id.
"""

import os
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# 19 MiB, two passes: what OWASP asks for at least. A guess costs an attempt of five, so more would only load the server.
_MEMORY_KIB = 19 * 1024
_PASSES = 2
_LANES = 1
_SALT_BYTES = 16
_HASH_BYTES = 32


def hashed(otp: str) -> str:
    """The password as it may be stored, in PHC form, with a salt of its own."""
    return _argon2id(os.urandom(_SALT_BYTES)).derive_phc_encoded(_bytes(otp))


def is_right(otp: str, otp_hash: str | None) -> bool:
    """Whether the password is the one that was hashed. Where there is no hash it takes as long, and is wrong."""
    try:
        Argon2id.verify_phc_encoded(_bytes(otp), otp_hash or _nobodys())
    except InvalidKey:
        return False
    return otp_hash is not None


@cache
def _nobodys() -> str:
    """A hash of what nobody knows."""
    return _argon2id(os.urandom(_SALT_BYTES)).derive_phc_encoded(os.urandom(_HASH_BYTES))


def _argon2id(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=_HASH_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)


def _bytes(otp: str) -> bytes:
    return otp.encode("utf-8", "surrogatepass")
