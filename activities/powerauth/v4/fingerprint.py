"""The number that a person compares on two screens (`powerauth-protocol-4.md` §5.4)."""

import hashlib

from activities.powerauth.v4.key_pairs import PublicKeys

_DIGITS = 8


def fingerprint(*, device: PublicKeys, server: PublicKeys, activation_id: str) -> str:
    """Eight digits; the id is as the phone was told it. Raises `ValueError` for keys of two algorithms."""
    if device.algorithm is not server.algorithm:
        raise ValueError("both sides of an activation have keys of its algorithm")
    text = device.algorithm.value.encode() + _side(device) + activation_id.encode() + _side(server)
    number = int.from_bytes(hashlib.sha3_256(text).digest()[-4:], "big") & 0x7FFFFFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def _side(keys: PublicKeys) -> bytes:
    """The x coordinate without leading zeros, then the key of ML-DSA."""
    x = keys.ecdsa.public_numbers().x
    return x.to_bytes((x.bit_length() + 7) // 8, "big") + keys.ml_dsa_bytes
