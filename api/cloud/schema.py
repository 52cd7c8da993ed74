"""What the API's schemas have in common: members without a value are left out of answers, and names have an alphabet."""

from collections.abc import Callable, Collection
from typing import Any

from marshmallow import ValidationError, validate

from api.http.schema import Integer, Sparse, String
from config.names import NAME, WORDS
from config.printable import unprintable

MAX = 255
# The year 6429; ids of rows of the audit have room for no more.
_LAST_MS = 2**47 - 1


class CloudSchema(Sparse):
    """`snake_case` attributes are `camelCase` members; those without a value are left out."""


def readable(*, lines: bool = False) -> Callable[[str], None]:
    """A validator of what people read before they sign; `lines`: it may have several."""

    def check(text: str) -> None:
        if character := unprintable(text, lines=lines):
            raise ValidationError(f"Has the character {character}.")

    return check


def name(*, reserved: Collection[str] = (), **options: Any) -> String:
    """What administrators call a user, an application, its version, a template; `reserved` are words of our own."""
    letters = validate.Regexp(NAME, error=WORDS)
    free = validate.NoneOf(sorted(reserved), error="{input} is a word of the address.")
    return String(min=1, max=MAX, validate=[letters, free] if reserved else [letters], **options)


def moment(**options: Any) -> Integer:
    """When, in a query: milliseconds since the epoch."""
    return Integer(min=0, max=_LAST_MS, **options)
