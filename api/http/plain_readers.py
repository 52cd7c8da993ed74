"""Readers of values that are plainly right: what most requests hold, told at once, without what marshmallow does for each value.

Which fields have one is said beside them; `api.http.plain_values` has those of the usual kinds. A reader returns what the field's
own `deserialize` would, or raises one of `UNPLAIN`, which says nothing of what is wrong, or whether anything is:
`api.http.plain_load` then has marshmallow judge.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from marshmallow import ValidationError, fields, validate

Reader = Callable[[Any], Any]
Check = Callable[[Any], Any]
Method = TypeVar("Method", bound=Callable[..., Any])
Field = fields.Field[Any]


class NotPlain(Exception):
    """A value that marshmallow has to judge."""


class NoReader(Exception):
    """A field or schema whose values marshmallow alone can read."""


# What a text is, that UTF-8 cannot hold, is marshmallow's to say too.
UNPLAIN = (NotPlain, ValidationError, UnicodeEncodeError)

# By the function that deserializes: a class that has its own one has no reader, unless it says so too.
_MAKERS: dict[object, Callable[[Any], Reader]] = {}


def read_by(make: Callable[[Any], Reader]) -> Callable[[Method], Method]:
    """Decorates a field's `_deserialize`: of values that are plainly right `make(field)` is a reader."""

    def note(deserialize: Method) -> Method:
        _MAKERS[deserialize] = make
        return deserialize

    return note


def reader_of(field: Field) -> Reader:
    """The field's reader, for any value but null. Raises `NoReader`."""
    kind = type(field)
    make = _MAKERS.get(kind._deserialize)
    if make is None or kind.deserialize is not fields.Field.deserialize or field.pre_load or field.post_load:
        raise NoReader
    return make(field)


def checking(reader: Reader, field: Field) -> Reader:
    """The reader with the field's validators behind it."""
    if not field.validators:
        return reader

    def read_and_check(value: Any) -> Any:
        found = reader(value)
        for check in field.validators:
            check(found)
        return found

    return read_and_check


def limits(field: Field, kind: type[validate.Length | validate.Range]) -> tuple[Any, Any, Sequence[Check]]:
    """What the field's validators of a kind allow together, least and most; and its other validators."""
    least, most = float("-inf"), float("inf")
    others: list[Check] = []
    for one in field.validators:
        if type(one) is not kind or getattr(one, "equal", None) is not None or not _inclusive(one):
            others.append(one)
            continue
        least = least if one.min is None else max(least, one.min)
        most = most if one.max is None else min(most, one.max)
    return least, most, tuple(others)


def _inclusive(validator: object) -> bool:
    return getattr(validator, "min_inclusive", True) and getattr(validator, "max_inclusive", True)
