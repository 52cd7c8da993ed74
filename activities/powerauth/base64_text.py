"""Base64 as the protocol writes bytes: the standard alphabet with padding; in JWTs the URL alphabet without.

A value has one text only: whitespace, missing padding and stray bits at the end are refused.
Source: `powerauth-protocol.md` §0.2.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode


class Base64Invalid(ValueError):
    """The text is not the base64 of such a value."""


def encode(data: bytes) -> str:
    """The text of bytes, with padding."""
    return binascii.b2a_base64(data, newline=False).decode()


def decode(text: object, *, size: int | None = None) -> bytes:
    """The bytes of a text, exactly `size` of them if given. Raises `Base64Invalid`, also for what is no text."""
    if not isinstance(text, str):
        raise Base64Invalid
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except ValueError:
        raise Base64Invalid from None
    return _check(data, text == encode(data), size)


def encode_url(data: bytes) -> str:
    """The text of bytes in the URL alphabet, without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def decode_url(text: str) -> bytes:
    """The bytes of a text in the URL alphabet. Raises `Base64Invalid`."""
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        raise Base64Invalid from None
    return _check(data, text == encode_url(data), None)


def _check(data: bytes, canonical: bool, size: int | None) -> bytes:
    if not canonical or size not in (None, len(data)):
        raise Base64Invalid
    return data
