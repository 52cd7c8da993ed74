"""One route of an endpoint as an OpenAPI operation."""

from typing import Any

from marshmallow import Schema, fields

from api.docs import envelope, errors
from api.docs.material import Examples, Material
from api.docs.schemas import Schemas, prose
from api.door import Door, Endpoint, Route

_ACCEPT_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "description": "The reader's languages (RFC 9110). With it, titles, labels, messages and formatted values of `formData` "
    "are answered in the first of them that has a catalog, else in English; without it, as they were stored. A browser "
    "sends one of its own accord.",
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


def operation(door: Door, endpoint: Endpoint, route: Route, schemas: Schemas, material: Material) -> dict[str, Any]:
    """The operation at `route`, which is an alias if the endpoint has it not as its first."""
    query = route.verb == "GET"
    request = endpoint.request
    reads = request is not None and bool(request.fields or not query)
    parameters = schemas.parameters(request) if request is not None and query else []
    found: dict[str, Any] = {
        "tags": [endpoint.tag],
        **_titles(endpoint, route),
        "parameters": parameters + _headers(endpoint, material),
        "responses": {
            "200": _answer(endpoint, schemas, material),
            **errors.responses(door, endpoint, material, reads=reads, body=reads and not query),
        },
    }
    if not found["parameters"]:
        del found["parameters"]
    if request is not None and not query:
        found["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {
                    "schema": envelope.asked(schemas.request(request)),
                    **_examples(material.requests.get(endpoint.name), "requestObject"),
                }
            },
        }
    return found


def localizes(answer: Schema | None, material: Material) -> bool:
    """Whether something in `answer` is written in the reader's language."""
    if answer is None:
        return False
    return type(answer).__name__ in material.localized or any(
        localizes(inner, material) for kind in answer.fields.values() if (inner := _inner(kind)) is not None
    )


def _inner(kind: fields.Field[Any]) -> Schema | None:
    if isinstance(kind, fields.List):
        kind = kind.inner
    found: Schema | None = kind.schema if isinstance(kind, fields.Nested) else None
    return found


def _titles(endpoint: Endpoint, route: Route) -> dict[str, str]:
    main = endpoint.routes[0]
    first, _, rest = prose(endpoint.view).partition("\n")
    summary, name = first.removesuffix("."), _camel(endpoint.name)
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
    found = [_IDEMPOTENCY_KEY] if endpoint.name in material.repeatable else []
    return [*found, _ACCEPT_LANGUAGE] if localizes(endpoint.answer, material) else found


def _answer(endpoint: Endpoint, schemas: Schemas, material: Material) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "null"}
    if endpoint.answer is not None:
        schema = schemas.answer(endpoint.answer)
    if endpoint.many:
        schema = {"type": "array", "items": schema}
    examples = _examples(material.answers.get(endpoint.name), "responseObject", {"status": "OK"})
    content = {"schema": envelope.answered(schema), **examples}
    meaning = "Done." if endpoint.answer is None else prose(type(endpoint.answer))
    described = f"A list, each item: {meaning}" if endpoint.many else meaning
    return {"description": described, "content": {"application/json": content}}


def _examples(found: Examples | None, member: str, beside: dict[str, str] | None = None) -> dict[str, Any]:
    if not found:
        return {}
    return {
        "examples": {
            name: {"summary": name, "value": {**(beside or {}), member: value}} for name, value in found.items()
        }
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
