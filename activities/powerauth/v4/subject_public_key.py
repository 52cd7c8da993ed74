"""Public keys as DER SubjectPublicKeyInfo: how those of ML-KEM and ML-DSA are sent (`powerauth-protocol-4.md` §1)."""

from typing import TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from activities.powerauth.elliptic_curve import KeyInvalid

Key = TypeVar("Key")


def read(spki: bytes, *, kind: type[Key], size: int) -> Key:
    """The public key, which must be of the kind. Raises `KeyInvalid`.

    All encodings of a kind have one size: what is longer or shorter is never parsed.
    """
    if len(spki) != size:
        raise KeyInvalid
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyInvalid from None
    if not isinstance(key, kind):
        raise KeyInvalid
    return key
