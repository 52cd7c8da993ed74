"""Java's regular expressions for Python's `regex`: what both read alike is kept, what has a twin is translated, else refused.

Policies come from installations that had them read by Java, where `\\d`, `\\w`, `\\s` and POSIX classes are of ASCII, `.` stops
at more ends of lines, and brackets within brackets are a union.
"""

import re
from typing import Final

_ENDS_OF_LINES: Final = r"\n\r\x85\u2028\u2029"
_END_OF_TEXT: Final = rf"(?=(?:\r\n|[{_ENDS_OF_LINES}])?\Z)"
_MOST_REPEATED: Final = 1000

# The contents of brackets.
_SETS: Final = {"d": "0-9", "w": "a-zA-Z0-9_", "s": r"\ \t\n\x0b\f\r"}
_COMPLEMENTS: Final = {
    "D": r"\x00-/:-\U0010ffff",
    "W": r"\x00-/:-@\[-\^`\{-\U0010ffff",
    "S": r"\x00-\x08\x0e-\x1f!-\U0010ffff",
}
_POSIX: Final = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`\{-\~",
    "Graph": r"!-\~",
    "Print": r"\ -\~",
    "Blank": r"\ \t",
    "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": _SETS["s"],
}
_CATEGORY: Final = re.compile("L[ultmo]?|M[nec]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfosn]?")
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "a": "\a", "e": "\x1b"}
_CODE: Final = re.compile(r"x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})")
_PROPERTY: Final = re.compile(r"[pP](?:\{(\w{1,40})\}|([A-Z]))")
_FLAGS: Final = re.compile(r"\(\?([is]{1,2})\)")
_COUNT: Final = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{0,4}))?\}")
_GROUP: Final = re.compile(r"\((?:\?(?::|=|!|>|<=|<!|<([a-zA-Z][a-zA-Z0-9]*)>))?")


class _Translation:
    """Of one expression; read from left to right, once."""

    def __init__(self, text: str) -> None:
        flags = _FLAGS.match(text)
        self.flags = flags[1] if flags else ""
        self.has_categories = False
        self.has_words = False
        self._text = text
        self._at = flags.end() if flags else 0
        self._names: set[str] = set()
        # How often what is inside of each open group is repeated at most, and so of what was read last: Python writes that out.
        self._repetitions, self._last = [1], 1

    def run(self) -> str:
        """The whole."""
        made = []
        while self._at < len(self._text):
            made.append(self._next())
        return "".join(made)

    def _next(self) -> str:
        character = self._text[self._at]
        if character not in "{?+":
            self._last = 1
        match character:
            case "\\":
                return self._escape()
            case "[":
                return self._brackets()
            case "(":
                return self._group()
            case "{":
                return self._count()
            case ")" if len(self._repetitions) > 1:
                self._at += 1
                self._last = self._repetitions.pop()
                self._repetitions[-1] = max(self._repetitions[-1], self._last)
                return ")"
            case ".":
                self._at += 1
                return "(?s:.)" if "s" in self.flags else f"[^{_ENDS_OF_LINES}]"
            case "$":
                self._at += 1
                return _END_OF_TEXT
            case other:
                self._at += 1
                return other

    def _escape(self) -> str:
        kind = self._escaped()
        if kind in _SETS or kind in _COMPLEMENTS:
            self._at += 2
            return f"[{_SETS.get(kind) or _COMPLEMENTS[kind]}]"
        if kind in "bB":
            self._at += 2
            self.has_words = True
            return f"\\{kind}"
        if kind in "AzZ":
            self._at += 2
            return {"A": r"\A", "z": r"\Z", "Z": _END_OF_TEXT}[kind]
        if kind in "pP":
            name, is_not = self._property()
            if name in _POSIX:
                return f"[{'^' if is_not else ''}{_POSIX[name]}]"
            return rf"\{'P' if is_not else 'p'}{{{name}}}"
        if kind in "123456789" and not self._text[self._at + 2 : self._at + 3].isdigit():
            self._at += 2
            return f"(?:\\{kind})"
        return _literal(self._character())

    def _brackets(self) -> str:
        self._at += 1
        made = ["["]
        if self._text.startswith("^", self._at):
            self._at += 1
            made.append("^")
        if self._text.startswith("]", self._at):
            raise ValueError("begins brackets with ], which has to be written \\]")
        while not self._text.startswith("]", self._at):
            made.append(self._item())
        self._at += 1
        return "".join([*made, "]"])

    def _item(self) -> str:
        """A character, a range or a set, in brackets; read as Java reads it."""
        rest = self._text[self._at : self._at + 2]
        if not rest:
            raise ValueError("has brackets without an end")
        if rest[0] == "[" or rest == "&&":
            raise ValueError("has brackets within brackets, or an intersection: they are not read alike")
        if rest[0] == "\\":
            kind = self._escaped()
            if kind in _SETS or kind in _COMPLEMENTS:
                self._at += 2
                return _SETS.get(kind) or _COMPLEMENTS[kind]
            if kind in "pP":
                name, is_not = self._property()
                if name in _POSIX and is_not:
                    raise ValueError(rf"has \P{{{name}}} within brackets, which is not read alike")
                return _POSIX.get(name) or rf"\{'P' if is_not else 'p'}{{{name}}}"
        first = self._single()
        following = self._text[self._at : self._at + 2]
        if following[:1] != "-" or following == "-]":
            return _literal(first)
        self._at += 1
        if self._text[self._at : self._at + 1] in ("", "["):
            raise ValueError("has a range in brackets that does not end in a character")
        last = self._single()
        if last < first:
            raise ValueError(f"has a range that ends before it begins: {first}-{last}")
        return f"{_literal(first)}-{_literal(last)}"

    def _single(self) -> str:
        if self._text[self._at] == "\\":
            return self._character()
        self._at += 1
        return self._text[self._at - 1]

    def _character(self) -> str:
        """What an escape that means one character means."""
        kind = self._escaped()
        code = _CODE.match(self._text, self._at + 1)
        if code is not None:
            self._at = code.end()
            number = int(next(filter(None, code.groups())), 16)
            if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise ValueError(f"names a character that there is not: {number:X}")
            return chr(number)
        if kind.isascii() and kind.isalnum() and kind not in _CONTROLS:
            raise ValueError(f"has \\{kind}, which is not read alike, or not here")
        self._at += 2
        return _CONTROLS.get(kind, kind)

    def _property(self) -> tuple[str, bool]:
        """The name of a POSIX class, or of a category; and whether all others are meant."""
        found = _PROPERTY.match(self._text, self._at + 1)
        name = (found[1] or found[2]) if found else ""
        category = name.removeprefix("Is")
        if found is None or (name not in _POSIX and not _CATEGORY.fullmatch(category)):
            raise ValueError(f"has the property {name or self._text[self._at : self._at + 3]}, which is not read alike")
        is_not = self._text[self._at + 1] == "P"
        self._at = found.end()
        if name in _POSIX:
            return name, is_not
        self.has_categories = True
        return category, is_not

    def _escaped(self) -> str:
        kind = self._text[self._at + 1 : self._at + 2]
        if not kind:
            raise ValueError("ends in a backslash")
        return kind

    def _group(self) -> str:
        found = _GROUP.match(self._text, self._at)
        assert found is not None
        after = self._text[found.end() : found.end() + 1]
        if found[0] == "(" and after in ("?", "*"):
            raise ValueError(f"has ({self._text[self._at + 1 : self._at + 4]}, which is not read alike, or not here")
        name = found[1]
        if name in self._names:
            raise ValueError(f"names two groups {name}")
        self._at = found.end()
        self._repetitions.append(1)
        if name:
            self._names.add(name)
            return "("
        return found[0]

    def _count(self) -> str:
        found = _COUNT.match(self._text, self._at)
        if found is None:
            raise ValueError("has a { that is no number of repetitions; as a character it is written \\{")
        self._last *= max(1, *(int(number) for number in (found[1], found[3] or "0")))
        self._repetitions[-1] = max(self._repetitions[-1], self._last)
        if self._last > _MOST_REPEATED:
            raise ValueError(f"repeats more than {_MOST_REPEATED} times")
        self._at = found.end()
        return found[0]


def translate(text: str) -> tuple[str, str]:
    """The same for Python's `regex`, and its flags: `a` (ASCII), `i`. Raises `ValueError`, with what is not read alike."""
    translation = _Translation(text)
    made = translation.run()
    ignores_case = "i" in translation.flags
    if translation.has_categories:
        if ignores_case or translation.has_words:
            raise ValueError("has a category with (?i), \\b or \\B, which together are not read alike")
        return made, ""
    return made, "ai" if ignores_case else "a"


def _literal(character: str) -> str:
    """In brackets as without."""
    if character.isalnum() or not character.isascii():
        return character
    return f"\\{character}" if character.isprintable() else f"\\x{ord(character):02x}"
