"""marshmallow schemas as JSON Schema, once for what is read and once for what is answered.

The two differ. Reading is tolerant: a null is an absent member, and there are defaults and bounds. In answers every member is
there, and null is written only where the schema allows it; a later version may add members.
"""

import inspect
import re
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, resolver
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields, missing

from api.docs.openapi.fields import most_members, tidy, width
from api.docs.openapi.material import Material
from api.docs.openapi.names import component
from api.docs.openapi.nulls import JsonSchema, not_null, nullable
from api.http.query import of_queries
from api.http.schema import Sparse, Word

OPENAPI = "3.1.0"

_BOUNDS = ("default", "minLength", "maxLength", "minItems", "maxItems", "maxProperties", "minimum", "maximum")
# Where a docstring names its source: of use to us, not to callers.
_SOURCE = re.compile(r"\s*\((?:document|reference|today)\b[^)]*\)", re.IGNORECASE)


def prose(subject: object) -> str:
    """The docstring of a schema or a view as markdown, without its sources."""
    return _SOURCE.sub("", inspect.cleandoc(getattr(subject, "__doc__", None) or "")).strip()


def enumeration(words: type[Enum]) -> JsonSchema:
    """A closed set of words."""
    return {"type": "string", "enum": [member.value for member in words], "description": prose(words)}


class _Converter(OpenAPIConverter):
    """Adds to a schema its docstring, and to its members what the API's material says of them."""

    # Whether it describes answers.
    exact = False
    material: Material
    enumerations: dict[str, JsonSchema]

    def schema2jsonschema(self, schema: Any) -> JsonSchema:
        """Called by apispec for each schema, once."""
        shape: JsonSchema = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        names = [resolver(kind) for kind in type(schema).__mro__ if issubclass(kind, Schema)]
        for kind in schema.fields.values():
            name = kind.data_key or kind.name
            shape["properties"][name] = self._describe_member(shape["properties"][name], names, name)
            self.member(shape["properties"][name], kind)
        self.whole(shape, schema)
        if type(schema).__doc__:
            shape["description"] = prose(type(schema))
        if names[0] in self.material.members:
            shape["examples"] = [self.material.members[names[0]]]
        return shape

    def member(self, member: JsonSchema, kind: fields.Field[Any]) -> None:
        """Change a member of a schema to what the direction needs."""

    def whole(self, shape: JsonSchema, schema: Schema) -> None:
        """Change a schema to what the direction needs."""

    def field2property(self, field: fields.Field[Any]) -> JsonSchema:
        """Called by apispec for each field, and for what is inside of lists and objects."""
        if isinstance(field, Word):
            return self._word(field)
        if "words" in field.metadata:
            return self._enumeration(field.metadata["words"])
        return tidy(super().field2property(field))

    def _word(self, field: Word) -> JsonSchema:
        found = self._enumeration(field.enum)
        default = field.load_default
        if default is not missing and default is not None:
            word = default.value if isinstance(default, Enum) else default
            found = {"allOf": [found], "default": word}
        if field.allow_none and (default is missing or default is None):
            nullable(found)
        return found

    def _enumeration(self, words: type[Enum]) -> JsonSchema:
        """A reference to the enumeration, which has a name of its own."""
        self.enumerations[words.__name__] = enumeration(words)
        return {"$ref": f"#/components/schemas/{words.__name__}"}

    def _describe_member(self, member: JsonSchema, schemas: list[str], name: str) -> JsonSchema:
        """The member with its description and its example, after the nearest schema that it is said of."""
        facts: JsonSchema = {}
        keys = [*(f"{schema}.{name}" for schema in schemas), name]
        description = next((self.material.words[key] for key in keys if key in self.material.words), None)
        if description is not None and "description" not in member:
            facts["description"] = description
        example = next((self.material.members[key] for key in keys if key in self.material.members), missing)
        if example is not missing and "examples" not in member:
            facts["examples"] = [example]
        if facts and "$ref" in member:
            # Words beside a reference are not read by every tool.
            return {"allOf": [member], **facts}
        return member | facts


class _Reading(_Converter):
    def member(self, member: JsonSchema, kind: fields.Field[Any]) -> None:
        if member.get("default", ...) is None:
            del member["default"]
        if not kind.required:
            nullable(member)


class _Answering(_Converter):
    exact = True

    def whole(self, shape: JsonSchema, schema: Schema) -> None:
        for kind in schema.fields.values():
            if kind.load_only:
                del shape["properties"][kind.data_key or kind.name]
        absent = _omitted_members(schema)
        for name in absent & shape["properties"].keys():
            not_null(shape["properties"][name])
        shape["required"] = [name for name in shape["properties"] if name not in absent]

    def field2property(self, field: fields.Field[Any]) -> JsonSchema:
        # Bounds are for those who send; what is stored may be older than they are.
        return {key: value for key, value in super().field2property(field).items() if key not in _BOUNDS}


def _omitted_members(schema: Schema) -> set[str]:
    """The members that are absent where they have no value."""
    if not isinstance(schema, Sparse):
        return set()
    return {str(kind.data_key or kind.name) for kind in schema.fields.values() if kind.allow_none}


class _ReadingPlugin(MarshmallowPlugin):
    Converter = _Reading


class _AnsweringPlugin(MarshmallowPlugin):
    Converter = _Answering


class Schemas:
    """All schemas of an API's `requests` and `answers`, named; a name that both have is followed by `Answer` in answers."""

    def __init__(self, material: Material, requests: Iterable[Schema], answers: Iterable[Schema]) -> None:
        self.enumerations: dict[str, JsonSchema] = {}
        self._reading, self.read_components = self._converter(_ReadingPlugin(component), material)
        for schema in requests:
            self.request(schema)

        def name(schema: type[Schema]) -> str:
            plain = component(schema)
            return f"{plain}Answer" if plain in self.read_components else plain

        self._answer, self.answer_components = self._converter(_AnsweringPlugin(name), material)
        for schema in answers:
            self.answer(schema)

    def request(self, schema: Schema) -> JsonSchema:
        """A reference to what is read."""
        found: JsonSchema = self._reading.resolve_nested_schema(schema)  # type: ignore[no-untyped-call]
        return found

    def answer(self, schema: Schema) -> JsonSchema:
        """A reference to what is answered."""
        found: JsonSchema = self._answer.resolve_nested_schema(schema)  # type: ignore[no-untyped-call]
        return found

    def parameters(self, schema: Schema) -> list[JsonSchema]:
        """The members of `schema` as query parameters."""
        shape = self._reading.schema2jsonschema(of_queries(schema))
        return [
            _parameter(name, member, name in shape.get("required", ())) for name, member in shape["properties"].items()
        ]

    @property
    def components(self) -> dict[str, JsonSchema]:
        """Every schema by its name."""
        return {**self.read_components, **self.answer_components, **self.enumerations}

    def _converter(self, plugin: MarshmallowPlugin, material: Material) -> tuple[_Converter, dict[str, JsonSchema]]:
        spec = APISpec("", "", OPENAPI, plugins=[plugin])
        converter = plugin.converter
        assert isinstance(converter, _Converter)
        converter.material, converter.enumerations = material, self.enumerations
        functions: tuple[Callable[..., JsonSchema], ...] = (most_members, width, *material.describe)
        for function in functions:
            converter.add_attribute_function(function)  # type: ignore[no-untyped-call]
        return converter, spec.components.schemas


def _parameter(name: str, member: JsonSchema, required: bool) -> JsonSchema:
    schema = {key: value for key, value in member.items() if key not in ("examples", "description")}
    not_null(schema)  # a query has no null
    members = {key: member[key] for key in ("description",) if key in member}
    parameter = {"in": "query", "name": name, "required": required, **members, "schema": schema}
    return parameter | ({"example": member["examples"][0]} if required and "examples" in member else {})
