"""The counter of authentication codes: a chain of hashes that client and server walk alike (`powerauth-protocol-4.md` §6.4)."""

import hashlib
import secrets

SIZE = 32


def generate() -> bytes:
    """The CTR_DATA of a new activation: 32 random bytes."""
    return secrets.token_bytes(SIZE)


def next_value(ctr_data: bytes) -> bytes:
    """The next value of the chain."""
    return hashlib.sha3_256(ctr_data).digest()
