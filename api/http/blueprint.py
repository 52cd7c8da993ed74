"""An API: a set of endpoints under one address, with its envelope and its table of errors.

An endpoint is declared once: its routes, what it reads, what it answers, which errors it knows. Requests are parsed and answers
wrapped here, so that a view only calls and renders; the API documentation is made from the same declarations.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Unpack

from flask import Response, request

from activities.audit import origin
from activities.audit.origin import Origin
from activities.idempotency.keys import Repetitions
from api.http import entity_tag, metrics, request_log, server_spans
from api.http.api_request import current
from api.http.endpoint import Endpoint, Media, Options, Route, View
from api.http.error_table import GENERIC, Codes, ErrorTable, ErrorText, Refusals
from api.http.errors import ErrorResponse, KeptOut, error_response
from api.http.idempotency import idempotency_key
from api.http.json_answer import JsonAnswer
from api.http.request_parsing import check_path, load_request, merge
from config import correlation
from config.actors import BANK
from config.exact_json import write

log = logging.getLogger(__name__)

_NO_REFUSALS: Refusals = {}


@dataclass(frozen=True, slots=True)
class JsonEnvelope:
    """What an API puts around what it reads and answers; its errors always are `status` and `responseObject`.

    `request`: requests are under `requestObject`. `answer`: answers are under `responseObject`, beside `status`.
    `null`: an answer without content still has its `responseObject`.
    """

    request: bool
    answer: bool
    null: bool

    def wrap(self, answer: Any, *, bare: bool) -> Any:
        """What is sent for an answer."""
        if answer is None:
            return {"status": "OK", "responseObject": None} if self.null else {"status": "OK"}
        return {"status": "OK", "responseObject": answer} if self.answer and not bare else answer


WRAPPED = JsonEnvelope(request=True, answer=True, null=True)


def _anybody(_: Endpoint) -> None:
    """An API that asks nobody who he is."""


def _no_keys() -> Repetitions:
    raise NotImplementedError("an API with an idempotent endpoint says where its keys are kept")


# Of a request, what it says beside its address.
Members = Mapping[str, Any]


def _no_approval(_: Members) -> AbstractContextManager[None]:
    raise NotImplementedError("an API with an endpoint for four eyes says who agrees")


@dataclass
class ApiBlueprint:
    """Declares endpoints by `endpoint` and serves them by `dispatch`; `documentation` is the address of its Swagger UI.

    `admit` is called before a request is read, and raises what keeps its caller out. `actor` is who calls, for audit and log,
    until he is known by name; at APIs that ask nobody for it, always. `repetitions` keeps the keys of idempotent requests.
    `approval` lets a view be called whose parameters another administrator has agreed to, where that is asked for.
    """

    name: str
    prefix: str
    table: ErrorTable
    envelope: JsonEnvelope = WRAPPED
    documentation: str = "/swagger-ui.html"
    # Whether an address with a slash at its end is the address without.
    lenient: bool = False
    # Whether text after the JSON of a body is passed over, or makes the body none.
    surplus: bool = False
    admit: Callable[[Endpoint], None] = _anybody
    actor: str = BANK
    repetitions: Callable[[], Repetitions] = _no_keys
    approval: Callable[[Members], AbstractContextManager[None]] = _no_approval
    endpoints: list[Endpoint] = field(default_factory=list)

    @property
    def errors(self) -> Mapping[str, ErrorText]:
        """Status and text of each code."""
        return self.table.texts

    @property
    def codes(self) -> Codes:
        """The codes of what happens at every endpoint."""
        return self.table.codes

    def endpoint(self, *routes: str, **options: Unpack[Options]) -> Callable[[View], View]:
        """Declare a view, reachable by each of `routes` ("PUT /operation").

        It is called with what the proof found, if there is one, the loaded query, if any, the loaded request, if any, and by name
        the arguments in its path, and the `key` of an idempotent request.
        """
        reached = tuple(Route(*route.split(" ", 1)) for route in routes)

        def declare(view: View) -> View:
            self.endpoints.append(Endpoint(view.__name__, view, reached, **options))
            return view

        return declare

    def dispatch(self, endpoint: Endpoint) -> View:
        """The function that Flask calls for an endpoint: admit, have it proved, parse, call, wrap, count."""

        def handle(**path: str) -> Response:
            begun, source = time.perf_counter(), self._origin()
            response, code, raised = None, None, None
            with server_spans.begin(self.name, self.actor) as span, origin.assume(source):
                try:
                    try:
                        self.admit(endpoint)
                        response = self._render(endpoint, self._call_view(endpoint, path))
                    except Exception as error:
                        raised = error
                        if isinstance(error, KeptOut):
                            metrics.count_kept_out(self.name, error.scheme, error.reason)
                        response, code = self._error_response(error, endpoint)
                finally:
                    status = response.status_code if response else 500
                    metrics.count_request(self.name, endpoint.name, status, time.perf_counter() - begun)
                    request_log.log_request(status, begun, code=code, error=raised)
                    server_spans.end(span, status, code=code, reason=request_log.reason_of(raised))
            response.headers.add(correlation.HEADER, source.request_id)
            return response

        return handle

    def respond_unrouted(self, error: Exception) -> Response:
        """The answer to a request that came to no endpoint, in the API's envelope."""
        begun, source = time.perf_counter(), self._origin()
        with origin.assume(source):
            response, code = self._error_response(error)
            metrics.count_request(self.name, "none", response.status_code, 0)
            request_log.log_request(response.status_code, begun, code=code, error=error)
        response.headers[correlation.HEADER] = source.request_id
        return response

    def _error_response(self, error: Exception, endpoint: Endpoint | None = None) -> tuple[Response, str]:
        """What is answered to a request that failed, and the code in it; null: it came to no endpoint. Never raises."""
        generic = ErrorResponse(self.errors[GENERIC].status, GENERIC)
        try:
            found = error_response(error, self.table, endpoint.refusals if endpoint else _NO_REFUSALS)
            if found is None:
                log.error("request failed", exc_info=error)
                found = generic
            return self._render_error(found), found.code
        except Exception:
            log.exception("a refusal could not be told")
            return self._render_error(generic), GENERIC

    def _render_error(self, error: ErrorResponse) -> Response:
        message = self.errors[error.code].render(error.detail)
        error_object = {"code": error.code, "message": message, **error.extra}
        response = JsonAnswer(write({"status": "ERROR", "responseObject": error_object}), error.status)
        response.headers.update(error.headers)
        if request.headers.get("X-Requested-With") != "XMLHttpRequest":
            # To a script that says so no challenge: browsers would ask its reader for a password.
            for challenge in error.challenges:
                response.headers.add("WWW-Authenticate", challenge)
        return response

    def _render(self, endpoint: Endpoint, answer: Any) -> Response:
        if isinstance(answer, Media):
            response = Response(answer.body, 200, content_type=answer.content_type)
        else:
            response = JsonAnswer(write(self.envelope.wrap(answer, bare=endpoint.bare or endpoint.unwrapped)), 200)
        if endpoint.media:  # browsers keep images, and these are somebody's operation
            response.headers.update({"Cache-Control": "no-store", "Vary": "Accept"})
        return entity_tag.conditional(response, answer) if endpoint.conditional else response

    def _origin(self) -> Origin:
        asked = current()
        resource = asked.path.removeprefix(self.prefix)
        request_id = correlation.choose(asked.headers.get(correlation.HEADER))
        return Origin(self.actor, asked.method, resource, request_id=request_id, address=asked.remote_addr)

    def _call_view(self, endpoint: Endpoint, path: Mapping[str, str]) -> Any:
        """What the view answers to the current request."""
        proof = [] if endpoint.proof is None else [endpoint.proof.check()]
        check_path(path)
        parts = load_request(endpoint, in_envelope=self.envelope.request and not endpoint.bare, surplus=self.surplus)
        if endpoint.four_eyes:
            with self.approval(merge(parts)):
                return endpoint.view(*proof, *parts, **path)
        if endpoint.idempotent is None:
            return endpoint.view(*proof, *parts, **path)
        key = idempotency_key(endpoint.idempotent, merge(parts), self.repetitions)
        return endpoint.view(*proof, *parts, **path, key=key)
