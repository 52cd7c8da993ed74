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

from activities.audit import origin
from activities.audit.origin import Origin
from api import entity_tag, metrics, request_log
from api.error_table import GENERIC, Codes, ErrorTable, ErrorText, Refusals
from api.faults import Fault, RequestInvalid, fault_of, violation
from api.query import typed
from api.schema import TEXT_LENGTH, faults, is_secret, malformed
from api.strict_json import BadJson, read
from config import correlation
from config.actors import BANK
from config.exact_json import write

log = logging.getLogger(__name__)

View = Callable[..., Any]

_NO_REFUSALS: Refusals = {}


@dataclass(frozen=True, slots=True)
class Route:
    """One way to reach an endpoint; `<name>` in its path is an argument of the view.

    Requests with GET are read from the query, others from the JSON body.
    """

    verb: str
    path: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a door puts around what it reads and answers; its errors always are `status` and `responseObject`.

    `request`: requests are under `requestObject`. `answer`: answers are under `responseObject`, beside `status`.
    `null`: an answer without content still has its `responseObject`.
    """

    request: bool
    answer: bool
    null: bool

    def wrapped(self, answer: Any, *, bare: bool) -> Any:
        """What is sent for an answer."""
        if answer is None:
            return {"status": "OK", "responseObject": None} if self.null else {"status": "OK"}
        return {"status": "OK", "responseObject": answer} if self.answer and not bare else answer


WRAPPED = Envelope(request=True, answer=True, null=True)


@dataclass(frozen=True, slots=True)
class Media:
    """An answer that is no JSON, because its caller asked for it so."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the documentation says of an endpoint, and what calls it.

    `media`: the types, beside JSON, in which `Accept` may ask for the answer; the view then returns `Media`.
    `query` is read from the query whatever the verb. `raw` is a body that the view reads for itself, as bytes. `answer` null:
    there is nothing to say but that it is done. `bare`: neither request nor answer has the door's envelope; `unwrapped`: the
    answer has none. `conditional`: answers have an entity tag, and a caller that knows the answer is told so. `refusals`: the
    reasons of the core that it answers otherwise than its door does. `proof` says who calls, and raises where that is not proved:
    before a word of what the request asks is judged.
    """

    name: str
    tag: str
    view: View
    routes: tuple[Route, ...]
    request: Schema | None
    query: Schema | None
    raw: Schema | None
    answer: Schema | None
    many: bool
    bare: bool
    unwrapped: bool
    conditional: bool
    errors: tuple[str, ...]
    media: tuple[str, ...] = ()
    refusals: Refusals = field(default_factory=dict)
    proof: Callable[[], Any] | None = None


def _anybody(_: Endpoint) -> None:
    """A door that asks nobody who he is."""


@dataclass
class Door:
    """Declares endpoints by `endpoint` and serves them by `dispatch`; `documentation` is the address of its Swagger UI.

    `admit` is called before a request is read, and raises what keeps its caller out. `actor` is who calls, for audit and log,
    until he is known by name; at doors that ask nobody for it, always.
    """

    name: str
    prefix: str
    table: ErrorTable
    envelope: Envelope = WRAPPED
    documentation: str = "/swagger-ui.html"
    # Whether an address with a slash at its end is the address without.
    lenient: bool = False
    # Whether text after the JSON of a body is passed over, or makes the body none.
    surplus: bool = False
    admit: Callable[[Endpoint], None] = _anybody
    actor: str = BANK
    endpoints: list[Endpoint] = field(default_factory=list)

    @property
    def errors(self) -> Mapping[str, ErrorText]:
        """Status and text of each code."""
        return self.table.texts

    @property
    def codes(self) -> Codes:
        """The codes of what happens at every endpoint."""
        return self.table.codes

    def endpoint(
        self,
        *routes: str,
        tag: str,
        request: Schema | None = None,
        query: Schema | None = None,
        raw: Schema | None = None,
        answer: Schema | None = None,
        many: bool = False,
        bare: bool = False,
        unwrapped: bool = False,
        conditional: bool = False,
        errors: tuple[str, ...] = (),
        media: tuple[str, ...] = (),
        refusals: Refusals = _NO_REFUSALS,
        proof: Callable[[], Any] | None = None,
    ) -> Callable[[View], View]:
        """Declare a view, reachable by each of `routes` ("PUT /operation").

        It is called with what `proof` found, if there is one, the loaded query, if any, the loaded request, if any, and the
        arguments in its path by name.
        """

        def declare(view: View) -> View:
            reached = tuple(Route(*route.split(" ", 1)) for route in routes)
            declared = Endpoint(
                view.__name__,
                tag,
                view,
                reached,
                request,
                query,
                raw,
                answer,
                many,
                bare,
                unwrapped,
                conditional,
                errors,
                media,
                refusals,
                proof,
            )
            self.endpoints.append(declared)
            return view

        return declare

    def dispatch(self, endpoint: Endpoint) -> View:
        """The function that Flask calls for an endpoint: admit, have it proved, parse, call, wrap, count."""

        def handle(**path: str) -> Response:
            begun, source = time.perf_counter(), self._origin()
            response, code, raised = None, None, None
            with origin.assumed(source):
                try:
                    try:
                        self.admit(endpoint)
                        proved = [] if endpoint.proof is None else [endpoint.proof()]
                        _check_path(path)
                        response = self._answered(endpoint, endpoint.view(*proved, *self._loaded(endpoint), **path))
                    except Exception as error:
                        raised = error
                        response, code = self._refusal(error, endpoint)
                finally:
                    status = response.status_code if response else 500
                    metrics.count_request(self.name, endpoint.name, status, time.perf_counter() - begun)
                    request_log.told(status, begun, code=code, error=raised)
            response.headers[correlation.HEADER] = source.request_id
            return response

        return handle

    def strayed(self, error: Exception) -> Response:
        """The answer to a request that came to no endpoint, in the door's envelope."""
        begun, source = time.perf_counter(), self._origin()
        with origin.assumed(source):
            response, code = self._refusal(error)
            metrics.count_request(self.name, "none", response.status_code, 0)
            request_log.told(response.status_code, begun, code=code, error=error)
        response.headers[correlation.HEADER] = source.request_id
        return response

    def _refusal(self, error: Exception, endpoint: Endpoint | None = None) -> tuple[Response, str]:
        """What is answered to a request that failed, and the code in it; null: it came to no endpoint. Never raises."""
        generic = Fault(self.errors[GENERIC].status, GENERIC)
        try:
            fault = fault_of(error, self.table, endpoint.refusals if endpoint else _NO_REFUSALS)
            if fault is None:
                log.error("request failed", exc_info=error)
                fault = generic
            return self._said(fault), fault.code
        except Exception:
            log.exception("a refusal could not be told")
            return self._said(generic), GENERIC

    def _said(self, fault: Fault) -> Response:
        message = self.errors[fault.code].said(fault.detail)
        error_object = {"code": fault.code, "message": message, **fault.extra}
        response = _json(fault.status, {"status": "ERROR", "responseObject": error_object})
        response.headers.update(_for_caller(fault.headers))
        return response

    def _answered(self, endpoint: Endpoint, answer: Any) -> Response:
        if isinstance(answer, Media):
            response = Response(answer.body, 200, content_type=answer.content_type)
        else:
            response = _json(200, self.envelope.wrapped(answer, bare=endpoint.bare or endpoint.unwrapped))
        if endpoint.media:  # browsers keep images, and these are somebody's operation
            response.headers.update({"Cache-Control": "no-store", "Vary": "Accept"})
        return entity_tag.conditional(response, answer) if endpoint.conditional else response

    def _origin(self) -> Origin:
        resource = request.path.removeprefix(self.prefix)
        request_id = correlation.chosen(request.headers.get(correlation.HEADER))
        return Origin(self.actor, request.method, resource, request_id=request_id, address=request.remote_addr)

    def _loaded(self, endpoint: Endpoint) -> list[Any]:
        found = []
        if endpoint.query is not None:
            found.append(_queried(endpoint.query))
        if endpoint.request is not None:
            queried = request.method == "GET"
            found.append(_queried(endpoint.request) if queried else self._body(endpoint.request, endpoint.bare))
        return found

    def _body(self, schema: Schema, bare: bool) -> Any:
        wrapped = self.envelope.request and not bare
        data = _bytes()
        # Callers of doors without an envelope leave out a body that would be empty.
        if not data and not wrapped:
            return _checked(schema, {}, prefix="")
        if request.mimetype != "application/json":
            raise UnsupportedMediaType
        body = read(data, surplus=self.surplus)
        if not isinstance(body, dict):
            raise BadJson("the body is not an object")
        if not wrapped:
            return _checked(schema, body, prefix="")
        if body.get("requestObject") is None:
            raise RequestInvalid([violation("requestObject", None, "Missing data for required field.")])
        return _checked(schema, body["requestObject"], prefix="requestObject")


def _for_caller(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Without the challenge where a script asks, which says so: browsers would ask its reader for a password."""
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return {name: value for name, value in headers.items() if not (by_script and name == "WWW-Authenticate")}


def _json(status: int, value: Any) -> Response:
    return Response(write(value), status, content_type="application/json")


def _check_path(path: Mapping[str, str]) -> None:
    for value in path.values():
        if len(value) > TEXT_LENGTH or not value.isprintable():
            raise BadJson("the address holds what cannot be an identifier")


def _queried(schema: Schema) -> Any:
    return _checked(schema, typed(schema, request.args), prefix="")


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
            [
                violation(path, None if _hides(schema, path, prefix) else _at(value, path, prefix), text)
                for path, text in faults(error.messages, prefix)
            ]
        ) from None


def _hides(schema: Schema, path: str, prefix: str) -> bool:
    return is_secret(schema, path.removeprefix(prefix).removeprefix("."))


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
