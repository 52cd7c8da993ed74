"""The form in the OpenAPI document: what apispec cannot see of a parameter by itself."""

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import fields

from api.formdata.field_types import KINDS
from api.formdata.schemas import FormParameterField


def parameter_types(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """A parameter is one of the types' schemas, told apart by `type`.

    For `MarshmallowPlugin.converter.add_attribute_function`, which makes this function a method of the converter.
    """
    if not isinstance(field, FormParameterField):
        return {}
    references: dict[str, Any] = {}
    for word, kind in KINDS.items():
        references[word] = self.resolve_nested_schema(kind.schema)  # type: ignore[no-untyped-call]
    name = "FormParameterAnswer" if getattr(self, "exact", False) else "FormParameter"
    # Named: generators cannot make a type of alternatives that stand inside of another schema.
    self.spec.components.schemas[name] = {
        "description": "A line of the form, of one of these types.",
        "oneOf": list(references.values()),
        "discriminator": {
            "propertyName": "type",
            "mapping": {word: reference["$ref"] for word, reference in references.items()},
        },
    }
    return {"$ref": f"#/components/schemas/{name}"}
