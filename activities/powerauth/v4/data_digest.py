"""The code of an operation that is sent by SMS (`powerauth-protocol-4.md` §11)."""

from collections.abc import Sequence

from activities.powerauth.v4.kmac import kmac256

SALT_SIZE = 16
DIGITS = 8
_DIGITS = range(4, 10)


def data_digest(items: Sequence[str], *, salt: bytes, digits: int = DIGITS) -> str:
    """Four to nine digits of the items, which depend on a salt of 16 bytes. Raises `ValueError` for other sizes."""
    if len(salt) != SALT_SIZE or digits not in _DIGITS:
        raise ValueError("a digest has a salt of 16 bytes and 4 to 9 digits")
    # Signed, as Java's numbers are; the remainder is not negative.
    number = int.from_bytes(kmac256(salt, "&".join(items).encode(), custom="PA4DIGEST-DATA"), "big", signed=True)
    return str(number % 10**digits).zfill(digits)
