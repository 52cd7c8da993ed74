"""Whole examples made of the members' own, for what nobody has written a better one for."""

from collections.abc import Mapping
from typing import Any

from api.docs.openapi.nulls import NULL, JsonSchema

_REF = "#/components/schemas/"


class NoExample(LookupError):
    """A value that nothing is known of: its member needs an example."""


def example(schema: JsonSchema, components: Mapping[str, JsonSchema], where: str = "") -> Any:
    """A value that `schema` allows. Members that need not be there are, where one of them has an example."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return example(components[name], components, f"{where}<{name}>")
    for key in ("examples", "enum"):
        if key in schema:
            return schema[key][0]
    if "default" in schema:
        return schema["default"]
    for key in ("allOf", "anyOf", "oneOf"):
        if key in schema:
            return example(next(shape for shape in schema[key] if shape != NULL), components, where)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        return _object(schema, components, where)
    if kind == "array":
        return [example(schema["items"], components, f"{where}[]")]
    if kind == "boolean":
        return True
    raise NoExample(f"{where} has no example")


def _object(schema: JsonSchema, components: Mapping[str, JsonSchema], where: str) -> dict[str, Any]:
    required = schema.get("required", ())
    found = {}
    for name, member in schema.get("properties", {}).items():
        if name in required or "examples" in member:
            found[name] = example(member, components, f"{where}.{name}")
    return found
