"""How the Next Step API reads JSON: as forgiving as the original server, whose clients rely on it.

What is nested is forgiven everything: an absent or null member of an object within a request has a default, and a null in an
array or a map counts as absent too. Anywhere a number is taken for a text, and a text that is a number for one; an empty text
in a number's place counts as absent. The other APIs read by `api.http.schema.Strict` alone.

Still refused, though the original takes them: texts and numbers for booleans, booleans for texts, positions for words, and
fractions for whole numbers.
"""

import re
from collections.abc import Mapping
from decimal import Decimal as Number
from typing import Any

from marshmallow import fields

from api.http.schema import Strict
from api.http.times import Time
from locales.formats import plain

_LONGEST = 100
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,6})?")


class Lenient(Strict):
    """The base of schemas that take values as the original's JSON library does."""

    def coerce(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The members, each as its field expects it, if it can stand for that."""
        members = dict(data)
        for attribute, field in self.load_fields.items():
            name = field.data_key or attribute
            if name in members:
                members[name] = coerce_value(field, members[name])
        return members


def coerce_value(field: fields.Field[Any], value: Any) -> Any:
    """What stands for `value` where a schema has `field`; `value` itself where that is for the field to judge."""
    match field, value:
        case fields.String(), bool():
            return value
        case fields.String(), int() | Number():
            return plain(value)
        case fields.Decimal() | fields.Integer() | Time(), str():
            return _number(field, value)
        case fields.List(), list():
            return [coerce_value(field.inner, item) for item in value if item is not None]
        case fields.Dict(value_field=fields.Field() as inner), Mapping():
            return {
                key: coerce_value(inner, item) for key, item in value.items() if item is not None or inner.allow_none
            }
    return value


def _number(field: fields.Field[Any], value: str) -> Any:
    text = value.strip()
    if isinstance(field, Time):
        return int(text) if len(text) <= _LONGEST and _WHOLE.fullmatch(text) else value
    if not text:
        return None
    if len(text) > _LONGEST:
        return value
    if isinstance(field, fields.Decimal):
        return Number(text) if _NUMBER.fullmatch(text) else value
    return int(text) if _WHOLE.fullmatch(text) else value
