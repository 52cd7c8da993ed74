"""The requests that Swagger UI prefills from a door's document: documented examples, else samples of the schemas."""

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

    door: object
    verb: str
    path: str
    example: str
    query: dict = field(default_factory=dict)
    body: object = None

    @property
    def name(self):
        return " ".join(filter(None, (self.door.name, self.verb, self.path, self.example)))


def writes(door):
    """Every request that is not a GET, once for each example of its body; aliases too."""
    return [
        Prefilled(door, verb, _address(operation, path, door), name, _query(operation, door), body)
        for verb, path, operation in operations(door)
        if verb in _WRITES
        for name, body in _bodies(operation, door)
    ]


def _bodies(operation, door):
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if content is None:
        return [("", None)]
    examples = content.get("examples", {})
    if examples:
        return [(name, resolved(example, door)["value"]) for name, example in examples.items()]
    return [("", content.get("example", sample(content["schema"], door)))]


def _address(operation, path, door):
    for parameter in _parameters(operation, "path", door):
        path = path.replace(f"{{{parameter['name']}}}", str(_value(parameter, door)))
    return path


def _query(operation, door):
    return {
        parameter["name"]: _value(parameter, door)
        for parameter in _parameters(operation, "query", door)
        if parameter.get("required") or "example" in parameter or parameter["schema"].keys() & {*_SHOWN_IN_QUERIES}
    }


def _parameters(operation, place, door):
    found = [resolved(parameter, door) for parameter in operation.get("parameters", ())]
    return [parameter for parameter in found if parameter["in"] == place]


def _value(parameter, door):
    shown: dict[str, Any] = next(iter(parameter.get("examples", {}).values()), {})
    first = shown.get("value", sample(parameter["schema"], door))
    return parameter.get("example", first)


def resolved(part, door):
    """What a reference leads to; anything else as it is."""
    while "$ref" in part:
        found = document(door)
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def sample(schema, door):
    """A value of a schema, as Swagger UI makes it up."""
    schema = resolved(schema, door)
    for name, found in (("example", lambda: schema["example"]), ("examples", lambda: schema["examples"][0])):
        if name in schema:
            return found()
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    for kind in ("allOf", "anyOf", "oneOf"):
        if kind in schema:
            return sample(schema[kind][0], door)
    types = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((one for one in types if one != "null"), "null") if isinstance(types, list) else types
    if kind == "array":
        return [sample(schema.get("items", {}), door)]
    if kind == "object":
        return {name: sample(member, door) for name, member in schema.get("properties", {}).items()}
    return _PLAIN[kind]
