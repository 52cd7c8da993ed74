"""Places of texts filled with an operation's parameters (`powerauth-protocol.md` §9.2)."""

import pytest

from locales.parameters import fill, unfilled

PARAMETERS = {"a": "1", "b.c-d": "${a}", "empty": "", "$": "dollar"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no places", "no places"),
        ("${a} and ${a}", "1 and 1"),
        # A value that looks like a place is a value.
        ("${b.c-d}", "${a}"),
        ("[${empty}]", "[]"),
        ("${$}", "dollar"),
        # Unknown: as it is written.
        ("${x} ${}", "${x} ${}"),
        # A default, for what is unknown only.
        ("${x:-none}", "none"),
        ("${x:-}", ""),
        ("${a:-none}", "1"),
        ("${empty:-none}", ""),
        ("${x:-a:-b}", "a:-b"),
        # Escaped: a literal.
        ("$${a}", "${a}"),
        ("$$${a}", "$${a}"),
        ("$${a} ${a}", "${a} 1"),
        # No places at all.
        ("$a {a} $ {a}", "$a {a} $ {a}"),
        ("${a", "${a"),
        ("{a}", "{a}"),
    ],
)
def test_places_are_filled_once(text, expected):
    assert fill(text, PARAMETERS) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no places", []),
        ("${a} ${b.c-d} ${empty} ${$}", []),
        ("${x} ${a} ${y} ${x}", ["x", "y"]),
        ("${x:-} ${y:-none}", []),
        ("$${x} ${y", []),
        ("${}", [""]),
        ("$$${x}", []),
    ],
)
def test_what_nothing_fills_is_named_once(text, names):
    assert unfilled(text, PARAMETERS) == names
    filled = fill(text, {**PARAMETERS, **dict.fromkeys(names, "!")})
    assert not any(f"${{{name}}}" in filled.replace("$" + text, "") for name in names)
