"""Addresses, verbs and header fields that no client would send: always JSON in the envelope, never a redirect."""

import json

import pytest

from tests.api.nextstep.endpoints import ROUTES
from tests.e2e.sockets import error_of, exchange, request

API = b"/powerauth-nextstep"
STATUS = API + b"/api/service/status"

NOT_FOUND = [
    b"/unknown",
    API,
    API + b"/",
    API + b"/unknown",
    API + b"/operation/unknown",
    API + b"/operation/",
    API + b"/operation/detail/",
    API + b"/OPERATION",
    API + b"/operation%00",
    API + b"/%00",
    API + b"/%2e%2e/health/live",
    API + b"/../health/live",
    API + b"/..%2f..%2fetc/passwd",
    API + b"/%ff%fe",
    API + b"/%ed%a0%80",
    API + b"/%",
    API + b"/%zz",
    API + b"/operation;jsessionid=1",
    API + b"/caf%C3%A9/%F0%9F%8F%A6",
    API + b"/" + b"x" * 7000,
    API + b"/<script>alert(1)</script>",
    API + b"extra/operation",
    b"/powerauth-cloud/unknown",
    b"/enrollment-server/unknown",
    b"/favicon.ico",
]


@pytest.mark.parametrize("path", NOT_FOUND, ids=[path[:60].decode() for path in NOT_FOUND])
@pytest.mark.parametrize("verb", [b"GET", b"POST"])
def test_unknown_addresses(stack, verb, path):
    body = b'{"requestObject": {}}' if verb == b"POST" else b""
    assert error_of(exchange(stack.port, request(verb, path, body))) == (404, "ERROR_NOT_FOUND")


SLASHES = [b"//powerauth-nextstep/api/service/status", API + b"//api///service/status", b"///" + STATUS[1:]]


@pytest.mark.parametrize("path", [STATUS, *SLASHES])
def test_runs_of_slashes_are_one(stack, path):
    status, headers, body = exchange(stack.port, request(b"GET", path))
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert json.loads(body)["responseObject"]["applicationName"] == "powerauth-nextstep"


WRONG_VERBS = sorted(
    {
        (verb, path)
        for _, path in ROUTES
        for verb in ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND")
        if (verb, path) not in ROUTES
    }
)


def test_wrong_verbs(stack):
    for verb, path in WRONG_VERBS:
        answer = exchange(stack.port, request(verb.encode(), API + path.encode(), b""))
        assert error_of(answer) == (405, "INVALID_REQUEST"), (verb, path)


def test_a_head_request_has_no_body(stack):
    for path in {path for verb, path in ROUTES if verb == "GET"}:
        status, headers, body = exchange(stack.port, request(b"HEAD", API + path.encode()))
        assert status in (200, 400, 405, 415), path
        assert headers["Content-Type"] == "application/json"
        assert body == b""
    status, _, body = exchange(stack.port, request(b"HEAD", API + b"/unknown"))
    assert (status, body) == (404, b"")


HEADERS = {
    "an oversized field": (431, b"X-Long: " + b"x" * 9000),
    "a field without a name": (400, b": x"),
    "a field without a colon": (400, b"nonsense"),
    "a NUL in a field": (400, b"X-Null: a\x00b"),
    "a bad length": (400, b"Content-Length: x"),
    "a negative length": (400, b"Content-Length: -1"),
    "a second host": (400, b"Host: \xff\xfe"),
    "two framings": (400, b"Content-Length: 3\r\nTransfer-Encoding: chunked"),
}


@pytest.mark.parametrize(("status", "field"), HEADERS.values(), ids=HEADERS)
def test_broken_header_fields(stack, status, field):
    answer = exchange(stack.port, request(b"GET", STATUS, b"", field))
    assert error_of(answer) == (status, "INVALID_REQUEST")


def test_too_many_header_fields(stack):
    fields = [b"X-%d: x" % number for number in range(500)]
    assert error_of(exchange(stack.port, request(b"GET", STATUS, b"", *fields))) == (431, "INVALID_REQUEST")


def test_an_oversized_address(stack):
    answer = exchange(stack.port, request(b"GET", STATUS + b"?" + b"x" * 20_000))
    assert error_of(answer) == (414, "INVALID_REQUEST")


@pytest.mark.parametrize(
    "line", [b"nonsense", b"GET", b"GET /", b"get / HTTP/1.1", b"GET / HTTP/9.9", b"\x16\x03\x01\x02"]
)
def test_broken_request_lines(stack, line):
    assert error_of(exchange(stack.port, line + b"\r\n\r\n")) == (400, "INVALID_REQUEST")


HARMLESS = [
    b"Accept: text/html",
    b"Accept: nonsense;;;",
    b"Cookie: \xff",
    b"X-Forwarded-For: ' OR 1=1",
    b"Accept-Language: \xff\xfe,,;q=",
    b"Authorization: Basic ////",
    b"Range: bytes=0-1",
    b"If-None-Match: *",
    b"Accept-Encoding: nonsense",
]


@pytest.mark.parametrize("field", HARMLESS)
def test_strange_header_fields_change_nothing(stack, field):
    status, headers, _ = exchange(stack.port, request(b"GET", STATUS, b"", field))
    assert (status, headers["Content-Type"]) == (200, "application/json")
