"""Requests come out of bytes, however these are cut."""

import pytest

from api.server import refusals
from api.server.reader import RequestReader, RequestRefused, Stage
from tests.api.server.reader_limits import LIMITS

UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
REQUESTS = {
    "plain": (b"GET /a?b HTTP/1.1\r\nHost: bank\r\nX-Empty:\r\n\r\n", [("GET", b"/a?b", b"")]),
    "body": (b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", [("POST", b"/a", b"abc")]),
    "chunks": (
        b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nTrailer: 1\r\n\r\n",
        [("POST", b"/a", b"abc")],
    ),
    "two": (
        b"POST /a HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /b HTTP/1.1\r\n\r\n",
        [("POST", b"/a", b"a"), ("GET", b"/b", b"")],
    ),
    "upgrade without a body": (
        b"GET /a HTTP/1.1\r\n" + UPGRADE + b"\r\nGET /b HTTP/1.1\r\n\r\n",
        [("GET", b"/a", b""), ("GET", b"/b", b"")],
    ),
    "upgrade with a body": (
        b"POST /a HTTP/1.1\r\n" + UPGRADE + b"Content-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n",
        [("POST", b"/a", b"abc"), ("GET", b"/b", b"")],
    ),
    "upgrade with chunks": (
        b"POST /a HTTP/1.1\r\n" + UPGRADE + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        [("POST", b"/a", b"abc")],
    ),
}


def read(data, size):
    kept = []
    reader = RequestReader(LIMITS, kept.append)
    for start in range(0, len(data), size):
        reader.feed(data[start : start + size])
    return reader, sum(kept)


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize("name", REQUESTS)
def test_requests_are_the_same_however_their_bytes_are_cut(name, size):
    data, expected = REQUESTS[name]
    reader, kept = read(data, size)
    assert [(found.method, found.target, bytes(found.body)) for found in reader.complete] == expected
    assert reader.stage == Stage.NOTHING
    assert all(found.keep for found in reader.complete)
    assert kept == sum(len(body) for _, _, body in expected)


def test_fields_are_kept_in_order_with_small_letters_and_trailers_are_not():
    reader, _ = read(REQUESTS["chunks"][0], 10_000)
    assert reader.complete[0].fields == [(b"transfer-encoding", b"chunked")]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"POST /a HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", refusals.BODY_TOO_LARGE),
        (b"POST /a HTTP/1.1\r\n" + UPGRADE + b"Content-Length: 1001\r\n\r\n", refusals.BODY_TOO_LARGE),
        (b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"a" * 1001, refusals.BODY_TOO_LARGE),
        (b"GET /" + b"a" * 9000, refusals.LINE_TOO_LONG),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000, refusals.FIELDS_TOO_LARGE),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"a" * 40_000, refusals.FIELDS_TOO_LARGE),
        (b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n", refusals.TARGET),
    ],
)
def test_what_is_too_much_is_refused_before_it_is_kept(data, refusal):
    for size in (100, 1000):
        with pytest.raises(RequestRefused) as refused:
            read(data, size)
        assert refused.value.refusal == refusal


def test_what_came_whole_before_a_refusal_is_complete():
    reader = RequestReader(LIMITS, lambda more: None)
    with pytest.raises(RequestRefused):
        reader.feed(b"GET /a HTTP/1.1\r\n\r\nNONSENSE\r\n\r\n")
    assert [found.target for found in reader.complete] == [b"/a"]


def test_only_so_many_requests_are_kept_ahead_of_their_answers():
    reader = RequestReader(LIMITS, lambda more: None)
    with pytest.raises(RequestRefused) as refused:
        reader.feed(b"GET /a HTTP/1.1\r\n\r\n" * 100)
    assert refused.value.refusal == refusals.OVERLOADED
    assert len(reader.complete) == 8
