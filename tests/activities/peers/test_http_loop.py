"""A loop for HTTP gives back everything when it is stopped, or when nobody can ask by it any more; it may be used again."""

import asyncio
import threading
from concurrent.futures import Future

import pytest

from activities.peers.http_loop import HttpLoop
from tests.descriptors import open_descriptors
from tests.e2e.processes import until
from tests.together import at_once


class Client:
    def __init__(self):
        self.closed_in = ""

    async def aclose(self):
        self.closed_in = threading.current_thread().name


async def asked(client):
    return client, asyncio.get_running_loop(), threading.current_thread().name


def test_what_is_stopped_leaves_nothing_open_and_may_be_used_again():
    before = open_descriptors()
    http = HttpLoop(Client, seconds=5)
    client, loop, thread = http.run(asked)
    assert thread == "http"
    http.stop()
    http.stop()
    assert client.closed_in == "http"
    assert loop.is_closed()
    assert open_descriptors() == before
    another, *_ = http.run(asked)
    assert another is not client
    http.stop()
    assert open_descriptors() == before


def test_what_is_dropped_leaves_nothing_open():
    before = open_descriptors()
    HttpLoop(Client, seconds=5).run(asked)
    until(lambda: open_descriptors() == before)


def test_a_client_that_cannot_be_made_leaves_nothing_open():
    def fail():
        raise ValueError("no such proxy")

    before = open_descriptors()
    http = HttpLoop(fail, seconds=5)
    for _ in range(3):
        with pytest.raises(ValueError, match="no such proxy"):
            http.run(asked)
    assert open_descriptors() == before


def test_a_client_that_cannot_be_closed_ends_with_its_loop():
    class Stuck(Client):
        async def aclose(self):
            raise OSError("broken")

    before = open_descriptors()
    http = HttpLoop(Stuck, seconds=5)
    http.run(asked)
    with pytest.raises(OSError, match="broken"):
        http.stop()
    assert open_descriptors() == before


def result(call):
    """What a call answers that may not hang: in a thread that nobody joins."""
    done = Future()
    threading.Thread(target=lambda: done.set_result(call()), daemon=True).start()
    return done.result(timeout=5)


def test_where_no_thread_can_be_started_the_next_who_asks_tries_again(monkeypatch):
    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    http = HttpLoop(Client, seconds=5)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            http.run(asked)
    assert result(lambda: http.run(asked))[2] == "http"
    http.stop()


def test_threads_that_ask_at_once_share_a_client():
    http = HttpLoop(Client, seconds=5)
    found = at_once(*[lambda: http.run(asked)] * 8)
    assert len({id(client) for client, *_ in found}) == 1
    http.stop()


def test_a_request_that_takes_too_long_is_left():
    http = HttpLoop(Client, seconds=0.1)
    with pytest.raises(TimeoutError):
        http.run(lambda _client: asyncio.sleep(30))
    assert http.run(asked)[2] == "http"
    http.stop()
