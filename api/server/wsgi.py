"""PEP 3333: a request becomes an environment, and what the application says of it becomes the bytes of an answer."""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from api.http.entrances import BODY, MANAGEMENT
from api.server import protective_fields, refusals
from api.server.connection import Answer, Connection
from api.server.limits import LARGE_BYTES
from api.server.reader import HttpRequest

Headers = list[tuple[str, str]]

log = logging.getLogger(__name__)

_HOST = re.compile(rb"[a-z][a-z0-9+.-]*://[^/?]*", re.IGNORECASE)
_UNFIT = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# What the server alone decides.
_OURS = (
    "connection",
    "transfer-encoding",
    "keep-alive",
    "date",
    "x-content-type-options",
    "referrer-policy",
    "strict-transport-security",
)
_BODILESS = ("204", "304")

_ENVIRONMENT: WSGIEnvironment = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


class _Unanswerable(Exception):
    """The application's answer cannot be sent."""


class Responder:
    """Answers requests by `application`; safe for threads. `stopping` says that connections are not to be used again."""

    def __init__(self, application: WSGIApplication, stopping: Callable[[], bool]) -> None:
        self._application, self._stopping = application, stopping

    def __call__(self, connection: Connection, request: HttpRequest) -> tuple[Answer, bool]:
        """The whole answer, and whether the connection may be used again."""
        try:
            status, headers, body = _call(self._application, environment(connection, request))
            keep = request.keep and not self._stopping()
            return _serialize(status, headers, body, request, keep, secure=connection.entrance.secure), keep
        except Exception:
            log.exception("request failed")
            return (refusals.response(refusals.FAILURE, request.target, secure=connection.entrance.secure),), False


def environment(connection: Connection, request: HttpRequest) -> WSGIEnvironment:
    """The WSGI environment of a request whose body has arrived, whatever the caller used to send it."""
    target = request.target.partition(b"#")[0]
    if found := _HOST.match(target):
        target = target[found.end() :]
    path, _, query = target.partition(b"?")
    body = bytes(request.body)
    environ = {
        **_ENVIRONMENT,
        "REQUEST_METHOD": request.method,
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "SERVER_NAME": connection.here[0],
        "SERVER_PORT": str(connection.here[1]),
        "REMOTE_ADDR": connection.peer[0],
        "REMOTE_PORT": str(connection.peer[1]),
        "wsgi.input": BytesIO(body),
        BODY: body,
        MANAGEMENT: connection.entrance.management,
        "wsgi.url_scheme": "https" if connection.entrance.secure else "http",
    }
    for name, value in request.fields:
        if (key := _key(name)) is not None:
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text
    if body or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(len(body))
    return environ


@lru_cache(256)
def _key(name: bytes) -> str | None:
    """Null for what is no business of the application, and for underscores: they would pass for the hyphens of another field."""
    if b"_" in name or name == b"transfer-encoding":
        return None
    text = name.decode("ascii").upper().replace("-", "_")
    return text if text in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{text}"


def _call(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
    begun: list[tuple[str, Headers]] = []
    pieces: list[bytes] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:
        if begun and exc_info is None:
            raise _Unanswerable("the answer was begun twice")
        begun[:] = [(status, headers)]
        return pieces.append

    answered: Iterable[bytes] = application(environ, start_response)
    try:
        pieces.extend(answered)
    finally:
        if (close := getattr(answered, "close", None)) is not None:
            close()
    if not begun:
        raise _Unanswerable("the answer has no status")
    return *begun[0], pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _serialize(status: str, headers: Headers, body: bytes, request: HttpRequest, keep: bool, *, secure: bool) -> Answer:
    lines = [f"HTTP/1.1 {status}", *protective_fields.ALWAYS]
    announced = None
    protective = protective_fields.UNLESS_SAID.copy()
    for name, value in headers:
        lower = name.lower()
        if lower == "content-length":
            announced = value
        protective.pop(lower, None)
        if lower not in _OURS:
            lines.append(f"{name}: {value}")
    lines += protective.values()
    if secure:
        lines.append(protective_fields.OVER_TLS)
    if request.method == "HEAD" or status[:3] in _BODILESS:
        body = b""
    elif announced is None:
        lines.append(f"Content-Length: {len(body)}")
    elif announced != str(len(body)):
        raise _Unanswerable("the answer has not the length that it announces")
    if any(map(_UNFIT.search, lines)):
        raise _Unanswerable("a field of the answer cannot be sent")
    lines.append(f"Date: {_date(int(time.time()))}")
    if not keep:
        lines.append("Connection: close")
    elif request.version == "1.0":
        lines.append("Connection: keep-alive")
    head = "\r\n".join((*lines, "", "")).encode("latin-1")
    return (head, body) if len(body) > LARGE_BYTES else (head + body,)


@lru_cache(1)
def _date(now: int) -> str:
    return formatdate(now, usegmt=True)
