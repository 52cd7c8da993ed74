"""The APIs' OpenAPI documents, as their tests read them."""

import pytest
from jsonschema import Draft202012Validator

from api import nextstep
from api.docs.openapi.operations import path_of
from tests.api.conformance import APIS, document

API = nextstep.api
PREFIX = API.prefix
JSON = "application/json"

of_every_api = pytest.mark.parametrize("api", APIS, ids=[api.name for api in APIS])


def operations(api=API):
    """Every (verb, path, operation)."""
    return [
        (verb.upper(), path, operation)
        for path, found in document(api)["paths"].items()
        for verb, operation in found.items()
    ]


def of_every(listed):
    """Parametrizes a test with (api, ...) for everything that `listed(api)` names of each API."""
    rows = [(api, *one) if isinstance(one, tuple) else (api, one) for api in APIS for one in listed(api)]
    names = [" ".join([row[0].name, *(part for part in row[1:] if isinstance(part, str))]) for row in rows]
    return rows, names


def endpoints(api):
    """The API's endpoints, each with its name."""
    return [(endpoint.name, endpoint) for endpoint in api.endpoints]


def endpoint_of(verb, path, api=API):
    """The endpoint that a route leads to."""
    return next(
        endpoint for endpoint in api.endpoints if any((r.verb, path_of(r)) == (verb, path) for r in endpoint.routes)
    )


def resolved(response, api=API):
    """A response, also where the operation only refers to it."""
    if "$ref" not in response:
        return response
    return document(api)["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]


def validator(schema, api=API):
    """A validator of one of the document's schemas."""
    return Draft202012Validator({**document(api), **schema})
