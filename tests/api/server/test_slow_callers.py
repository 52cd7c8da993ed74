"""Callers that are silent, or slow to send or to take: they hold no thread, and not for ever."""

import threading
import time
from contextlib import ExitStack, closing, suppress

import pytest

from tests.api.server.running import everything, get, one, parsed, post, running, until

pytestmark = pytest.mark.live

HEAD = b"POST /a HTTP/1.1\r\nHost: bank\r\n"
BEGINNINGS = {
    "silent": b"",
    "head": HEAD[:6],
    "body": HEAD + b"Content-Length: 100\r\n\r\nabc",
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\na",
    "answer": get(b"/large/8000000"),
}


@pytest.fixture(scope="module")
def patient(tmp_path_factory):
    """Deadlines that no test outlasts, and two threads."""
    with running(tmp_path_factory.mktemp("home"), threads=2) as server:
        yield server


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """Deadlines of a second."""
    deadlines = {"head_timeout": 1, "body_timeout": 1, "answer_timeout": 1, "keep_alive": 1}
    with running(tmp_path_factory.mktemp("home"), **deadlines) as server:
        yield server


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_callers_that_do_not_go_on_keep_nobody_from_being_served(patient, kind):
    with ExitStack() as held:
        for _ in range(8):
            held.enter_context(closing(patient.connect())).sendall(BEGINNINGS[kind])
        begun = time.monotonic()
        for number in range(10):
            assert patient.get(b"/%d" % number)[0] == 200
        assert time.monotonic() - begun < 5


@pytest.mark.parametrize("kind", ["head", "body", "chunks"])
def test_a_request_that_takes_too_long_to_arrive_is_refused(strict, kind):
    """However lively it is: a byte comes every tenth of a second."""
    with closing(strict.connect()) as caller:
        caller.sendall(BEGINNINGS[kind])
        begun = time.monotonic()
        ended = threading.Event()

        def drip():
            while not ended.wait(0.1):
                try:
                    caller.sendall(b"a")
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        try:
            answer = everything(caller)
        finally:
            ended.set()
        assert 0.9 < time.monotonic() - begun < 8
        assert parsed(answer)[0] == 408


def test_a_connection_without_a_request_is_closed_without_a_word(strict):
    with closing(strict.connect()) as new, closing(strict.connect()) as used:
        used.sendall(post(b"/a", b""))
        one(used)
        assert everything(new) == everything(used) == b""


def test_a_connection_outlasts_the_pauses_of_its_caller(patient):
    with closing(patient.connect()) as caller:
        time.sleep(1.5)
        for _ in range(2):
            caller.sendall(post(b"/a", b""))
            one(caller)
            time.sleep(1.5)


def test_an_answer_that_is_not_taken_is_given_up(strict):
    with closing(strict.connect()) as caller:
        caller.sendall(get(b"/large/30000000"))
        time.sleep(3)
        taken = 0
        try:
            while piece := caller.recv(1 << 20):
                taken += len(piece)
        except ConnectionResetError:
            pass
        assert 0 < taken < 30_000_000


def test_an_answer_that_is_taken_slowly_but_in_time_is_whole(patient):
    with closing(patient.connect()) as caller:
        caller.sendall(get(b"/large/3000000"))
        taken = 0
        while piece := caller.recv(100_000):
            taken += len(piece)
            time.sleep(0.01)
        assert taken > 3_000_000


def test_one_address_has_only_so_many_connections_and_others_are_served(tmp_path):
    with running(tmp_path, address_connections=4) as server, ExitStack() as held:
        mine = [held.enter_context(closing(server.connect("127.0.0.2"))) for _ in range(4)]
        for caller in mine:
            caller.sendall(post(b"/a", b""))
            one(caller)
        status, answer = server.ask(b"", source="127.0.0.2")
        assert (status, answer["responseObject"]["code"]) == (429, "INVALID_REQUEST")
        assert server.get(b"/a", source="127.0.0.3")[0] == 200
        assert server.get(b"/counted?code=429", source="127.0.0.3")[1]["refused"] == 1
        mine[0].close()

        def served():
            with suppress(ConnectionError):
                return server.get(b"/a", source="127.0.0.2")[0] == 200

        until(served)


def test_where_there_are_too_many_connections_the_one_that_served_least_lately_goes(tmp_path):
    with running(tmp_path, connections=3) as server, ExitStack() as held:
        first, second, third = (held.enter_context(closing(server.connect())) for _ in range(3))
        for caller in (second, third, first):
            caller.sendall(post(b"/a", b""))
            one(caller)
        assert server.get(b"/a")[0] == 200
        assert everything(second) == b""
        for caller in (third, first):
            caller.sendall(post(b"/a", b""))
            assert parsed(one(caller))[0] == 200
