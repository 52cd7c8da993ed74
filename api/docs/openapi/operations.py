"""One route of an endpoint as an OpenAPI operation."""

import re
from typing import Any

from api.docs.openapi import errors
from api.docs.openapi.envelope import Envelopes
from api.docs.openapi.made_examples import NoExample, example
from api.docs.openapi.material import Examples, Material
from api.docs.openapi.names import camel
from api.docs.openapi.refused_requests import Input
from api.docs.openapi.schemas import Schemas, prose
from api.http.blueprint import ApiBlueprint
from api.http.endpoint import Endpoint, Route
from api.http.query import of_queries
from api.http.schema import TEXT_LENGTH

# An argument of a view in a route's path, with its converter if it has one.
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
_ACCEPT_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "description": "",
    "schema": {"type": "string"},
    "examples": {"English": {"value": "en"}, "Czech": {"value": "cs-CZ, cs;q=0.9"}},
}
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "The caller's own name for this request. A repetition under the same key is applied once and gets the "
    "same answer; the key with another request is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
}

_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "description": "The entity tag of the answer that the caller knows.",
    "schema": {"type": "string"},
}
_TAGGED = {
    "ETag": {"description": "The tag of this answer.", "required": True, "schema": {"type": "string"}},
    "Cache-Control": {"description": "`private, no-cache`.", "required": True, "schema": {"type": "string"}},
}
_KNOWN = {"description": "The caller knows the answer: `If-None-Match` has its tag.", "headers": _TAGGED}


def path_of(route: Route) -> str:
    """The route's path as OpenAPI writes it: `/a/<some_id>` is `/a/{someId}`."""
    return _ARGUMENT.sub(lambda match: f"{{{camel(match[1])}}}", route.path)


class OperationWriter:
    """Writes the operations of one API; what they name is left in `schemas` and `envelopes`."""

    def __init__(self, api: ApiBlueprint, schemas: Schemas, material: Material) -> None:
        self._api, self._schemas, self._material = api, schemas, material
        self.envelopes = Envelopes(api)

    def operation(self, endpoint: Endpoint, route: Route) -> dict[str, Any]:
        """The operation at `route`, which is an alias if the endpoint has it not as its first."""
        material = self._material
        query = endpoint.request if route.verb == "GET" else None
        read = _input(self._api, endpoint, route)
        found: dict[str, Any] = {
            "tags": [endpoint.tag],
            **_titles(endpoint, route),
            "security": material.requirements(endpoint),
            "parameters": [
                *_path(route, material),
                *(
                    parameter
                    for schema in (endpoint.query, query)
                    if schema
                    for parameter in self._schemas.parameters(schema)
                ),
                *_headers(endpoint, material),
            ],
            **self._body(endpoint, route, read),
            "responses": {
                "200": self._answer(endpoint),
                **({"304": _KNOWN} if endpoint.conditional else {}),
                **errors.responses(self._api, endpoint, material, read),
            },
        }
        if not found["parameters"]:
            del found["parameters"]
        return found

    def _body(self, endpoint: Endpoint, route: Route, reads: Input) -> dict[str, Any]:
        asked = endpoint.request if endpoint.raw is None else endpoint.raw
        if asked is None or route.verb == "GET":
            return {}
        bare = endpoint.bare or endpoint.raw is not None
        wrapped = self._api.envelope.request and not bare
        reference = self._schemas.request(asked)
        values = self._material.requests.get(endpoint.name) or self._example(reference)
        examples = {name: {"requestObject": value} if wrapped else value for name, value in values.items()}
        required = wrapped or any(kind.required for kind in asked.fields.values())
        content = {"schema": self.envelopes.request_schema(reference, bare=bare), **_examples(examples)}
        return {"requestBody": {"required": required, "content": {"application/json": content}}}

    def _answer(self, endpoint: Endpoint) -> dict[str, Any]:
        bare = endpoint.bare or endpoint.unwrapped
        schema = None if endpoint.answer is None else self._schemas.answer(endpoint.answer)
        if endpoint.many:
            schema = {"type": "array", "items": schema}
        values = self._material.answers.get(endpoint.name)
        if values is None:
            values = {"done": None} if schema is None else self._example(schema)
        examples = {name: self._api.envelope.wrap(value, bare=bare) for name, value in values.items()}
        content = {"schema": self.envelopes.answer_schema(schema, bare=bare), **_examples(examples)}
        meaning = "Done." if endpoint.answer is None else prose(type(endpoint.answer))
        described = f"A list, each item: {meaning}" if endpoint.many else meaning
        others = {media: {"schema": {"type": "string", "contentMediaType": media}} for media in endpoint.media}
        found = {"description": described, "content": {"application/json": content, **others}}
        return found | ({"headers": _TAGGED} if endpoint.conditional else {})

    def _example(self, schema: dict[str, Any]) -> Examples:
        """The example that the members make; none, rather than no document, where one of them is not known."""
        try:
            return {"an example": example(schema, self._schemas.components)}
        except NoExample:
            return {}


def _input(api: ApiBlueprint, endpoint: Endpoint, route: Route) -> Input:
    """What the route reads. A body shows best what is refused, then a query; one without members cannot be wrong."""
    body = endpoint.request is not None and route.verb != "GET"
    queries = [endpoint.query] if body else [endpoint.request, endpoint.query]
    queried = next((schema for schema in queries if schema is not None and schema.fields), None)
    return Input(
        schema=endpoint.request if body else queried and of_queries(queried),
        body=body,
        in_envelope=api.envelope.request and not endpoint.bare,
        path="<" in route.path,
    )


def _path(route: Route, material: Material) -> list[dict[str, Any]]:
    found = []
    for name in map(camel, _ARGUMENT.findall(route.path)):
        parameter: dict[str, Any] = {
            "in": "path",
            "name": name,
            "required": True,
            "description": material.words.get(name, ""),
            "schema": {"type": "string", "minLength": 1, "maxLength": TEXT_LENGTH},
        }
        found.append(parameter | ({"example": material.members[name]} if name in material.members else {}))
    return found


def _titles(endpoint: Endpoint, route: Route) -> dict[str, str]:
    main = endpoint.routes[0]
    first, _, rest = prose(endpoint.view).partition("\n")
    summary, name = first.removesuffix("."), camel(endpoint.name)
    if route == main:
        return {"summary": summary, "operationId": name} | ({"description": rest.strip()} if rest.strip() else {})
    # Paths count too: an endpoint may have two routes of one verb.
    twins = [other for other in endpoint.routes[1:] if other.verb == route.verb]
    which = f"{route.verb.capitalize()}{twins.index(route) + 1 if len(twins) > 1 else ''}"
    queried = route.verb == "GET" and endpoint.request is not None and endpoint.request.fields
    how = " with query parameters" if queried else ""
    return {
        "summary": f"Alias of {main.verb} {main.path}{how}",
        "description": first,
        "operationId": f"{name}By{which}",
        "x-alias-of": f"{main.verb} {main.path}",
    }


def _headers(endpoint: Endpoint, material: Material) -> list[dict[str, Any]]:
    taken = (
        (endpoint.idempotent is not None, _IDEMPOTENCY_KEY),
        (endpoint.conditional, _IF_NONE_MATCH),
        (endpoint.localized, _ACCEPT_LANGUAGE | {"description": material.languages}),
    )
    return [header for takes, header in taken if takes]


def _examples(examples: Examples) -> dict[str, Any]:
    if not examples:
        return {}
    return {"examples": {name: {"summary": name, "value": value} for name, value in examples.items()}}
