"""The HTTP server itself: whatever it refuses is JSON in the door's envelope, and no caller can break it."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest

from tests.e2e.processes import ROOT, free_port, listening


@pytest.fixture(scope="module", params=["limited", "unlimited"])
def port(request, tmp_path_factory):
    """The port of a running server, once with and once without a limit on bodies in the application."""
    port = free_port()
    process = start(port, 1, tmp_path_factory.mktemp("home"), request.param)
    yield port
    process.terminate()
    assert process.wait(10) == 0


def start(port, processes, home, environment="limited"):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("NEXTSTEP_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.api.serving", str(port), str(processes), str(home)],
        cwd=ROOT,
        env={**environ, "NEXTSTEP_ENVIRONMENT": environment, "TMPDIR": str(home)},
        stderr=(home / "log").open("w"),
    )
    until(lambda: listening(port), process)
    return process


def until(met, process=None, seconds=10):
    deadline = time.monotonic() + seconds
    while not met():
        assert process is None or process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ask(port, request, *, finish=False):
    """The status and the JSON of the answer to the raw bytes of `request`."""
    with closing(socket.create_connection(("127.0.0.1", port), 10)) as caller:
        caller.sendall(request)
        if finish:
            caller.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := caller.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/json" in head
    return int(head.split()[1]), json.loads(body)


def get(path, *fields):
    return b"\r\n".join([b"GET " + path + b" HTTP/1.1", b"Host: bank", b"Connection: close", *fields, b"", b""])


def chunked(body):
    return b"POST /a HTTP/1.1\r\nHost: bank\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body


REFUSED = {
    "no request at all": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    "a line of one word": (b"HELLO\r\n\r\n", 400),
    "a method in lower case": (b"get /a HTTP/1.1\r\n\r\n", 400),
    "a version that is none": (b"GET /a HTTP/9.9\r\n\r\n", 400),
    "a NUL in the path": (get(b"/a\x00b"), 400),
    "a space in the path": (get(b"/a b"), 400),
    "a byte beyond ASCII in the path": (get(b"/\xff"), 400),
    "a line of 9000 bytes": (get(b"/" + b"a" * 9000), 414),
    "a header of 9000 bytes": (get(b"/a", b"X-Long: " + b"a" * 9000), 431),
    "a hundred headers": (get(b"/a", *(b"X-%d: 1" % number for number in range(100))), 431),
    "a header without a colon": (get(b"/a", b"nonsense"), 400),
    "a header with a NUL": (get(b"/a", b"X-Nul: a\x00b"), 400),
    "a header name with a space": (get(b"/a", b"X Space: a"), 400),
    "a folded header": (get(b"/a", b"X-Folded: a", b" b"), 400),
    "two lengths": (get(b"/a", b"Content-Length: 1", b"Content-Length: 2"), 400),
    "a length that is no number": (get(b"/a", b"Content-Length: many"), 400),
    "a negative length": (get(b"/a", b"Content-Length: -1"), 400),
    "a length and chunks": (get(b"/a", b"Content-Length: 1", b"Transfer-Encoding: chunked"), 400),
    "an unknown transfer coding": (get(b"/a", b"Transfer-Encoding: gzip2"), 501),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_server_refuses_is_json_in_the_envelope(port, name):
    request, status = REFUSED[name]
    found, answer = ask(port, request)
    assert found == status
    assert answer["status"] == "ERROR"
    assert answer["responseObject"]["code"] == "INVALID_REQUEST"
    assert re.fullmatch("Request data is invalid, cause: [a-zA-Z, ]+", answer["responseObject"]["message"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (b"/powerauth-cloud/v2/operations", "ERROR_REQUEST"),
        (b"//powerauth-cloud/v2/operations", "ERROR_REQUEST"),
        (b"/powerauth-cloud?a=b", "ERROR_REQUEST"),
        (b"/powerauth-cloudy", "INVALID_REQUEST"),
        (b"/powerauth-nextstep/operation", "INVALID_REQUEST"),
    ],
)
def test_the_cloud_door_has_a_code_of_its_own(port, path, code):
    status, answer = ask(port, get(path, b"X-Long: " + b"a" * 9000))
    assert (status, answer["responseObject"]["code"]) == (431, code)


@pytest.mark.parametrize(
    ("path", "code"),
    [(b"/powerauth-cloud/", "ERROR_REQUEST"), (b"/powerauth-cloud", "INVALID_REQUEST"), (b"/", "INVALID_REQUEST")],
)
def test_a_path_too_long_to_be_read_still_names_its_door(port, path, code):
    status, answer = ask(port, get(path + b"a" * 9000))
    assert (status, answer["responseObject"]["code"]) == (414, code)


@pytest.mark.parametrize(
    "body",
    [b"nonsense\r\n", b"5\r\nab", b"-5\r\nabcde\r\n0\r\n\r\n", b"2\r\nabcd\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFFF\r\n"],
)
def test_a_body_of_broken_chunks_is_the_callers_fault(port, body):
    status, answer = ask(port, chunked(body), finish=True)
    assert status == 400
    assert answer in ({"error": "BadRequest"}, {"error": "ClientDisconnected"})


def test_a_body_that_is_cut_off_is_the_callers_fault(port):
    request = b"POST /a HTTP/1.1\r\nHost: bank\r\nConnection: close\r\nContent-Length: 100\r\n\r\nabc"
    status, _ = ask(port, request, finish=True)
    assert status == 400


def test_good_chunks_are_read(port):
    assert ask(port, chunked(b"5\r\nabcde\r\n0\r\n\r\n")) == (200, {"path": "a", "size": 5})


def test_an_encoded_nul_is_for_the_application_to_judge(port):
    assert ask(port, get(b"/a%00b")) == (200, {"path": "a\x00b", "size": 0})


def test_an_answer_that_cannot_be_sent_is_a_failure_without_details(port):
    status, answer = ask(port, get(b"/broken-answer"))
    assert (status, answer["responseObject"]) == (500, {"code": "ERROR_GENERIC", "message": "Unknown error occurred."})


def test_callers_that_leave_early_disturb_nobody(port):
    for request in (b"", b"GET", get(b"/a")[:-2], b"POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n", get(b"/a")):
        for _ in range(6):
            caller = socket.create_connection(("127.0.0.1", port), 10)
            caller.sendall(request)
            caller.close()
    assert ask(port, get(b"/still/there"))[0] == 200


def test_one_connection_serves_several_requests(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as caller:
        for number in range(3):
            caller.request("GET", f"/{number}")
            own = caller.sock.getsockname()
            assert json.load(caller.getresponse())["path"] == str(number)
            assert caller.sock is not None
            assert caller.sock.getsockname() == own


def test_connections_that_are_kept_are_shared_among_the_processes(tmp_path):
    port = free_port()
    process = start(port, 2, tmp_path)
    seen = set()
    until(lambda: seen.add(ask(port, get(b"/process"))[1]["pid"]) or len(seen) == 2, process)
    callers = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _ in range(16)]
    for caller in callers:
        caller.connect()
    answered = Counter()
    for caller in callers:
        caller.request("GET", "/process")
        answered[json.load(caller.getresponse())["pid"]] += 1
        caller.close()
    assert len(answered) == 2
    assert min(answered.values()) >= 4
    process.terminate()
    assert process.wait(10) == 0


def test_metrics_of_all_processes_are_counted_together_and_their_folder_goes_with_the_server(tmp_path):
    port = free_port()
    process = start(port, 2, tmp_path)
    assert len(list(tmp_path.glob("nextstep-metrics-*"))) == 1
    assert [ask(port, get(b"/counted"))[1]["asked"] for _ in range(8)] == [1, 2, 3, 4, 5, 6, 7, 8]
    process.terminate()
    assert process.wait(10) == 0
    assert not list(tmp_path.glob("nextstep-metrics-*"))


def test_a_killed_server_leaves_no_process_and_the_next_one_removes_its_folder(tmp_path):
    port = free_port()
    process = start(port, 2, tmp_path)
    process.kill()
    process.wait()
    until(lambda: not listening(port))
    (abandoned,) = tmp_path.glob("nextstep-metrics-*")
    os.utime(abandoned, (0, 0))
    process = start(port, 1, tmp_path)
    (own,) = tmp_path.glob("nextstep-metrics-*")
    assert own != abandoned
    os.utime(own, (0, 0))
    other = start(free_port(), 1, tmp_path)
    assert own.exists()
    for running in (process, other):
        running.terminate()
        assert running.wait(10) == 0
