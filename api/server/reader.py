"""Bytes of a connection become requests: parsed by llhttp, strictly, and bounded while they arrive."""

from collections import deque
from collections.abc import Callable
from enum import IntEnum

import httptools

from api.server import refusals
from api.server.limits import AHEAD, FIELD_BYTES, FIELDS, HEAD_BYTES, LINE_BYTES, Limits
from api.server.refusals import HttpRefusal

VERSIONS = ("1.1", "1.0")


class Stage(IntEnum):
    """How much has arrived of the request that arrives."""

    NOTHING = 0
    HEAD = 1
    BODY = 2


class RequestRefused(Exception):
    """What arrives is refused, and nothing more of this connection can be understood."""

    def __init__(self, refusal: HttpRefusal) -> None:
        super().__init__(refusal.cause)
        self.refusal = refusal


class HttpRequest:
    """A request as it was sent. `keep`: its caller wants to use the connection again."""

    __slots__ = ("body", "expects", "fields", "keep", "method", "target", "version")

    def __init__(self) -> None:
        self.method = self.version = ""
        self.target = b""
        self.fields: list[tuple[bytes, bytes]] = []
        self.body: bytes | bytearray = b""
        self.keep = self.expects = False


class RequestReader:
    """The requests of one connection. `complete` are those that nobody has taken yet; `count_held` is told of bytes of bodies."""

    def __init__(self, limits: Limits, count_held: Callable[[int], None]) -> None:
        self.complete: deque[HttpRequest] = deque()
        self.stage = Stage.NOTHING
        self.request = HttpRequest()
        self._limits, self._count_held = limits, count_held
        self._parser = httptools.HttpRequestParser(self)
        self._refusal: HttpRefusal | None = None
        self._framing = b""
        self._upgrades = self._resumes = False
        self._kept_bytes = self._field_bytes = 0

    def feed(self, data: bytes) -> None:
        """Raises `RequestRefused`; requests that came before what is refused are complete."""
        stage, size = self.stage, len(self.request.body)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._resume(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            raise RequestRefused(self._refusal or refusals.of(error, in_body=self.stage == Stage.BODY)) from None
        if stage == self.stage != Stage.NOTHING and size == len(self.request.body):
            # Fields, of the head or behind the body's last chunk, are kept by the parser until they are whole.
            self._kept_bytes += len(data)
            if self._kept_bytes > HEAD_BYTES:
                raise RequestRefused(refusals.FIELDS_TOO_LARGE)

    def close(self) -> None:
        """Nothing more comes: lets go of what has been kept, so that it is freed at once."""
        self.complete.clear()
        self.request = HttpRequest()
        del self._parser

    # What the parser calls.

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        if self._resumes:
            return
        if len(self.complete) >= AHEAD:
            self._refuse(refusals.OVERLOADED)
        self.stage, self.request = Stage.HEAD, HttpRequest()
        self._kept_bytes = self._field_bytes = 0

    def on_url(self, piece: bytes) -> None:
        """Some bytes of the target."""
        if self._resumes:
            return
        self.request.target += piece
        if len(self.request.target) > LINE_BYTES:
            self._refuse(refusals.LINE_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head, or one after the last chunk of a body, which is of no use."""
        if self._resumes or self.stage == Stage.BODY:
            return
        fields = self.request.fields
        fields.append((name.lower(), value))
        size = len(name) + len(value)
        self._field_bytes += size
        if len(fields) > FIELDS or size > FIELD_BYTES or self._field_bytes > HEAD_BYTES:
            self._refuse(refusals.FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        if self._resumes:
            return
        request = self.request
        request.method = self._parser.get_method().decode("ascii")
        request.version = self._parser.get_http_version()
        request.keep = self._parser.should_keep_alive()
        self._upgrades = self._parser.should_upgrade()
        if request.version not in VERSIONS:
            self._refuse(refusals.VERSION)
        if request.method == "CONNECT":
            self._refuse(refusals.TARGET)
        self._framing = self._read_framing(request)
        self.stage = Stage.BODY

    def on_body(self, piece: bytes) -> None:
        """Some bytes of the body."""
        request = self.request
        if not request.body:
            request.body = piece
        elif isinstance(request.body, bytes):
            request.body = bytearray(request.body)
            request.body += piece
        else:
            request.body += piece
        if len(request.body) > self._limits.body_bytes:
            self._refuse(refusals.BODY_TOO_LARGE)
        self._count_held(len(piece))

    def on_message_complete(self) -> None:
        """The request is whole; one that asks for another protocol is only said to be."""
        if self._upgrades:
            return
        self.stage = Stage.NOTHING
        self.complete.append(self.request)

    def _read_framing(self, request: HttpRequest) -> bytes:
        """What a head says of its body, as fields."""
        hosts = 0
        framing = b"Content-Length: 0\r\n"
        for name, value in request.fields:
            if name == b"content-length":
                framing = b"Content-Length: %d\r\n" % int(value)
                if int(value) > self._limits.body_bytes:
                    self._refuse(refusals.BODY_TOO_LARGE)
            elif name == b"transfer-encoding":
                framing = b"Transfer-Encoding: chunked\r\n"
                if value.lower() != b"chunked":
                    self._refuse(refusals.CODING)
                if request.version == "1.0":
                    self._refuse(refusals.HEAD)
            elif name == b"expect":
                request.expects = True
                if value.lower() != b"100-continue":
                    self._refuse(refusals.EXPECTATION)
            elif name == b"host":
                hosts += 1
        if hosts > 1:
            self._refuse(refusals.HOSTS)
        return framing

    def _refuse(self, refusal: HttpRefusal) -> None:
        self._refusal = refusal
        raise RequestRefused(refusal)

    def _resume(self, rest: bytes) -> None:
        """Reads on where llhttp takes the rest for another protocol: we speak none, so the request is one like all others.

        Java's `HttpClient` asks for `h2c` with each first request, those with a body too.
        """
        self._upgrades, self._resumes = False, True
        self._parser = httptools.HttpRequestParser(self)
        self._parser.feed_data(b"POST / HTTP/1.1\r\n" + self._framing)
        self._parser.feed_data(b"\r\n")
        self._resumes = False
        self.feed(rest)
