"""Query parameters as the schemas of bodies expect them: with the types that JSON would have given them."""

from functools import cache

from marshmallow import Schema, fields, missing
from werkzeug.datastructures import MultiDict

from api.http.lenient_json import Lenient
from api.http.schema import Stated

_BOOLEANS = {"true": True, "false": False}
# In any case and with spaces around, at an API that is as forgiving as the original's.
_MORE_BOOLEANS = {"1": True, "yes": True, "on": True, "0": False, "no": False, "off": False, **_BOOLEANS}


@cache
def of_queries(schema: Schema) -> Schema:
    """The schema as queries are loaded by it, where what a body may leave out has to be said."""
    stated = [name for name, kind in schema.fields.items() if isinstance(kind, Stated)]
    if not stated:
        return schema
    found = type(schema)()
    for name in stated:
        found.fields[name].required = True
        found.fields[name].load_default = missing
    return found


def coerce_parameters(schema: Schema, parameters: MultiDict[str, str]) -> dict[str, object]:
    """The parameters that the schema knows. What does not read as the field's type stays text, for the schema to refuse.

    An empty parameter counts as absent.
    """
    values: dict[str, object] = {}
    boolean = _read_lenient_boolean if isinstance(schema, Lenient) else _read_boolean
    for attribute, kind in schema.fields.items():
        name = kind.data_key or attribute
        text = parameters.get(name)
        if not text:
            continue
        if isinstance(kind, fields.Boolean):
            values[name] = boolean(text)
        elif isinstance(kind, fields.Integer) and len(text) < 20 and text.isascii() and text.isdecimal():
            values[name] = int(text)
        else:
            values[name] = text
    return values


def _read_boolean(text: str) -> bool | str:
    return _BOOLEANS.get(text, text)


def _read_lenient_boolean(text: str) -> bool | str:
    return _MORE_BOOLEANS.get(text.strip().lower(), text)
