"""What published phones can read of operation data in a QR code (`powerauth-protocol.md` §9.2).

They take the text apart themselves, and refuse the whole code for one field that is not as they expect it. Each rule here is one
of the parsers of the mobile token SDKs for Android, iOS and JavaScript, or keeps a field from being read as another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import regex

from config.plain_decimal import PATTERN, WORDS
from locales.parameters import marked

MAX_FIELDS = 6
# Stands for what is not known yet; no stored text has it.
_PLACE = "\0"
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UNFILLED: Final = re.compile(r"\$\{[^}]*\}")
_UNIT: Final = re.compile(r"\\([\\*n])|(\*)|([^*])", re.DOTALL)
_ZERO: Final = re.compile("[A-Z]0{1,2}")


@dataclass(frozen=True, slots=True)
class _Form:
    """`whole`: a field, or the head; `partial`: what may stand of one beside places that are not filled yet."""

    whole: re.Pattern[str]
    partial: re.Pattern[str]
    words: str


_HEAD: Final = _Form(
    re.compile("[A-Z][0-9]{1,2}"),
    re.compile("(?:[A-Z]|(?=\0))(?:\0*[0-9]){0,2}\0*"),
    "must be a capital letter and a number from 0 to 99",
)
_FORMS: Final = {
    "A": _Form(
        re.compile(f"A{PATTERN}[A-Za-z]{{3}}"),
        re.compile("A[-0-9.A-Za-z\0]*"),
        f"must be {WORDS}, and the three letters of a currency",
    ),
    "I": _Form(
        re.compile("I[0-9A-Z]+(?:,[0-9A-Z]+)?"),
        re.compile("I[0-9A-Z\0]*(?:,[0-9A-Z\0]*)?"),
        "must be an IBAN in capitals and digits without spaces, and at most a BIC after a comma",
    ),
    "D": _Form(
        re.compile("D[0-9]{8}"),
        re.compile("D[0-9\0]*"),
        "must be a date as yyyyMMdd",
    ),
}


class OperationDataInvalid(ValueError):
    """Phones refuse the data, or read it as other than it is. The message names the field, and has none of its value."""


def check(data: str) -> None:
    """Raises `OperationDataInvalid`."""
    head, *fields = _split_written(data)
    # Android and JavaScript count in code units, iOS in characters as people see them: a mark may join what stands before it.
    views = [_split_as_phone(list(data)), _split_as_phone(_characters(data))]
    if not _is(_HEAD, head):
        raise OperationDataInvalid(f"the head of the data {_HEAD.words}")
    if len(fields) > MAX_FIELDS:
        raise OperationDataInvalid(f"the data has {len(fields)} fields, and phones read at most {MAX_FIELDS}")
    for number, field in enumerate(fields, 1):
        name = f"field {number} of the data" + (f", {field[0]}," if field[:1] in _LETTERS else "")
        if fault := _fault(field):
            raise OperationDataInvalid(f"{name} {fault}")
        if any(seen[number : number + 1] != [field] for seen in views) or len(_characters(field[:2])) < len(field[:2]):
            raise OperationDataInvalid(f"{name} has a backslash or a joining mark where phones read another text")


def check_template(data_template: str) -> None:
    """As `check`, of what is known before the places of a template are filled."""
    check(marked(data_template, _PLACE))


def is_zero(data_template: str) -> bool:
    """Whether the number in the head is 0: the SDK for JavaScript takes that for none."""
    return _ZERO.fullmatch(data_template.partition("*")[0]) is not None


def _fault(field: str) -> str | None:
    if _UNFILLED.search(field):
        return "has a place that is not filled"
    form = _FORMS.get(field[:1])
    return None if form is None or (_is(form, field) and _is_dated(field)) else form.words


def _is(form: _Form, field: str) -> bool:
    return (form.partial if _PLACE in field else form.whole).fullmatch(field) is not None


def _is_dated(field: str) -> bool:
    if field[0] != "D":
        return True
    if _PLACE in field:
        return len(field.replace(_PLACE, "")) <= 9
    try:
        date(int(field[1:5]), int(field[5:7]), int(field[7:9]))
    except ValueError:
        return False
    return True


def _split_written(data: str) -> list[str]:
    """The head and the fields, as the data is written: `\\\\`, `\\*` and `\\n` are one character each."""
    fields: list[list[str]] = [[]]
    for escaped, separator, plain in _UNIT.findall(data):
        if separator:
            fields.append([])
        else:
            fields[-1].append(plain or escaped.replace("n", "\n"))
    return ["".join(field) for field in fields]


def _split_as_phone(units: Sequence[str]) -> list[str]:
    """The head and the fields, as phones take them apart: by asterisks first, then one escape after the other."""
    fields: list[list[str]] = [[]]
    for unit in units:
        if unit != "*":
            fields[-1].append(unit)
        elif fields[-1][-1:] == ["\\"]:
            fields[-1][-1] = "*"
        else:
            fields.append([])
    return ["".join(field).replace("\\n", "\n").replace("\\\\", "\\") for field in fields]


def _characters(text: str) -> list[str]:
    """As people see them: what one code point joins to another is one."""
    return regex.findall(r"\X", text)
