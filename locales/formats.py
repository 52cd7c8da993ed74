"""Numbers and dates as a reader's locale writes them (`nextstep.md` §4.3).

Nothing here raises on a value: what cannot be formatted is shown as it came.
"""

import re
from copy import copy
from datetime import date as Day
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import DateTimePattern, get_date_format
from babel.numbers import NumberPattern, get_minus_sign_symbol

# Above this a number stays as it was written: `1E999999999` would become a text of a gigabyte.
DIGITS: Final = 64

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
# Room for every number of DIGITS digits; a process-wide context of 28 would refuse to round some of them.
EXACT = Context(prec=4 * DIGITS, rounding=ROUND_HALF_EVEN)


def number(value: Decimal | int | str | None, locale: Locale) -> str | None:
    """`value` grouped as the locale does, at most three decimals, half to even: `1,234,567.891`, `1 234 567,891`.

    A text that is no decimal number, and a number of more than 64 digits, come back unchanged; None stays None.
    """
    if value is None:
        return None
    if isinstance(value, str):
        found = number_of(value)
        return value if found is None else _apply(locale.decimal_formats[None], found, locale)
    return _apply(locale.decimal_formats[None], Decimal(value), locale) or plain(value)


def number_of(text: str) -> Decimal | None:
    """The number that `text` writes with a decimal point; None for any other text, and for more than 64 digits."""
    if len(text) > DIGITS or not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return value if _bounded(value) else None


def date(value: str | None, locale: Locale) -> str:
    """A day `YYYY-MM-DD` in the locale's medium format: `Jun 29, 2017`, `29. 6. 2017`; None is the empty text.

    Anything else, and a day that no calendar has (`2017-13-01`), comes back unchanged.
    """
    if value is None:
        return ""
    match = _DATE.fullmatch(value)
    if match is None:
        return value
    try:
        day = Day(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return value
    return _medium(locale).apply(day, locale)


def plain(value: Decimal | int) -> str:
    """A number without grouping or exponent (`100`, `1234.50`); one of more than 64 digits with its exponent."""
    number = Decimal(value)
    return format(number, "f") if _bounded(number) else str(number)


def _bounded(value: Decimal) -> bool:
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and max(len(digits), abs(exponent), len(digits) + exponent) <= DIGITS


@lru_cache(maxsize=512)
def signed(pattern: NumberPattern, locale: Locale) -> NumberPattern:
    """`pattern` with the locale's own minus sign: Babel writes a hyphen, also where the locale does not."""
    own, minus = copy(pattern), get_minus_sign_symbol(locale)
    own.prefix, own.suffix = (
        (positive, negative.replace("-", minus)) for positive, negative in (own.prefix, own.suffix)
    )
    return own


def _apply(pattern: NumberPattern, value: Decimal, locale: Locale) -> str | None:
    if not _bounded(value):
        return None
    with localcontext(EXACT):
        return str(signed(pattern, locale).apply(value, locale))


@lru_cache(maxsize=256)
def _medium(locale: Locale) -> DateTimePattern:
    return get_date_format("medium", locale)
