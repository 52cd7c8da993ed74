"""Times in the documentation: what is read, and what is answered."""

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields

from api.docs.openapi.material import AttributeFunction
from api.http.times import Time


def times(example: str) -> AttributeFunction:
    """Describes `Time` members; `example` is one as the API answers it."""

    def describe(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
        # No `date-time`: that asks for a colon in the offset, and generated clients would refuse what is answered.
        if not isinstance(field, Time):
            return {}
        return {"type": ["string", "null"] if field.allow_none else "string", "examples": [example]}

    return describe
