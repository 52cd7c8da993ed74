"""Servers of others, as bad as they may be: nothing is remembered of them, expanded, or waited for longer than it may take."""

import asyncio
import gzip
import threading
from functools import partial

import httpx
import pytest

from activities.peers import client
from activities.peers.once import once
from tests.activities.callbacks.server import saying, serving
from tests.activities.peers.dripping import dripping
from tests.e2e.processes import free_port

MAKE = partial(client.make, httpx.Timeout(5))
DRIPS = {
    "in its head": (b"HTTP/1.1 200 OK\r\n", b"X-Drip: 1\r\n"),
    "in its body": (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "before its answer": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}


def asked(url, most=1000):
    async def exchange(http):
        async with http.stream("POST", url, content=b"{}") as answer:
            return await client.read(answer, most)

    return partial(once, MAKE, exchange, seconds=5)


def test_a_body_is_read_as_far_as_it_may_be_long():
    with serving(saying(b"x" * 1000)) as bank:
        assert asked(bank.url, 1000)() == b"x" * 1000
        with pytest.raises(client.AnswerUnfit, match="longer than 999 bytes"):
            asked(bank.url, 999)()


def test_no_proxy_is_asked_that_only_the_environment_names(monkeypatch):
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with serving(saying(b"x")) as bank:
        assert asked(bank.url)() == b"x"


def test_a_process_that_ends_does_not_wait_for_a_silent_server():
    async def thread(_http):
        return threading.current_thread()

    assert once(MAKE, thread, seconds=5).daemon


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, gzip", "GZIP"])
def test_nothing_compressed_is_asked_for_or_expanded(coding):
    with serving(saying(gzip.compress(b"{}"), ("Content-Encoding", coding))) as bank:
        with pytest.raises(client.AnswerUnfit, match="compressed"):
            asked(bank.url)()
        assert bank.heard[0].headers["Accept-Encoding"] == "identity"


def test_no_cookie_is_kept():
    with serving(saying(b"", ("Set-Cookie", "session=of-another; Path=/"))) as bank:

        async def twice(http):
            for _ in range(2):
                await http.post(bank.url, content=b"{}")
            return len(http.cookies.jar)

        assert once(MAKE, twice, seconds=5) == 0
    assert [heard.headers.get("Cookie") for heard in bank.heard] == [None, None]


@pytest.mark.parametrize(("begin", "piece"), DRIPS.values(), ids=DRIPS)
def test_one_exchange_ends_in_time_however_its_answer_drips(begin, piece):
    async def get(http):
        return await http.get(url)

    with dripping(begin, piece) as url, pytest.raises(TimeoutError):
        once(MAKE, get, seconds=0.3)


def test_one_exchange_is_made_where_a_loop_runs():
    async def main():
        return asked(bank.url)()

    with serving(saying(b"said")) as bank:
        assert asyncio.run(main()) == b"said"
