"""All children are started at once; they are settled when the worker has prepared what the others need."""

import socket
from typing import Any

import pytest

from api.commands.children import Children
from api.commands.failure import Failed
from api.commands.gate import Gate
from api.commands.home import occupy
from config import master_key
from config.settings import load


@pytest.fixture
def children(alone, tmp_path):
    """None of them runs."""
    settings = load(home=tmp_path, temporal_address="127.0.0.1:1", master_key=master_key.generate())
    with occupy(tmp_path, print) as home, socket.socket() as listener, socket.socket() as pages, Gate.made() as gate:
        found = Children.of(settings, home, listener, pages, gate)
        for child in (found.temporal, found.worker, found.api):
            child.log_file.touch()
        yield found


class Ended:
    """A process with a code, or one that runs."""

    def __init__(self, code):
        self.code = code

    def poll(self):
        return self.code


def set_codes(children, **codes):
    for name in ("temporal", "worker", "api"):
        child: Any = getattr(children, name)
        child.process = Ended(codes.get(name))


@pytest.mark.parametrize("who", ["temporal", "worker"])
@pytest.mark.parametrize("code", [0, 1, -9])
def test_who_ends_before_all_is_prepared_fails_the_start_with_its_last_words(children, who, code):
    child = getattr(children, who)
    child.log_file.write_text("nextstep: the reason\n")
    set_codes(children, **{who: code})
    with pytest.raises(Failed, match=rf"{child.name} (ended with code|was ended by) .*\n  nextstep: the reason"):
        children.is_settled()


def test_what_ends_after_all_was_prepared_is_for_others_to_start_again(children):
    children.gate.open()
    set_codes(children, worker=1, api=1)
    assert children.is_settled()


def test_while_the_worker_prepares_nothing_is_settled(children):
    set_codes(children, api=1)
    assert not children.is_settled()
    children.gate.open()
    assert children.is_settled()


def test_a_temporal_that_lost_a_port_settles_it_for_another_start(children):
    children.temporal.log_file.write_text("listen tcp 127.0.0.1:7233: bind: address already in use\n")
    set_codes(children, temporal=1)
    assert children.is_settled()


@pytest.mark.parametrize("who", ["api", "web_flow"])
def test_who_serves_waits_behind_the_gate_that_the_worker_opens(children, who):
    gate, child = children.gate, getattr(children, who)
    assert children.worker.command[-3:] == ["--prepare", str(gate.waiting), str(gate.opening)]
    assert child.command[-2:] == ["--after", str(gate.waiting)]
    assert set(gate.descriptors) <= set(children.worker.descriptors)
    assert gate.waiting in child.descriptors
    assert gate.opening not in child.descriptors
