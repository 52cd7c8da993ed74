"""Servers of the bank's that are told secrets: where they may be, and the key that signs what they are told."""

import base64
import binascii

from pydantic import SecretStr

from config.addresses import secure_address

SIGNS = "whsec_"


def gateway_address(value: str) -> str:
    """An address of https; of http on this machine alone."""
    return secure_address(value, "what is secret")


def signing_secret(value: SecretStr) -> SecretStr:
    """A key of signatures, or empty."""
    text = value.get_secret_value()
    try:
        if text:
            base64.b64decode(text.removeprefix(SIGNS) if text.startswith(SIGNS) else "?", validate=True)
    except binascii.Error:
        raise ValueError("is no key of signatures: write whsec_ and base64 behind it") from None
    return value
