"""Passwords: made from the system's randomness, kept as argon2id only (RFC 9106), and checked against that.

The costs are those that OWASP recommends for argon2id: 19 MiB, two passes, one lane; about 25 ms of a core.
"""

import os
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

# Without the characters that people confuse: 20 of 56 are 116 bits.
_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 20


class Costs(NamedTuple):
    """What a hash takes to compute; memory in KiB."""

    memory: int = 19 * 1024
    iterations: int = 2
    lanes: int = 1


COSTS = Costs()


def generate() -> str:
    """A new password: letters and digits, safe in a shell, a URL and a header."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def hash_password(password: str) -> str:
    """What is kept of a password: argon2id in PHC form, with a salt of its own."""
    encoded: str = Argon2id(
        salt=os.urandom(16), length=32, iterations=COSTS.iterations, lanes=COSTS.lanes, memory_cost=COSTS.memory
    ).derive_phc_encoded(password.encode())
    return encoded


def matches(password: str, stored_hash: str) -> bool:
    """Whether `stored_hash` is of this password, whatever costs it was made with. A text that is no hash is of none."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), stored_hash)
    except InvalidKey:
        return False
    return True
