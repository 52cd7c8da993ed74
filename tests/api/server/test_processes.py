"""The server's processes: what they share, and how they end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing

import pytest

from tests.api.server.running import HERE, Server, everything, get, one, parsed, port_is_open, post, running, until
from tests.e2e.processes import foreign_environ

pytestmark = pytest.mark.live


def test_connections_that_are_kept_are_shared_among_the_processes(tmp_path):
    with running(tmp_path, processes=2) as server, ExitStack() as held:
        seen = set()
        until(lambda: seen.add(server.get(b"/process")[1]["pid"]) or len(seen) == 2)
        callers = [http.client.HTTPConnection(HERE, server.port, timeout=60) for _ in range(16)]
        for caller in callers:
            held.callback(caller.close)
            caller.connect()
        answered = Counter()
        for caller in callers:
            caller.request("GET", "/process")
            answered[json.load(caller.getresponse())["pid"]] += 1
        assert len(answered) == 2
        assert min(answered.values()) >= 4


def test_a_process_that_dies_is_replaced_and_its_share_of_connections_with_it(tmp_path):
    with running(tmp_path, processes=2) as server:
        pids = set()
        until(lambda: pids.add(server.get(b"/process")[1]["pid"]) or len(pids) == 2)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        later = set()

        def served_by_two():
            try:
                later.add(server.get(b"/process")[1]["pid"])
            except (OSError, AssertionError):
                return False
            return len(later - pids) == 2

        until(served_by_two)


def test_metrics_of_all_processes_are_counted_together_and_their_folder_goes_with_the_server(tmp_path):
    with running(tmp_path, processes=2) as server:
        assert len(list(tmp_path.glob("nextstep-metrics-*"))) == 1
        assert [server.get(b"/counted")[1]["asked"] for _ in range(8)] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert not list(tmp_path.glob("nextstep-metrics-*"))


def test_a_killed_server_leaves_no_process_and_the_next_one_removes_its_folder(tmp_path):
    server = Server(tmp_path, processes=2)
    server.process.kill()
    server.process.wait()
    until(lambda: not port_is_open(server.port))
    (abandoned,) = tmp_path.glob("nextstep-metrics-*")
    os.utime(abandoned, (0, 0))
    with running(tmp_path):
        (own,) = tmp_path.glob("nextstep-metrics-*")
        assert own != abandoned
        os.utime(own, (0, 0))
        with running(tmp_path):
            assert own.exists()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_server_that_is_stopped_answers_what_it_has_begun_and_takes_nothing_new(tmp_path, processes):
    server = Server(tmp_path, processes=processes)
    with closing(server.connect()) as busy, closing(server.connect()) as idle:
        idle.sendall(post(b"/a", b""))
        one(idle)
        busy.sendall(b"GET /slow/1.5 HTTP/1.1\r\nHost: bank\r\n\r\n")
        server.until_slow()
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert everything(idle) == b""
        until(lambda: not port_is_open(server.port))
        answer = everything(busy)
        assert parsed(answer) == (200, {"slept": 1.5})
        assert b"\r\nConnection: close\r\n" in answer
        assert server.process.wait(8) == 0
        assert time.monotonic() - begun < 6
    assert [line.partition(": ")[2] for line in server.told().splitlines()[-2:]] == [
        "the API stops: nothing new after 0 s, what is in hand is finished",
        "the API ended",
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_server_that_lets_load_balancers_go_answers_all_meanwhile_and_says_that_it_leaves(tmp_path, processes):
    server = Server(tmp_path, processes=processes, drain_seconds=3)
    assert server.get(b"/leaving") == (200, {"leaving": False})
    begun = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    until(lambda: server.get(b"/leaving") == (200, {"leaving": True}))
    with closing(server.connect()) as kept:  # who would keep his connection is told not to
        kept.sendall(b"GET /leaving HTTP/1.1\r\nHost: bank\r\n\r\n")
        assert b"\r\nConnection: close\r\n" in everything(kept)
    while time.monotonic() - begun < 2.5:
        assert server.get(b"/leaving") == (200, {"leaving": True})
    assert server.process.wait(8) == 0
    assert 3 <= time.monotonic() - begun < 8


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
def test_a_second_signal_ends_it_at_once(tmp_path, number):
    server = Server(tmp_path, drain_seconds=60)
    server.process.send_signal(signal.SIGTERM)
    until(lambda: server.get(b"/leaving")[1] == {"leaving": True})
    server.process.send_signal(number)
    assert server.process.wait(10) == 0


def test_what_takes_longer_than_the_servers_patience_does_not_keep_it(tmp_path):
    server = Server(tmp_path)
    with closing(server.connect()) as busy, closing(server.connect()) as dripping:
        dripping.sendall(b"POST /a HTTP/1.1\r\n")
        busy.sendall(get(b"/slow/30.0"))
        server.until_slow()
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0
        assert time.monotonic() - begun < 9


def test_a_server_serves_on_a_socket_that_it_is_handed(tmp_path):
    with closing(socket.socket()) as listener:
        listener.bind((HERE, 0))
        with running(tmp_path, listener=listener) as server:
            assert server.get(b"/a")[0] == 200


def test_requests_that_find_too_many_waiting_are_told_to_come_again(tmp_path):
    with running(tmp_path, threads=1) as server, ExitStack() as held:
        answers = []

        def ask():
            answers.append(server.ask(get(b"/slow/0.2"))[0])

        threads = [threading.Thread(target=ask) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = Counter(answers)
        assert set(found) == {200, 503}
        assert found[200] >= 16
        assert held is not None


def test_what_is_wrong_once_all_is_loaded_ends_a_server_that_has_served_nobody_and_leaves_nothing(tmp_path):
    asked = """
import os
from api.server import processes, serve
from config.settings import load

def fail():
    print(len(os.listdir()), flush=True)
    raise SystemExit("another database's key")

processes.Processes.run = lambda server: print("serves")
serve(load(port=0), when_loaded=fail)
"""
    environ = {**foreign_environ(), "TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", asked], env=environ, cwd=tmp_path, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1\n", "another database's key\n")
    assert list(tmp_path.iterdir()) == []


def test_what_the_application_is_made_of_is_read_once_before_the_processes_are_forked(tmp_path):
    """Else each reads it again, for seconds of a busy machine, before it takes a dead one's place."""
    asked = """
import sys
from api.server import processes, serve
from config.settings import load

def run(server):
    from prometheus_client import values
    print("api.app" in sys.modules, values.ValueClass.__name__)

processes.Processes.run = run
serve(load(port=0))
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], env=foreign_environ(), cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "MmapedValue"], done.stderr[-2000:]


def test_addresses_that_are_told_are_of_the_free_port_that_was_taken(tmp_path):
    asked = """
import socket
from api.server import processes, serve
from config.settings import load

def run(server):
    [descriptor] = server._listeners
    port = socket.socket(fileno=descriptor).getsockname()[1]
    print(port > 0, server.settings.base_url == f"http://127.0.0.1:{port}")

processes.Processes.run = run
serve(load(port=0))
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], env=foreign_environ(), cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "True"], done.stderr[-2000:]
