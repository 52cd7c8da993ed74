"""The number that a person compares on two screens (`powerauth-protocol.md` §3.4)."""

import hashlib

from activities.powerauth.elliptic_curve import PublicKey

_DIGITS = 8


def fingerprint(*, device: PublicKey, server: PublicKey, activation_id: str) -> str:
    """Eight digits; the id is in lower case, as the phone was told it."""
    text = _x(device) + activation_id.encode() + _x(server)
    number = int.from_bytes(hashlib.sha256(text).digest()[-4:], "big") & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def _x(key: PublicKey) -> bytes:
    """The x coordinate without leading zeros: shorter than 32 bytes in one key of 256."""
    x = key.public_numbers().x
    return x.to_bytes((x.bit_length() + 7) // 8, "big")
