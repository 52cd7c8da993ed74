"""Texts with places for an operation's parameters: `${name}` (`powerauth-protocol.md` §9.2).

`${name:-default}` has a text for when there is no such parameter, and `$${` is a literal `${`.
"""

import re
from collections.abc import Collection, Mapping

# Every place has it, and so has the literal one: a text without it is shown as it is.
PLACE = "${"
_PLACE = re.compile(r"\$\$\{|\$\{([^}]*)\}")


def fill(text: str, parameters: Mapping[str, str]) -> str:
    """`text` with each place filled by its parameter, once: a place inside a value is never filled.

    A place without parameter and default stays as it is written.
    """

    def value(place: re.Match[str]) -> str:
        if place[1] is None:
            return "${"
        name, mark, default = place[1].partition(":-")
        return parameters.get(name, default if mark else place[0])

    return _PLACE.sub(value, text)


def marked(text: str, mark: str) -> str:
    """`text` with `mark` in each place, also in one with a default."""
    return _PLACE.sub(lambda place: "${" if place[1] is None else mark, text)


def unfilled(text: str, parameters: Collection[str]) -> list[str]:
    """The names of the places, in their order, that neither a parameter fills nor a default."""
    names = [place[1] for place in _PLACE.finditer(text) if place[1] is not None and ":-" not in place[1]]
    return [name for name in dict.fromkeys(names) if name not in parameters]


def places(text: str) -> list[str]:
    """The names of all places, in their order, those with a default too."""
    names = [place[1].partition(":-")[0] for place in _PLACE.finditer(text) if place[1] is not None]
    return list(dict.fromkeys(names))
