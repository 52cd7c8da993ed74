"""Servers of the bank's that are told secrets: where they may be, and the key that signs what they are told."""

import base64
import binascii
from urllib.parse import urlsplit

from pydantic import SecretStr

from config.addresses import is_loopback, web_address

SIGNS = "whsec_"


def gateway_address(value: str) -> str:
    """An address of https; of http on this machine alone."""
    address = web_address(value)
    parts = urlsplit(address)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise ValueError("must be https: on the way others would read what is secret")
    return address


def signing_secret(value: SecretStr) -> SecretStr:
    """A key of signatures, or empty."""
    text = value.get_secret_value()
    try:
        if text:
            base64.b64decode(text.removeprefix(SIGNS) if text.startswith(SIGNS) else "?", validate=True)
    except binascii.Error:
        raise ValueError("is no key of signatures: write whsec_ and base64 behind it") from None
    return value
