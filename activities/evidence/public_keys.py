"""Public halves of the keys that sign bundles, in PEM, as `openssl pkey -pubin` reads them."""

import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

_ONE = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


class PublicKeyInvalid(ValueError):
    """A text that is no public key."""


def pem_of(key: Ed25519PublicKey) -> str:
    """The key in PEM."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def read_pem(pem: bytes) -> Ed25519PublicKey:
    """Raises `PublicKeyInvalid`."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise PublicKeyInvalid("is no public key of Ed25519 in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise PublicKeyInvalid("is no public key of Ed25519 in PEM")
    return key


def read_pems(pem: bytes) -> list[Ed25519PublicKey]:
    """All keys of a file, whatever stands between them. Raises `PublicKeyInvalid`."""
    found = [read_pem(one) for one in _ONE.findall(pem)]
    if not found:
        raise PublicKeyInvalid("is no public key of Ed25519 in PEM")
    return found
