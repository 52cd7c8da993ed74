"""The doors' OpenAPI documents, as their tests read them."""

import pytest
from jsonschema import Draft202012Validator

from api import nextstep
from api.docs.openapi.operations import path_of
from tests.api.conformance import DOORS, document

DOOR = nextstep.door
PREFIX = DOOR.prefix
JSON = "application/json"

of_every_door = pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])


def operations(door=DOOR):
    """Every (verb, path, operation)."""
    return [
        (verb.upper(), path, operation)
        for path, found in document(door)["paths"].items()
        for verb, operation in found.items()
    ]


def of_every(listed):
    """Parametrizes a test with (door, ...) for everything that `listed(door)` names of each door."""
    rows = [(door, *one) if isinstance(one, tuple) else (door, one) for door in DOORS for one in listed(door)]
    names = [" ".join([row[0].name, *(part for part in row[1:] if isinstance(part, str))]) for row in rows]
    return rows, names


def endpoints(door):
    """The door's endpoints, each with its name."""
    return [(endpoint.name, endpoint) for endpoint in door.endpoints]


def endpoint_of(verb, path, door=DOOR):
    """The endpoint that a route leads to."""
    return next(
        endpoint for endpoint in door.endpoints if any((r.verb, path_of(r)) == (verb, path) for r in endpoint.routes)
    )


def resolved(response, door=DOOR):
    """A response, also where the operation only refers to it."""
    if "$ref" not in response:
        return response
    return document(door)["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]


def validator(schema, door=DOOR):
    """A validator of one of the document's schemas."""
    return Draft202012Validator({**document(door), **schema})
