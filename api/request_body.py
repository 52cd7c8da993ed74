"""Request bodies as the application reads them: what is wrong with one is the caller's fault, never a failure of ours."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest


def reading_strictly(application: WSGIApplication) -> WSGIApplication:
    """`application`, where a body that is malformed, cut off or too slow raises `BadRequest` from its input."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # gunicorn has checked that the length, if there is one, is a number.
        environ["wsgi.input"] = Body(environ["wsgi.input"], int(environ.get("CONTENT_LENGTH") or 0))
        return application(environ, start_response)

    return wrapped


class Body:
    """A WSGI input that answers its faults with `BadRequest`: gunicorn has exceptions of its own, or shortens the body.

    `length` is the announced one in bytes, 0 where none is.
    """

    def __init__(self, source: Any, length: int) -> None:
        self._source, self._missing = source, length

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._guarded(self._source.read, size)
        return self._counted(data, ended=size < 0 or len(data) < size)

    def readline(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._guarded(self._source.readline, size)
        return self._counted(data, ended=not data and size != 0)

    def readlines(self, hint: int = -1) -> list[bytes]:
        """As of a file; the hint is ignored."""
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.readline, b"")

    def _counted(self, data: bytes, *, ended: bool) -> bytes:
        self._missing -= len(data)
        if ended and self._missing > 0:
            raise BadRequest("the request body is cut off")
        return data

    @staticmethod
    def _guarded(read: Callable[[int], bytes], size: int) -> bytes:
        try:
            return read(size)
        except (ParseException, OSError):
            raise BadRequest("the request body is malformed, cut off or too slow") from None
