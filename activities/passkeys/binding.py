"""Challenges that are bound to what is approved (dynamic linking, PSD2 RTS art. 5): random || SHA-256 of the operation.

Whoever has an assertion, the operation's id, name and data can verify that it is for them and for nothing else; the format is
documented in `docs/passkeys.md`.
"""

import hashlib
import secrets

from activities.powerauth.equality import constant_time_equal

RANDOM_BYTES = 32
_DOMAIN = b"nextstep passkey v1"


def new_challenge() -> bytes:
    """For a registration, which approves nothing."""
    return secrets.token_bytes(RANDOM_BYTES)


def bound_challenge(operation_id: str, operation_name: str, operation_data: str) -> bytes:
    """For an operation."""
    return secrets.token_bytes(RANDOM_BYTES) + operation_digest(operation_id, operation_name, operation_data)


def is_bound_to(challenge: bytes, operation_id: str, operation_name: str, operation_data: str) -> bool:
    """Whether it was made for this operation, with this name and these data."""
    digest = operation_digest(operation_id, operation_name, operation_data)
    return constant_time_equal(challenge[RANDOM_BYTES:], digest)


def operation_digest(*members: str) -> bytes:
    """Each member with its length before it, so that none can run into the next."""
    digest = hashlib.sha256(_DOMAIN)
    for member in members:
        text = member.encode()
        digest.update(len(text).to_bytes(4, "big") + text)
    return digest.digest()
