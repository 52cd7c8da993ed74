"""Times in the documentation: what is read, and what is answered."""

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields

from api.docs.material import AttributeFunction
from api.times import Time


def times(example: str) -> AttributeFunction:
    """Describes `Time` members; `example` is one as the door answers it."""

    def described(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
        if not isinstance(field, Time):
            return {}
        if getattr(self, "exact", False):
            pattern = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$"
            return {"type": "string", "pattern": pattern, "examples": [example]}
        return {
            "type": ["string", "integer"],
            "description": "ISO 8601 with offset (`Z`, `+0000`, `+00:00`), or milliseconds since the epoch.",
            "examples": [example],
        }

    return described
