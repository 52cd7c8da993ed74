"""What is always done is not a flow's."""

from types import SimpleNamespace

import pytest

from tests.bench.on_cluster.meters import Idle


@pytest.fixture
def clock(monkeypatch):
    """A clock that only sleeping moves."""
    now = [1000.0]

    def sleep(seconds):
        now[0] += seconds

    stands_in = SimpleNamespace(monotonic=lambda: now[0], sleep=sleep)
    monkeypatch.setattr("tests.bench.on_cluster.meters.time", stands_in)
    return now


def test_what_grows_while_nobody_asks_is_taken_off(clock):
    flows = [0.0]
    idle = Idle({"server": lambda: 0.25 * clock[0] + flows[0], "worker": lambda: flows[0]})

    idle.settle(8)
    before = idle.read()
    clock[0] += 100
    flows[0] += 3
    after = idle.read()

    assert idle.each_second == pytest.approx({"server": 0.25, "worker": 0})
    assert {name: after[name] - before[name] for name in after} == pytest.approx({"server": 3, "worker": 3})


def test_only_what_is_asked_for_is_read():
    read = []

    def meter(name):
        return lambda: read.append(name) or 1.0

    idle = Idle({name: meter(name) for name in ("server", "worker")})

    assert idle.read("worker").keys() == {"worker"}
    assert read == ["worker"]
