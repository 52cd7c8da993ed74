"""Providers that answer too much, too slowly, or what is no answer: a push waits for none of it."""

from contextlib import closing

import httpx
import pytest

from activities.push.http import Clients, read_object
from tests.activities.callbacks.server import saying, serving
from tests.activities.peers.dripping import dripping
from tests.rows import each_row


@pytest.mark.parametrize("begin", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["head", "body"])
def test_a_provider_that_drips_is_left_in_time(begin):
    with dripping(begin) as url, closing(Clients(seconds=0.3)) as http, pytest.raises(httpx.ReadTimeout):
        http.post(url, content=b"{}")


def test_of_a_long_or_compressed_answer_the_status_counts():
    with closing(Clients()) as http:
        for answer in (saying(b" " * 70_000), saying(b"{}", ("Content-Encoding", "gzip"))):
            with serving(answer) as provider:
                found = http.post(provider.url, content=b"{}")
            assert (found.status_code, found.content) == (200, b"")


def test_no_cookie_of_a_provider_comes_back():
    with serving(saying(b"{}", ("Set-Cookie", "a=b"), ("Content-Length", "2"))) as provider, closing(Clients()) as http:
        for _ in range(2):
            http.post(provider.url, content=b"{}")
    assert [heard.headers.get("Cookie") for heard in provider.heard] == [None, None]


@each_row(
    "body, found",
    [
        (b'{"reason": "x"}', {"reason": "x"}),
        (b"[]", {}),
        (b"", {}),
        (b"\xff", {}),
        (b"[" * 60_000, {}),
        (b'{"a":1,"a":2}', {}),
    ],
    ids=["object", "array", "nothing", "no text", "deep", "twice"],
)
def test_what_is_no_object_is_an_empty_one(body, found):
    assert read_object(httpx.Response(200, content=body)) == found
