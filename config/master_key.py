"""The master key, under which secrets are stored: 32 bytes, written in base64."""

import base64
import binascii
import secrets

KEY_BYTES = 32


def decoded(text: str) -> bytes:
    """The bytes of a master key. Raises `ValueError` where it is not base64 of 32 bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"must be base64 of {KEY_BYTES} bytes; make one with: openssl rand -base64 {KEY_BYTES}")
    return key


def generated() -> str:
    """A new master key from the system's randomness."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
