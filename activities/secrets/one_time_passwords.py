"""One-time passwords of registrations: kept as passwords are, and compared in the same time whatever the outcome.

Source: `powerauth-protocol.md` §3.3. It hashes by Argon2i; no hash leaves the house, so ours is argon2id.
"""

from functools import cache

from activities.secrets import passwords


def hash_otp(otp: str) -> str:
    """What is kept of a one-time password."""
    return passwords.hash_password(otp)


def is_right(otp: str, stored_hash: str | None) -> bool:
    """Whether `stored_hash` is of this one-time password. Where nothing is kept it takes as long, and is wrong."""
    return passwords.matches(otp, stored_hash or _nobodys()) and stored_hash is not None


@cache
def _nobodys() -> str:
    """Of a password that nobody knows."""
    return passwords.hash_password(passwords.generate())
