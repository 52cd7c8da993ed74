"""The types of attributes by their words, and the words as a closed set."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from config.attributes.kind import AttributeKind
from config.declared import load_types

# In this order documents and refusals list them: that of `mobile-and-cloud.md` §2.
_OF_THE_REFERENCE = ("AMOUNT", "AMOUNT_CONVERSION", "KEY_VALUE", "NOTE", "HEADING", "ALERT", "IMAGE", "PARTY_INFO")

ATTRIBUTES: Final[Mapping[str, AttributeKind]] = load_types("config.attributes.types", first=_OF_THE_REFERENCE)


def _words() -> type[StrEnum]:
    # mypy takes the class that is made for one of its members.
    return StrEnum("AttributeType", {word: word for word in ATTRIBUTES})  # type: ignore[return-value]


ATTRIBUTE_TYPES: Final = _words()
# For the documents, which have this set under its name.
ATTRIBUTE_TYPES.__doc__ = "The type of an attribute in a form as phones read it (`mobile-and-cloud.md` §2)."
