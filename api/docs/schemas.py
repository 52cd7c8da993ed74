"""marshmallow schemas as JSON Schema, once for what is read and once for what is answered.

The two differ. Reading is tolerant: unknown members are dropped, a null is an absent member, and there are defaults and
bounds. Answers are exact: every member is there, no other is, and null is written only where the schema allows it.
"""

import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, resolver
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields

from api.docs.material import Material
from api.schema import Dict, Sparse, Word

OPENAPI = "3.1.0"
JsonSchema = dict[str, Any]

_BOUNDS = ("default", "minLength", "maxLength", "minItems", "maxItems", "maxProperties", "minimum", "maximum")
# Where a docstring names its source: of use to us, not to callers.
_SOURCE = re.compile(r"\s*\((?:document|reference|today)\b[^)]*\)", re.IGNORECASE)


def prose(documented: object) -> str:
    """The docstring of a schema or a view as markdown, without its sources."""
    return _SOURCE.sub("", inspect.cleandoc(getattr(documented, "__doc__", None) or "")).strip()


class _Converter(OpenAPIConverter):
    """Adds to a schema its docstring and its members' examples."""

    # Whether it describes answers.
    exact = False
    material: Material

    def schema2jsonschema(self, schema: Any) -> JsonSchema:
        """Called by apispec for each schema, once."""
        shape: JsonSchema = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        for kind in schema.fields.values():
            member = shape["properties"][kind.data_key or kind.name]
            self.member(member, kind)
            self._exemplify(member, resolver(schema), kind.data_key or kind.name)
        self.whole(shape, schema)
        if type(schema).__doc__:
            shape["description"] = prose(type(schema))
        return shape

    def member(self, member: JsonSchema, kind: fields.Field[Any]) -> None:
        """Change a member of a schema to what the direction needs."""

    def whole(self, shape: JsonSchema, schema: Schema) -> None:
        """Change a schema to what the direction needs."""

    def _exemplify(self, member: JsonSchema, schema: str, name: str) -> None:
        members = self.material.members
        key = next((key for key in (f"{schema}.{name}", name) if key in members), None)
        if key is not None and "examples" not in member and "type" in member:
            member["examples"] = [members[key]]


class _Reading(_Converter):
    def member(self, member: JsonSchema, kind: fields.Field[Any]) -> None:
        if member.get("default", ...) is None:
            del member["default"]
        if not kind.required:
            _nullable(member)


class _Answering(_Converter):
    exact = True

    def whole(self, shape: JsonSchema, schema: Schema) -> None:
        for kind in schema.fields.values():
            if kind.load_only:
                del shape["properties"][kind.data_key or kind.name]
        absent = _left_out(schema)
        for name in absent & shape["properties"].keys():
            _not_null(shape["properties"][name])
        required = [name for name in shape["properties"] if name not in absent]
        shape |= {"required": required, "additionalProperties": False}

    def field2property(self, field: fields.Field[Any]) -> JsonSchema:
        # Bounds are for those who send; what is stored may be older than they are.
        found: JsonSchema = super().field2property(field)
        return {key: value for key, value in found.items() if key not in _BOUNDS}


def _left_out(schema: Schema) -> set[str]:
    """The members that are absent where they have no value."""
    if not isinstance(schema, Sparse):
        return set()
    return {str(kind.data_key or kind.name) for kind in schema.fields.values() if kind.allow_none}


def _not_null(member: JsonSchema) -> None:
    if isinstance(member.get("type"), list):
        kinds = [kind for kind in member["type"] if kind != "null"]
        member["type"] = kinds[0] if len(kinds) == 1 else kinds
    if "enum" in member:
        member["enum"] = [word for word in member["enum"] if word is not None]
    if {"type": "null"} in member.get("anyOf", ()):
        [kept] = [shape for shape in member.pop("anyOf") if shape != {"type": "null"}]
        member |= kept


def _nullable(member: JsonSchema) -> None:
    if "$ref" in member:
        member["anyOf"] = [{"$ref": member.pop("$ref")}, {"type": "null"}]
    elif "type" in member:
        types = member["type"] if isinstance(member["type"], list) else [member["type"]]
        member["type"] = [*types, *({"null"} - set(types))]
    if None not in member.get("enum", [None]):
        member["enum"] = [*member["enum"], None]


def _words(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> JsonSchema:
    # apispec does not know that the values of our enumerations are strings.
    return {"type": ["string", "null"] if field.allow_none else "string"} if isinstance(field, Word) else {}


def _most_members(self: OpenAPIConverter, field: fields.Field[Any], **_: Any) -> JsonSchema:
    return {"maxProperties": field.max} if isinstance(field, Dict) else {}


class _ReadingPlugin(MarshmallowPlugin):
    Converter = _Reading


class _AnsweringPlugin(MarshmallowPlugin):
    Converter = _Answering


class Schemas:
    """All schemas of a door's `requests` and `answers`, named; a name that both have is followed by `Answer` in answers."""

    def __init__(self, material: Material, requests: Iterable[Schema], answers: Iterable[Schema]) -> None:
        self._read, self.read_components = _converter(_ReadingPlugin(), material)
        for schema in requests:
            self.request(schema)

        def name(schema: type[Schema]) -> str:
            plain = resolver(schema)
            return f"{plain}Answer" if plain in self.read_components else plain

        self._answer, self.answer_components = _converter(_AnsweringPlugin(name), material)
        for schema in answers:
            self.answer(schema)

    def request(self, schema: Schema) -> JsonSchema:
        """A reference to what is read."""
        found: JsonSchema = self._read.resolve_nested_schema(schema)  # type: ignore[no-untyped-call]
        return found

    def answer(self, schema: Schema) -> JsonSchema:
        """A reference to what is answered."""
        found: JsonSchema = self._answer.resolve_nested_schema(schema)  # type: ignore[no-untyped-call]
        return found

    def parameters(self, schema: Schema) -> list[JsonSchema]:
        """The members of `schema` as query parameters."""
        shape = self._read.schema2jsonschema(schema)
        return [
            _parameter(name, member, name in shape.get("required", ())) for name, member in shape["properties"].items()
        ]

    @property
    def components(self) -> dict[str, JsonSchema]:
        """Every schema by its name."""
        return {**self.read_components, **self.answer_components}


def _parameter(name: str, member: JsonSchema, required: bool) -> JsonSchema:
    schema = {key: value for key, value in member.items() if key != "examples"}
    _not_null(schema)  # a query has no null
    parameter = {"in": "query", "name": name, "required": required, "schema": schema}
    return parameter | ({"example": member["examples"][0]} if required and "examples" in member else {})


def _converter(plugin: MarshmallowPlugin, material: Material) -> tuple[_Converter, dict[str, JsonSchema]]:
    spec = APISpec("", "", OPENAPI, plugins=[plugin])
    converter = plugin.converter
    assert isinstance(converter, _Converter)
    converter.material = material
    functions: tuple[Callable[..., JsonSchema], ...] = (_words, _most_members, *material.describe)
    for function in functions:
        converter.add_attribute_function(function)  # type: ignore[no-untyped-call]
    return converter, spec.components.schemas
