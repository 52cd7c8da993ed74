"""Derivation of keys from keys and of a key from a password (`powerauth-protocol-4.md` §1). Symmetric keys are 32 bytes."""

from activities.powerauth.v4.kmac import kmac256

KEY_SIZE = 32
_LEAST_SALT = 32


def with_length(value: bytes) -> bytes:
    """lp(x): the value after its length in four bytes, so that values that follow each other stay apart."""
    return len(value).to_bytes(4, "big") + value


def kdf(key: bytes, label: str, diversifier: bytes = b"", *, size: int = KEY_SIZE) -> bytes:
    """KDF: the key of a label; the diversifier tells several of one label apart."""
    return kmac256(key, with_length(label.encode()) + with_length(diversifier), custom="PA4KDF", size=size)


def password_kdf(password: str, salt: bytes) -> bytes:
    """PBKDF: the key by which a phone keeps its knowledge key. Raises `ValueError` for a salt below 32 bytes."""
    if len(salt) < _LEAST_SALT:
        raise ValueError("a password's salt has at least 32 bytes")
    return kmac256(password.encode(), salt, custom="PA4PBKDF")
