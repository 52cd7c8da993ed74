"""Identifiers of activations, tokens, operations and temporary keys: UUIDs as text (`powerauth-protocol.md` §0.3)."""

import re

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class IdentifierInvalid(ValueError):
    """The value is no UUID of versions 1 to 5."""


def identifier(value: object) -> str:
    """The identifier in lower case, which is how records are found. Raises `IdentifierInvalid`.

    Phones may write it in upper case. Where it is authenticated, the text as it was sent counts, not this one
    (`powerauth-protocol.md` §2.2).
    """
    if not isinstance(value, str) or len(value) != 36 or not _UUID.fullmatch(value.lower()):
        raise IdentifierInvalid
    return value.lower()
