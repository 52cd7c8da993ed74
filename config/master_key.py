"""The master keys, under which secrets are stored: 32 bytes each, in base64, or wrapped by a key service.

A wrapped key is `SCHEME:REST`, such as `vault:v1:...`: base64 has no colon.
"""

import base64
import binascii
import re
import secrets

KEY_BYTES = 32
_WRAPPED = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[\x21-\x2b\x2d-\x7e]+")  # no comma: keys are separated by them
_MAX_CHARACTERS = 8192


def decode(text: str) -> bytes:
    """The bytes of a master key. Raises `ValueError` where it is not base64 of 32 bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"must be base64 of {KEY_BYTES} bytes; make one with: openssl rand -base64 {KEY_BYTES}")
    return key


def encode(key: bytes) -> str:
    """A master key as settings hold it."""
    return base64.b64encode(key).decode()


def generate() -> str:
    """A new master key from the system's randomness."""
    return encode(secrets.token_bytes(KEY_BYTES))


def is_wrapped(text: str) -> bool:
    """Whether a key service has to open the key."""
    return ":" in text


def check(text: str) -> None:
    """Raises `ValueError` where a text is neither a key nor one that may be wrapped."""
    if not is_wrapped(text):
        decode(text)
    elif len(text) > _MAX_CHARACTERS or not _WRAPPED.fullmatch(text):
        raise ValueError("is no wrapped key, such as vault:v1:..., of printable characters without spaces and commas")


def split_keys(text: str) -> tuple[str, ...]:
    """The keys of a setting, which stand between commas."""
    return tuple(key.strip() for key in text.split(",") if key.strip())


def of_file(text: str) -> tuple[str, ...]:
    """The keys of a file, one a line. Lines that begin with `#` say something to people.

    Raises `ValueError` where there is none, or one is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    keys = tuple(line for line in lines if line and not line.startswith("#"))
    if not keys:
        raise ValueError("holds no key")
    for key in keys:
        check(key)
    return keys
