"""The requests that Swagger UI prefills from an API's document: documented examples, else samples of the schemas."""

from dataclasses import dataclass, field
from typing import Any

from tests.api.conformance import document
from tests.api.docs.reading import JSON, operations

_WRITES = {"POST", "PUT", "DELETE"}
_PLAIN = {"string": "string", "integer": 0, "number": 0, "boolean": True, "null": None}
_SHOWN_IN_QUERIES = ("default", "examples")


@dataclass(frozen=True)
class Prefilled:
    """One request as a reader of the page sends it without having typed anything."""

    api: object
    verb: str
    path: str
    example: str
    query: dict = field(default_factory=dict)
    body: object = None
    # The path with the names of its arguments.
    template: str = ""

    @property
    def name(self):
        return " ".join(filter(None, (self.api.name, self.verb, self.path, self.example)))


def writes(api):
    """Every request that is not a GET, once for each example of its body; aliases too."""
    return [
        Prefilled(api, verb, _address(operation, path, api), name, _query(operation, api), body, path)
        for verb, path, operation in operations(api)
        if verb in _WRITES
        for name, body in _bodies(operation, api)
    ]


def _bodies(operation, api):
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if content is None:
        return [("", None)]
    examples = content.get("examples", {})
    if examples:
        return [(name, resolved(example, api)["value"]) for name, example in examples.items()]
    return [("", content.get("example", sample(content["schema"], api)))]


def _address(operation, path, api):
    for parameter in _parameters(operation, "path", api):
        path = path.replace(f"{{{parameter['name']}}}", str(_value(parameter, api)))
    return path


def _query(operation, api):
    return {
        parameter["name"]: _value(parameter, api)
        for parameter in _parameters(operation, "query", api)
        if parameter.get("required") or "example" in parameter or parameter["schema"].keys() & {*_SHOWN_IN_QUERIES}
    }


def _parameters(operation, place, api):
    found = [resolved(parameter, api) for parameter in operation.get("parameters", ())]
    return [parameter for parameter in found if parameter["in"] == place]


def _value(parameter, api):
    shown: dict[str, Any] = next(iter(parameter.get("examples", {}).values()), {})
    first = shown.get("value", sample(parameter["schema"], api))
    return parameter.get("example", first)


def resolved(part, api):
    """What a reference leads to; anything else as it is."""
    while "$ref" in part:
        found = document(api)
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def sample(schema, api):
    """A value of a schema, as Swagger UI makes it up."""
    schema = resolved(schema, api)
    for name, found in (("example", lambda: schema["example"]), ("examples", lambda: schema["examples"][0])):
        if name in schema:
            return found()
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    for kind in ("allOf", "anyOf", "oneOf"):
        if kind in schema:
            return sample(schema[kind][0], api)
    types = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((one for one in types if one != "null"), "null") if isinstance(types, list) else types
    if kind == "array":
        return [sample(schema.get("items", {}), api)]
    if kind == "object":
        return {name: sample(member, api) for name, member in schema.get("properties", {}).items()}
    return _PLAIN[kind]
