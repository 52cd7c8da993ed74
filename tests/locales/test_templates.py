"""Values in texts (`nextstep.md` §4.2)."""

import pytest

from locales.templates import placeholders, substitute


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no places", "no places"),
        ("{a} and {b.c}", "1 and {a}"),
        ("{a}{a}", "11"),
        ("{x}", "MISSING_VALUE_FOR_FIELD: x"),
        ("{none}", "MISSING_VALUE_FOR_FIELD: none"),
        ("{empty}!", "!"),
        ("{} { {a", "{} { {a"),
    ],
)
def test_places_are_filled_once_with_raw_values(text, expected):
    # A value that looks like a place is a value.
    assert substitute(text, {"a": "1", "b.c": "{a}", "none": None, "empty": ""}) == expected


def test_the_places_of_a_text_are_found():
    assert placeholders("Pay {operation.amount} {operation.currency} {}") == {"operation.amount", "operation.currency"}
