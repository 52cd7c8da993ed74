"""The counter of signatures: a chain of hashes that client and server walk alike (`powerauth-protocol.md` §5.4)."""

import hashlib
import secrets

from activities.powerauth.derivation import fold

SIZE = 16
# How many positions ahead of the server's a client may sign.
LOOK_AHEAD = 20


def generate() -> bytes:
    """The CTR_DATA of a new activation: 16 random bytes."""
    return secrets.token_bytes(SIZE)


def next_value(ctr_data: bytes) -> bytes:
    """The next value of the chain."""
    return fold(hashlib.sha256(ctr_data).digest())
