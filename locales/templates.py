"""Texts with places for values: `{key}`, without escapes or nesting (`nextstep.md` §4.2)."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([^{}]+)\}")


def placeholders(text: str) -> frozenset[str]:
    """The keys of the places in `text`."""
    return frozenset(_PLACE.findall(text))


def substitute(text: str, values: Mapping[str, str | None]) -> str:
    """`text` with each place filled by its value, taken as it is: a brace in a value opens no further place.

    A key without a value gives the reference's literal `MISSING_VALUE_FOR_FIELD: <key>`.
    """

    def value(place: re.Match[str]) -> str:
        found = values.get(place[1])
        return f"MISSING_VALUE_FOR_FIELD: {place[1]}" if found is None else found

    return _PLACE.sub(value, text)
