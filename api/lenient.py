"""How the Next Step door reads JSON: as forgiving as the original server, whose clients rely on it.

Only what is nested is forgiven everything: an absent or null member of an object within a request has a default, a null in an
array or a map counts as absent too. The other doors read by `api.schema.Strict` alone.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load

from api.schema import Strict


class Lenient(Strict):
    """The base of schemas that take values as the original's JSON library does."""

    @pre_load
    def _taken(self, data: object, **_: object) -> object:
        if not isinstance(data, Mapping):
            return data
        members = dict(data)
        for attribute, field in self.load_fields.items():
            name = field.data_key or attribute
            if name in members:
                members[name] = taken(field, members[name])
        return members


def taken(field: fields.Field[Any], value: Any) -> Any:
    """What stands for `value` where a schema has `field`; `value` itself where that is for the field to judge."""
    if isinstance(field, fields.List) and isinstance(value, list):
        return [taken(field.inner, item) for item in value if item is not None]
    if isinstance(field, fields.Dict) and isinstance(value, Mapping):
        inner = field.value_field
        if inner is None or inner.allow_none:
            return value
        return {key: taken(inner, item) for key, item in value.items() if item is not None}
    return value
