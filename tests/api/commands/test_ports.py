"""Ports are ours from the moment they are chosen, whoever starts beside us."""

import socket
import subprocess
import sys
from contextlib import ExitStack, closing

import pytest

from api.commands.addresses import with_listener, with_ports, with_web_flow_listener
from api.commands.children import Children
from api.commands.failure import Failed
from api.commands.home import occupy
from api.commands.ports import ReservedPorts, find_problem
from api.commands.supervisor import Running
from api.server.sockets import listen
from config import master_key
from config.settings import load
from tests.e2e.processes import ROOT, free_port

_RESERVE = """
import sys
from api.commands.ports import ReservedPorts
with ReservedPorts(print) as ports:
    print(ports.reserve("other", int(sys.argv[1])), flush=True)
    input()
"""


@pytest.fixture
def taken():
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def heard():
    return []


@pytest.fixture
def ports(heard):
    with ReservedPorts(heard.append) as found:
        yield found


def elsewhere(wanted):
    """What another process, which then waits, says when it reserves a port."""
    other = subprocess.Popen(
        [sys.executable, "-c", _RESERVE, str(wanted)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        said = other.stdout.readline()
        other.stdin.close()
    return said


def test_a_wanted_port_is_had_or_another_and_all_differ(ports, heard, taken):
    wanted = free_port()
    found = [ports.reserve(who, port) for who, port in zip("abcd", (wanted, wanted, taken, 0), strict=True)]
    assert found[0] == wanted
    assert len({*found, taken}) == 5
    assert heard == [
        f"port {wanted} is taken; b is at {found[1]} instead",
        f"port {taken} is taken; c is at {found[2]} instead",
    ]


@pytest.mark.exhaustive
def test_of_two_who_want_a_port_one_gets_it_though_nobody_listens_yet(ports):
    wanted = ports.reserve("we", free_port())
    assert f"port {wanted} is taken; other is at" in elsewhere(wanted)


@pytest.mark.exhaustive
def test_a_port_is_free_again_after_its_owner():
    wanted = free_port()
    for _ in range(2):
        with ReservedPorts(print) as ports:
            assert ports.reserve("we", wanted) == wanted
    assert elsewhere(wanted) == f"{wanted}\n"


def test_a_server_listens_on_a_reserved_port_again_and_again(ports):
    port = ports.reserve("we", 0)
    for _ in range(2):
        with closing(listen("127.0.0.1", port)) as server, socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere only other nextsteps keep away")
def test_strangers_do_not_happen_upon_a_reserved_port(ports):
    port = ports.reserve("we", 0)
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", port))


def test_who_lost_a_port_gets_another(ports, heard):
    wanted = free_port()
    kept = ports.reserve("b", 0)
    assert ports.reserve("a", wanted) == ports.reserve("a", wanted) == wanted
    ports.lose({wanted, 1})
    assert ports.reserve("a", wanted) not in (wanted, kept)
    assert ports.reserve("b", 0) == kept
    assert len(heard) == 1


def test_locks_that_are_somebody_elses_are_said(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(Failed, match="set TMPDIR"), ReservedPorts(print):
        pass


def test_the_port_of_the_api_is_its_own_from_the_beginning(taken):
    settings, listener = with_listener(load(port=0))
    with listener:
        assert settings.port == listener.getsockname()[1]
        assert find_problem("127.0.0.1", settings.port) == "Address already in use"
    assert find_problem("127.0.0.1", settings.port) is None
    for host, port in (("127.0.0.1", taken), ("192.0.2.1", 0)):
        with pytest.raises(Failed, match=f"the API cannot listen on {host}:{port}: "):
            with_listener(load(host=host, port=port, trust_network=True))


def test_the_ports_of_embedded_mode(ports, heard, taken):
    address = f"127.0.0.1:{taken}"
    settings = with_ports(load(ui_port=taken, temporal_address=address, worker_metrics="127.0.0.1:9"), ports)
    assert settings.temporal_address != address
    assert not settings.temporal_envconfig, "Temporal's own variables are for another server"
    assert settings.ui_port != taken
    assert settings.temporal_ui == f"http://127.0.0.1:{settings.ui_port}"
    assert settings.worker_metrics == "127.0.0.1:9"
    assert [line.split(";")[0] for line in heard] == [f"port {taken} is taken"] * 2


class _Beaten(ReservedPorts):
    """Somebody comes first to the port that Temporal shall have."""

    def __init__(self, port):
        super().__init__(lambda line: None)
        self.port = port

    def _find(self, wanted):
        return self.port if wanted == self.port and wanted not in self._lost_ports else super()._find(0)


@pytest.mark.live
@pytest.mark.parametrize("who", ["temporal", "ui"])
def test_a_temporal_that_came_too_late_to_a_port_is_started_on_another(tmp_path, taken, who):
    ours = {"temporal": {"temporal_address": f"127.0.0.1:{taken}", "ui_port": 0}}.get(
        who, {"temporal_address": "127.0.0.1:0", "ui_port": taken}
    )
    settings, listener = with_listener(
        load(home=tmp_path, port=0, web_flow_port=0, master_key=master_key.generate(), **ours)
    )
    said, running = [], []
    settings, pages = with_web_flow_listener(settings, said.append)
    with listener, pages, _Beaten(taken) as ports, occupy(tmp_path, print) as home, ExitStack() as gates:
        everything = Running(settings, listener, pages, ports, home, said.append)
        try:
            children = everything._prepare(running, gates)
            assert isinstance(children, Children)
            assert children.temporal.code is None
            assert children.worker.code is None
            assert children.gate.is_open
        finally:
            for child in running:
                child.kill()
    assert said == ["Temporal came too late to a port; it is started again"]
    assert str(taken) not in everything.settings.temporal_address + str(everything.settings.ui_port)


def test_a_web_flow_whose_port_is_taken_is_at_a_free_one_and_says_so(taken):
    said = []
    settings, pages = with_web_flow_listener(load(web_flow_port=taken), said.append)
    with pages:
        assert settings.web_flow_port == pages.getsockname()[1] != taken
    assert said == [f"port {taken} is taken; the web flow is at {settings.web_flow_port} instead"]
