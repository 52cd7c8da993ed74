"""A door: a set of endpoints under one address, with its envelope and its table of errors.

An endpoint is declared once: its routes, what it reads, what it answers, which errors it knows. Requests are parsed and answers
wrapped here, so that a view only calls and renders; the API documentation is made from the same declarations.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from api import metrics
from api.faults import ErrorText, Fault, RequestInvalid, fault_of, violation
from api.query import typed
from api.schema import faults, malformed
from api.strict_json import BadJson, read, write

log = logging.getLogger(__name__)

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach an endpoint. Requests with GET are read from the query, others from the JSON body."""

    verb: str
    path: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the documentation says of an endpoint, and what calls it. `answer` null: `responseObject` is null."""

    name: str
    tag: str
    view: View
    routes: tuple[Route, ...]
    request: Schema | None
    answer: Schema | None
    many: bool
    errors: tuple[str, ...]


@dataclass
class Door:
    """Declares endpoints by `endpoint` and serves them by `dispatch`; `documentation` is the address of its Swagger UI."""

    name: str
    prefix: str
    errors: Mapping[str, ErrorText]
    malformed: str
    documentation: str = "/swagger-ui.html"
    endpoints: list[Endpoint] = field(default_factory=list)

    def endpoint(
        self,
        *routes: str,
        tag: str,
        request: Schema | None = None,
        answer: Schema | None = None,
        many: bool = False,
        errors: tuple[str, ...] = (),
    ) -> Callable[[View], View]:
        """Declare a view, reachable by each of `routes` ("PUT /operation"). It is called with the loaded request, if any."""

        def declare(view: View) -> View:
            reached = tuple(Route(*route.split(" ", 1)) for route in routes)
            self.endpoints.append(Endpoint(view.__name__, tag, view, reached, request, answer, many, errors))
            return view

        return declare

    def dispatch(self, endpoint: Endpoint) -> View:
        """The function that Flask calls for an endpoint: parse, call, wrap, count."""

        def handle() -> Response:
            begun = time.perf_counter()
            try:
                loaded = () if endpoint.request is None else (_loaded(endpoint.request),)
                answer = endpoint.view(*loaded)
                response = _json(200, {"status": "OK", "responseObject": answer})
            except Exception as error:
                response = self.refusal(error)
            metrics.count_request(self.name, endpoint.name, response.status_code, time.perf_counter() - begun)
            return response

        return handle

    def refusal(self, error: Exception) -> Response:
        """The answer to a request that failed, in the door's envelope."""
        fault = fault_of(error, self.errors, self.malformed)
        if fault is None:
            log.error("request failed", exc_info=error)
            fault = Fault(500, "ERROR_GENERIC")
        message = self.errors[fault.code].text.format(detail=fault.detail)
        error_object = {"code": fault.code, "message": message, **fault.extra}
        response = _json(fault.status, {"status": "ERROR", "responseObject": error_object})
        response.headers.update(fault.headers)
        return response


def _json(status: int, value: Any) -> Response:
    return Response(write(value), status, content_type="application/json")


def _loaded(schema: Schema) -> Any:
    if request.method == "GET":
        return _checked(schema, typed(schema, request.args), prefix="")
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    body = read(_bytes())
    if not isinstance(body, dict):
        raise BadJson("the body is not an object")
    if body.get("requestObject") is None:
        raise RequestInvalid([violation("requestObject", None, "Missing data for required field.")])
    return _checked(schema, body["requestObject"], prefix="requestObject")


def _bytes() -> bytes:
    """The body. Werkzeug refuses one that is announced too large, but cuts off a streamed one at the limit, and says nothing."""
    body = request.get_data()
    full = request.content_length is None and len(body) == request.max_content_length
    if full and request.environ["wsgi.input"].read(1):
        raise RequestEntityTooLarge
    return body


def _checked(schema: Schema, value: Any, prefix: str) -> Any:
    try:
        return schema.load(value)
    except ValidationError as error:
        wrong = malformed(error.messages, prefix)
        if wrong is not None:
            raise BadJson(f"{wrong[0]}: {wrong[1]}") from None
        raise RequestInvalid(
            [violation(path, _at(value, path, prefix), text) for path, text in faults(error.messages, prefix)]
        ) from None


_MOST_ECHOED = 300


def _at(value: Any, path: str, prefix: str) -> object:
    """The scalar at a path like `requestObject.formData.parameters[0].id`; null for anything else, or longer than is of use."""
    for step in path.removeprefix(prefix).replace("[", ".").replace("]", "").split("."):
        if not step:
            continue
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    short = isinstance(value, str) and len(value) <= _MOST_ECHOED
    return value if short or isinstance(value, int | bool) else None
