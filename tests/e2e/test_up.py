"""`nextstep up` as a newcomer runs it: real servers, real signals, nothing left behind."""

import http.client
import json
import os
import re
import signal
import socket
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.processes import free_port
from tests.e2e.up import Up

pytestmark = pytest.mark.live

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start(tmp_path):
    """Starts `nextstep up` in one and the same home; what still runs at the end is killed."""
    started = []

    def begin(**settings):
        started.append(Up(tmp_path / "home", **settings))
        return started[-1]

    yield begin
    for up in started:
        up.end()


def create(up):
    """A new login."""
    name = str(uuid.uuid4())
    body = {"operationName": "login", "operationId": name, "operationData": "A2", "params": []}
    status, answer = up.ask("POST", "/powerauth-nextstep/operation", body)
    assert (status, answer["responseObject"]["result"]) == (200, "CONTINUE"), answer
    return name


def confirm(up, name, method):
    """Confirms a step; asked to come back later, repeats the same request until it is answered."""
    body = {
        "operationId": name,
        "userId": "somebody",
        "authMethod": method,
        "authStepResult": "CONFIRMED",
        "params": [],
    }
    deadline = time.monotonic() + 120
    status, answer = 503, None
    while status == 503:
        assert time.monotonic() < deadline, answer
        status, answer = up.ask("PUT", "/powerauth-nextstep/operation", body, {"Idempotency-Key": f"{name}-{method}"})
    assert status == 200, answer


def detail(up, name):
    status, answer = up.ask("POST", "/powerauth-nextstep/operation/detail", {"operationId": name})
    assert status == 200, answer
    return answer["responseObject"]


def test_it_serves_restarts_what_dies_refuses_a_second_and_stops_in_order(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = start(TEMPORAL_ADDRESS=f"127.0.0.1:{port}", UI_PORT=str(port), LOG_FORMAT="json").ready()
        assert re.search(rf"port {port} is taken; Temporal is at \d+ instead\n", up.said)
        assert re.search(rf"port {port} is taken; the Temporal UI is at \d+ instead\n", up.said)
    found, deadline = {"clocks": {}}, time.monotonic() + 30
    while "worker" not in found["clocks"] and time.monotonic() < deadline:  # which polls before its first sign of life
        status, found = up.ask("GET", "/health/ready")
        assert (status, found["status"], found["missing"]) == (200, "UP", {})
        time.sleep(0.1)
    assert up.ask("GET", "/powerauth-nextstep/organization", fields={"Host": "rebound.test"})[0] == 421
    assert found["clocks"].keys() == {"database", "temporal", "worker"}
    assert all(abs(ahead) < 1000 for ahead in found["clocks"].values()), found

    ui = int(re.search(r"Temporal UI +http://127\.0\.0\.1:(\d+)", up.said)[1])
    metrics = int(re.search(r"Worker metrics +http://127\.0\.0\.1:(\d+)/metrics", up.said)[1])
    for address, expected in (((ui, "/"), b"<html"), ((metrics, "/metrics"), b"temporal_")):
        with closing(http.client.HTTPConnection("127.0.0.1", address[0], timeout=60)) as caller:
            caller.request("GET", address[1])
            assert expected in caller.getresponse().read()

    second = start()
    assert second.process.wait(90) == 1
    said = second.process.stdout.read().decode()
    assert f"is in use by another nextstep (process {up.process.pid}, http://127.0.0.1:{up.port})" in said
    assert "Traceback" not in said

    name = create(up)
    for who, words, step in (
        ("The worker", " worker ", "USERNAME_PASSWORD_AUTH"),
        ("Temporal", "start-dev", "CONSENT"),
        ("The web flow", " web-flow ", None),
        ("The API", " api ", None),
    ):
        killed = up.child(words)
        os.kill(killed, signal.SIGKILL)
        up.hear(f"{who} was ended by SIGKILL; it is started again\n")
        up.child(words, other_than=killed)
        up.wait_until_ready()
        if step:
            confirm(up, name, step)
    assert detail(up, name)["result"] == "DONE"

    started = time.monotonic()
    up.process.send_signal(signal.SIGINT)
    up.hear("Stopping ...\nStopped.\n")
    assert up.process.wait(60) == 0
    assert not up.processes()
    assert time.monotonic() - started < 20
    told = {
        part: [json.loads(line) for line in (up.home / "logs" / f"{part}.log").read_text().splitlines()]
        for part in ("worker", "api")
    }
    assert told["worker"][-1]["message"] == "worker ended"
    assert "/powerauth-nextstep/operation" in {line.get("route") for line in told["api"]}


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere children look for their parent, more slowly"
)
def test_after_a_kill_nothing_runs_and_a_restart_finds_every_open_operation(start):
    up = start().ready()
    name = create(up)
    before = detail(up, name)

    up.process.kill()
    again = start().ready()  # at once, while the children of the first are still ending
    assert detail(again, name) == before
    confirm(again, name, "USERNAME_PASSWORD_AUTH")

    again.process.kill()
    again.process.wait()
    again.gone(15)


def test_several_that_start_together_and_want_the_same_ports_all_come_up(tmp_path, taken):
    temporal, ui = free_port(), free_port()
    wanted = {"TEMPORAL_ADDRESS": f"127.0.0.1:{temporal}", "UI_PORT": str(ui)}
    together = [Up(tmp_path / f"home-{number}", **wanted) for number in range(2)]
    # Metrics never decide whether a worker lives.
    together.append(Up(tmp_path / "home-2", **wanted, WORKER_METRICS=f"127.0.0.1:{taken}"))
    try:
        for up in together:
            up.ready()
            assert "started again" not in up.said
            assert up.ask("GET", "/health/ready")[0] == 200
            assert create(up)
        places = [
            re.findall(r"http://(?:127\.0\.0\.1|localhost):(\d+)", up.said.partition("is up.")[2]) for up in together
        ]
        # The API's port stands in the addresses of its documents too.
        assert len({port for ports in places for port in ports}) == 4 * len(together)
        assert sum(f"port {temporal} is taken; Temporal is at" in up.said for up in together) == len(together) - 1
        assert "no metrics are told" in (together[-1].home / "logs" / "worker.log").read_text()
    finally:
        for up in together:
            up.end()


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]
