"""The secret by which a callback is signed, in the form of the Standard Webhooks rules (version 1.0.0)."""

import base64
from secrets import token_bytes
from typing import Final

PREFIX: Final = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """The key of a callback's signatures, as its bank keeps it."""
    return PREFIX + base64.b64encode(token_bytes(_BYTES)).decode()
