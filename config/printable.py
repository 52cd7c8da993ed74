"""Which characters no text may have that a person reads and then trusts: they hide, move or reorder what stands around them."""

import re
from typing import Final

import regex

# C0, DELETE and C1; line and paragraph separators; marks, embeddings, overrides and isolates of the direction of writing.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Nobody sees them: zero width, fillers, variation selectors, tags. Scripts and emoji need some, so that they are refused in what
# names something only.
_INVISIBLE: Final = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")


def unprintable(text: str, *, lines: bool = False) -> str | None:
    """The first character that no text may have, as `U+202E`; null where there is none. Texts of several `lines` may have LF."""
    return _first(_UNPRINTABLE, text.replace("\n", "") if lines else text)


def invisible(name: str) -> str | None:
    """The first character of a name that nobody sees (zero width, soft hyphen), as `U+200B`; null where there is none."""
    return _first(_INVISIBLE, name)


def _first(characters: "re.Pattern[str] | regex.Pattern[str]", text: str) -> str | None:
    found = characters.search(text)
    return f"U+{ord(found[0]):04X}" if found else None
