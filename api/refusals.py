"""What the HTTP server refuses before the application sees it, said as the door would say it (reference §0)."""

import re
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import NamedTuple

from gunicorn.http import errors

from config import exact_json

CLOUD = "/powerauth-cloud"

_TARGET = re.compile(rb"[A-Z]+ /*(/[^ \r\n?]*)")


class Refusal(NamedTuple):
    """The status, its reason phrase, and what the caller did wrong."""

    status: int
    reason: str
    cause: str


# The first class that fits decides. Causes never repeat what was sent.
_REFUSALS: tuple[tuple[tuple[type[Exception], ...], Refusal], ...] = (
    ((errors.LimitRequestLine,), Refusal(414, "URI Too Long", "the request line is too long")),
    (
        (errors.LimitRequestHeaders,),
        Refusal(431, "Request Header Fields Too Large", "the header fields are too many or too large"),
    ),
    ((errors.InvalidRequestLine,), Refusal(400, "Bad Request", "the request line is malformed")),
    ((errors.InvalidRequestMethod,), Refusal(400, "Bad Request", "the request method is malformed")),
    ((errors.InvalidHTTPVersion,), Refusal(400, "Bad Request", "the HTTP version is not supported")),
    ((errors.ExpectationFailed,), Refusal(417, "Expectation Failed", "the expectation cannot be met")),
    ((errors.UnsupportedTransferCoding,), Refusal(501, "Not Implemented", "the transfer coding is not supported")),
    (
        (errors.InvalidHeader, errors.InvalidHeaderName, errors.ObsoleteFolding),
        Refusal(400, "Bad Request", "a header field is malformed"),
    ),
    ((errors.ParseException,), Refusal(400, "Bad Request", "the request is malformed")),
)

# These are raised for what the application answers, and derive from those of requests.
_OURS = tuple(
    kind
    for name in ("InvalidResponseHeader", "InvalidResponseHeaderName", "ConfigurationProblem")
    if isinstance(kind := getattr(errors, name, None), type)
)


def refusal(error: BaseException) -> Refusal | None:
    """What to answer to `error`; None when it is not the caller's fault."""
    if isinstance(error, _OURS):
        return None
    return next((answer for kinds, answer in _REFUSALS if isinstance(error, kinds)), None)


def response(answer: Refusal | None, path: str) -> bytes:
    """The whole HTTP response in the envelope of the door that `path` belongs to, as far as the path is known."""
    if answer is None:
        status, reason = 500, "Internal Server Error"
        code, message = "ERROR_GENERIC", "Unknown error occurred."
    else:
        status, reason = answer.status, answer.reason
        code = "ERROR_REQUEST" if path == CLOUD or path.startswith(f"{CLOUD}/") else "INVALID_REQUEST"
        message = f"Request data is invalid, cause: {answer.cause}"
    body = exact_json.write({"status": "ERROR", "responseObject": {"code": code, "message": message}}).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def path_of(error: BaseException) -> str:
    """The path that was asked for, slashes in front collapsed; empty when the request broke before it was read.

    gunicorn's error does not carry the request it was parsing, but the frames that the error came through do: as the
    request object, or as the bytes read so far.
    """
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return next((found for frame in reversed(frames) for found in _paths(frame)), "")


def _paths(frame: FrameType) -> Iterator[str]:
    for value in frame.f_locals.values():
        if isinstance(value, bytes | bytearray) and (target := _TARGET.match(value)):
            yield target[1].decode("latin-1")
        uri = getattr(value, "uri", None)
        if isinstance(uri, str) and uri:
            yield "/" + uri.partition("?")[0].lstrip("/")
