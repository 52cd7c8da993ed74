"""The Next Step door's OpenAPI document, as its tests read it."""

from jsonschema import Draft202012Validator

from api import nextstep
from tests.api.conformance import document

DOOR = nextstep.door
PREFIX = DOOR.prefix
JSON = "application/json"


def operations():
    """Every (verb, path, operation)."""
    return [
        (verb.upper(), path, operation)
        for path, found in document(DOOR)["paths"].items()
        for verb, operation in found.items()
    ]


def endpoint_of(verb, path):
    """The endpoint that a route leads to."""
    return next(
        endpoint for endpoint in DOOR.endpoints if any((r.verb, r.path) == (verb, path) for r in endpoint.routes)
    )


def resolved(response):
    """A response, also where the operation only refers to it."""
    if "$ref" not in response:
        return response
    return document(DOOR)["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]


def validator(schema):
    """A validator of one of the document's schemas."""
    return Draft202012Validator({**document(DOOR), **schema})
