"""What the HTTP server refuses before the application sees it, said as the API would say it (`nextstep.md` §0)."""

import re
from typing import NamedTuple

import httptools

from api.server import protective_fields
from config import exact_json

CLOUD = "/powerauth-cloud"

_PATH = re.compile(rb"(?:https?://[^/?#]*)?/*(/[^?#]*)", re.IGNORECASE)


class HttpRefusal(NamedTuple):
    """The status, its reason phrase, and what the caller did wrong; null where it is not the caller's fault.

    Causes never repeat what was sent.
    """

    status: int
    reason: str
    cause: str | None


METHOD = HttpRefusal(400, "Bad Request", "the request method is malformed")
TARGET = HttpRefusal(400, "Bad Request", "the request target is malformed")
HEAD = HttpRefusal(400, "Bad Request", "the request line or a header field is malformed")
VERSION = HttpRefusal(400, "Bad Request", "the HTTP version is not supported")
HOSTS = HttpRefusal(400, "Bad Request", "the host is named more than once")
BODY = HttpRefusal(400, "Bad Request", "the request body is malformed")
IN_CLEAR = HttpRefusal(400, "Bad Request", "this address is served by HTTPS only")
NO_TLS = HttpRefusal(400, "Bad Request", "no TLS was agreed upon")
CUT_OFF = HttpRefusal(400, "Bad Request", "the request is cut off")
TOO_SLOW = HttpRefusal(408, "Request Timeout", "the request took too long to arrive")
BODY_TOO_LARGE = HttpRefusal(413, "Content Too Large", "the request body is too large")
LINE_TOO_LONG = HttpRefusal(414, "URI Too Long", "the request line is too long")
EXPECTATION = HttpRefusal(417, "Expectation Failed", "the expectation cannot be met")
TOO_MANY = HttpRefusal(429, "Too Many Requests", "the address has too many connections")
FIELDS_TOO_LARGE = HttpRefusal(431, "Request Header Fields Too Large", "the header fields are too many or too large")
CODING = HttpRefusal(501, "Not Implemented", "the transfer coding is not supported")
FAILURE = HttpRefusal(500, "Internal Server Error", None)
OVERLOADED = HttpRefusal(503, "Service Unavailable", None)


def of(error: httptools.HttpParserError, *, in_body: bool) -> HttpRefusal:
    """What to answer to what the parser found wrong."""
    if in_body:
        return BODY
    if isinstance(error, httptools.HttpParserInvalidMethodError):
        return METHOD
    return TARGET if isinstance(error, httptools.HttpParserInvalidURLError) else HEAD


def response(answer: HttpRefusal, target: bytes, *, secure: bool) -> bytes:
    """The whole HTTP response in the envelope of the API that `target` belongs to, as far as the target is known.

    `secure`: it goes by TLS.
    """
    if answer.cause is None:
        code, message = "ERROR_GENERIC", "Unknown error occurred."
    else:
        code = "ERROR_REQUEST" if _is_cloud(target) else "INVALID_REQUEST"
        message = f"Request data is invalid, cause: {answer.cause}"
    body = exact_json.write({"status": "ERROR", "responseObject": {"code": code, "message": message}}).encode()
    again = "Retry-After: 2\r\n" if answer.status in (429, 503) else ""
    head = (
        f"HTTP/1.1 {answer.status} {answer.reason}\r\nConnection: close\r\nContent-Type: application/json\r\n{again}"
        f"{protective_fields.of_refusals(secure=secure)}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _is_cloud(target: bytes) -> bool:
    found = _PATH.match(target)
    path = found[1].decode("latin-1") if found else ""
    return path == CLOUD or path.startswith(f"{CLOUD}/")
