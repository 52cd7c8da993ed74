"""What the door's schemas have in common: members without a value are left out of answers, and names have an alphabet."""

import re
from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, validate

from api.schema import Sparse, String
from config.printable import unprintable

# Names stand in addresses, and users' in HTTP Basic before a colon. The end is the end, in Python and JavaScript alike.
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._@-]*$(?!\n)")
MOST = 255


class CloudSchema(Sparse):
    """`snake_case` attributes are `camelCase` members; those without a value are left out."""


def readable(*, lines: bool = False) -> Callable[[str], None]:
    """A validator of what people read before they sign; `lines`: it may have several."""

    def check(text: str) -> None:
        if character := unprintable(text, lines=lines):
            raise ValidationError(f"Has the character {character}.")

    return check


def name(**options: Any) -> String:
    """What administrators call a user, an application or its version."""
    letters = validate.Regexp(_NAME, error="Only letters, digits and . _ @ - are allowed, a letter or digit first.")
    return String(min=1, max=MOST, validate=[letters], **options)
