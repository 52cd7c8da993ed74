"""What is wrong with a template's parameters and texts, in the words of a page.

The server says it in English. What it says of parameters has a kind; what its schema says of texts is known by its words, and
where they are new to this page they are shown as they are.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.webflow.texts import text

if TYPE_CHECKING:
    from api.demo.template_preview import Refusal, TextsInvalid

# Ends of ids of texts (`phone.preview.wrong.…`), by what the schema says.
_WORDS = {
    "required": r"Missing data for required field\.",
    "json_type": r"Not (?:a valid string|a valid list|a valid mapping type|an object|an array of screens|a screen: an object)\.",
    "length": r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.",
    "character": r"Has the character (?P<character>U\+[0-9A-F]+)\.",
    "one_of": r"(?:Must be one of|Required): (?P<words>.+)\.",
    "slot_missing": r"(?P<kind>\w+) needs the slot (?P<slot>\w+)\.",
    "slot_unknown": r"(?P<kind>\w+) has no slot (?P<slot>.+); it has (?P<slots>.*)\.",
    "renamed": r"(?P<old>\w+) is known to no app: it is called (?P<new>\w+)\.",
}


def refusal_words(refusal: "Refusal") -> str:
    """Why the server would refuse an operation."""
    return text(f"phone.preview.refused.{refusal.problem}", name=refusal.name, character=refusal.character)


def text_problem_words(invalid: "TextsInvalid") -> list[tuple[str, bool]]:
    """Each problem of texts, and whether it is in the page's language."""
    from api.demo.template_preview import TextsUnreadable

    if isinstance(invalid, TextsUnreadable):
        return [(text("phone.preview.wrong.json", line=invalid.line, column=invalid.column), True)]
    return list(_problems(invalid))


def _problems(invalid: "TextsInvalid") -> Iterator[tuple[str, bool]]:
    for where, why in invalid.problems:
        # Screens have paths of their own.
        inner, mark, rest = why.partition(": ")
        is_screen = where == "ui" and mark and " " not in inner
        place, said = (f"{where}.{inner}", rest) if is_screen else (where, why)
        for kind, pattern in _WORDS.items():
            if found := re.fullmatch(pattern, said):
                words = text(f"phone.preview.wrong.{kind}", **found.groupdict())
                yield f"{place}: {words}" if place else words, True
                break
        else:
            yield f"{place}: {said}" if place else said, False
