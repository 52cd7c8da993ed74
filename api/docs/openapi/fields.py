"""Fields of ours as JSON Schema: what apispec cannot see of them by itself."""

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields, validate

from api.http.schema import INT64, Dict

INT32 = 2**31
# Python's `$` is before a last line break as well, ECMAScript's is not.
_END = r"$(?!\n)"
_OF_64_BITS = {"minimum": -INT64, "maximum": INT64 - 1}


def most_members(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """How many members an object with free keys may have."""
    return {"maxProperties": field.max} if isinstance(field, Dict) else {}


def width(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Whether an integer fits into 32 bits: generated clients read into what the format says."""
    if not isinstance(field, fields.Integer):
        return {}
    most = [rule.max for rule in field.validators if isinstance(rule, validate.Range) and rule.max is not None]
    return {"format": "int32" if most and min(most) < INT32 else "int64"}


def any_object(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Any JSON is taken where a field says so; callers send an object."""
    return {"type": "object", "additionalProperties": True} if isinstance(field, fields.Raw) else {}


def tidy(shape: dict[str, Any]) -> dict[str, Any]:
    """A field's schema without what says nothing: bounds of 64 bits, `{}` for any value, an end of text that is Python's."""
    members = {key: value for key, value in shape.items() if key not in _OF_64_BITS or value != _OF_64_BITS[key]}
    if "pattern" in members:
        members["pattern"] = members["pattern"].replace(_END, "$")
    return members | ({"additionalProperties": True} if members.get("additionalProperties") == {} else {})
