"""Amounts as they are signed: what is written is what every reader of it counts with."""

import re
from typing import Final

# 38 digits: what phones of all makers, and decimal columns, hold exactly.
MAX_WHOLE, MAX_FRACTION = 20, 18
WORDS: Final = f"a plain decimal number of at most {MAX_WHOLE} digits and {MAX_FRACTION} decimals, such as 1500.50"
PATTERN: Final = rf"-?[0-9]{{1,{MAX_WHOLE}}}(?:\.[0-9]{{1,{MAX_FRACTION}}})?"
_PLAIN: Final = re.compile(PATTERN)


def is_plain_decimal(text: str) -> bool:
    """Whether `text` is digits, at most one point between them, and at most a minus: no exponent, grouping, space or plus."""
    return _PLAIN.fullmatch(text) is not None
