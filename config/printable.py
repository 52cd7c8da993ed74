"""Which characters no text may have that a person reads and then trusts: they hide, move or reorder what stands around them."""

import re
from typing import Final

import regex

# C0, DELETE and C1; line and paragraph separators; marks, embeddings, overrides and isolates of the direction of writing.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# The same in a form: marks of direction are letters of some languages there, and lines have ends and tabs.
_REORDERING: Final = re.compile("[\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# What may stand before the first character that is seen, as Python and JSON Schema read it.
_UNSEEN: Final = (
    r"\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0"
)
VISIBLE: Final = re.compile(rf"^[{_UNSEEN}]*[^{_UNSEEN}]")
# Nobody sees them: zero width, fillers, variation selectors, tags. Scripts and emoji need some, so that they are refused in what
# names something only.
_INVISIBLE: Final = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]")
# All of them but the ends of lines and tabs.
_HIDDEN: Final = regex.compile(r"[^\P{C}\n\t]|[\p{Default_Ignorable_Code_Point}\u2028\u2029]")
_HIDDEN_IN_LINE: Final = regex.compile(r"[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]")


def unprintable(text: str, *, lines: bool = False) -> str | None:
    """The first character that no text may have, as `U+202E`; null where there is none. Texts of several `lines` may have LF."""
    return _first(_UNPRINTABLE, text.replace("\n", "") if lines else text)


def invisible(name: str) -> str | None:
    """The first character of a name that nobody sees (zero width, soft hyphen), as `U+200B`; null where there is none."""
    return _first(_INVISIBLE, name)


def reordering(text: str) -> str | None:
    """The first character of a form's text that moves what stands around it, as `U+202E`; null where there is none."""
    return _first(_REORDERING, text)


def clean(text: str) -> str:
    """The text without what no text may have: for names that a device gives itself, whose user could not mend them."""
    return _UNPRINTABLE.sub("", text)


def marked(text: str) -> str:
    """The text with what no text may have, and what nobody sees, told by its code, as `⟨U+202E⟩`; lines and tabs stay."""
    return _HIDDEN.sub(_code, text)


def line(text: str) -> str:
    """The same in one line, which no text of somebody else's ends and begins another one."""
    return _HIDDEN_IN_LINE.sub(_code, text)


def is_blank(text: str) -> bool:
    """Whether nobody sees anything of the text: it is empty, or of spaces and of characters without a shape."""
    return VISIBLE.match(text) is None


def _code(match: "regex.Match[str]") -> str:
    return f"⟨U+{ord(match[0]):04X}⟩"


def _first(characters: "re.Pattern[str] | regex.Pattern[str]", text: str) -> str | None:
    found = characters.search(text)
    return f"U+{ord(found[0]):04X}" if found else None
