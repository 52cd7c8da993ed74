"""A 3.1 document as OpenAPI 3.0.3, for generators that read nothing newer.

3.0 has a schema language of its own: `nullable` where 3.1 has a type `null`, one `example` where 3.1 has a list, one type only,
no siblings of a reference, and no webhooks; these become callbacks of the operation that asks for them.
"""

from collections.abc import Mapping
from typing import Any

from api.docs.openapi.nulls import NULL, JsonSchema

VERSION = "3.0.3"


def downgrade(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document in 3.0.3; `document` is not changed."""
    found = {key: value for key, value in document.items() if key != "webhooks"}
    components = document["components"]
    return found | {
        "openapi": VERSION,
        "paths": {
            path: {verb: _operation(operation, document) for verb, operation in operations.items()}
            for path, operations in document["paths"].items()
        },
        "components": {
            **components,
            "schemas": {name: schema(shape) for name, shape in components["schemas"].items()},
            "responses": {name: _response(one) for name, one in components["responses"].items()},
        },
    }


def _operation(operation: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        **operation,
        "responses": {status: _response(response) for status, response in operation["responses"].items()},
    }
    if "security" in operation:  # only schemes of OAuth 2 have scopes there
        found["security"] = [{name: [] for name in together} for together in operation["security"]]
    if "parameters" in operation:
        found["parameters"] = [{**one, "schema": schema(one["schema"])} for one in operation["parameters"]]
    if "requestBody" in operation:
        found["requestBody"] = _body(operation["requestBody"])
    hooks = [
        (name, hook["post"]) for name, hook in document.get("webhooks", {}).items() if _asks(operation, hook["post"])
    ]
    if hooks:
        found["callbacks"] = {name: {hook["x-callback-url"]: {"post": _hook(hook)}} for name, hook in hooks}
    return found


def _asks(operation: Mapping[str, Any], hook: Mapping[str, Any]) -> bool:
    asked_by: str = hook["x-asked-by"]
    return operation.get("operationId") == asked_by


def _hook(hook: Mapping[str, Any]) -> dict[str, Any]:
    return _operation(hook, {})


def _body(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "content": _content(body["content"])}


def _response(response: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(response)
    if "content" in response:
        found["content"] = _content(response["content"])
    if "headers" in response:
        found["headers"] = {
            name: {**header, "schema": schema(header["schema"])} for name, header in response["headers"].items()
        }
    return found


def _content(content: Mapping[str, Any]) -> dict[str, Any]:
    return {media: {**one, "schema": schema(one["schema"])} for media, one in content.items()}


def schema(shape: JsonSchema) -> JsonSchema:
    """A schema of 3.1 as one of 3.0."""
    found: JsonSchema = {}
    for key, value in shape.items():
        match key:
            case "type" if isinstance(value, list):
                found |= _types(value)
            case "examples":
                found["example"] = value[0]
            case "contentMediaType":
                found["format"] = "binary"
            case "anyOf" if NULL in value:
                found |= {"allOf": [schema(one) for one in value if one != NULL], "nullable": True}
            case "allOf" | "anyOf" | "oneOf":
                found[key] = [schema(one) for one in value]
            case "properties":
                found[key] = {name: schema(one) for name, one in value.items()}
            case "items" | "additionalProperties" if isinstance(value, dict):
                found[key] = schema(value)
            case _:
                found[key] = value
    return found


def _types(kinds: list[str]) -> JsonSchema:
    """One type and whether it may be null. For several there is none: any value, then."""
    others = [kind for kind in kinds if kind != "null"]
    nullable = {"nullable": True} if "null" in kinds else {}
    return {"type": others[0], **nullable} if len(others) == 1 else nullable
