"""The span of a request at an API, by OpenTelemetry's conventions for HTTP servers; see `config.spans`.

Routes are told as they are declared, as in the log: what was sent, and who sent it, is never told.
"""

from contextlib import AbstractContextManager

from flask import request

from api.http.routed import declared_route, known_method
from config import correlation, spans
from config.actors import DEVICE
from config.spans import Span, SpanKind


def begin(api: str, actor: str) -> AbstractContextManager[Span]:
    """A span around the current request.

    The bank's requests go on with the traces that they are parts of (`traceparent`). Phones are anybody's, and begin new ones:
    else each could fill somebody's trace, and have itself recorded however seldom others are.
    """
    if not spans.are_recorded():
        return spans.span("")
    method, route = known_method() or "_OTHER", declared_route() or ""
    parent = None if actor == DEVICE else request.headers.get("traceparent")
    attributes = {"http.request.method": method, "http.route": route, "nextstep.api": api}
    return spans.span(f"{method} {route}", SpanKind.SERVER, parent=parent, attributes=attributes)


def end(span: Span, status: int, *, code: str | None, reason: str | None) -> None:
    """The request was answered; what is refused is no failure of ours."""
    if not spans.are_recorded():
        return
    span.set("http.response.status_code", status)
    for name, value in (
        ("nextstep.code", code),
        ("nextstep.reason", reason),
        ("nextstep.correlation_id", correlation.request_id.get()),
    ):
        if value is not None:
            span.set(name, value)
    if status >= 500:
        span.fail(reason or str(status))
