"""Lanes: nobody waits in them, and no receiver takes all places."""

from contextlib import ExitStack

import pytest

from activities.deliveries import lanes as module
from activities.deliveries.held import Held
from activities.deliveries.lanes import Lanes


class Clock:
    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(module, "time", found)
    monkeypatch.setattr(module.random, "uniform", lambda _low, high: high)
    return found


@pytest.fixture
def taken():
    """Takes places that are not given back until the end of the test."""
    with ExitStack() as held:

        def take(lanes, name, times):
            for _ in range(times):
                held.enter_context(lanes.take(name))

        yield take


def seconds(lanes, name):
    with pytest.raises(Held) as held, lanes.take(name):
        pass
    assert held.value.word == "BUSY"
    return held.value.seconds


def test_a_lane_has_so_many_places_and_gives_them_back(clock):
    lanes = Lanes(most=100, each=2)
    for _ in range(3):
        with lanes.take("one"), lanes.take("one"):
            assert seconds(lanes, "one") > 0
            with lanes.take("another"):
                pass


def test_a_place_is_given_back_by_an_attempt_that_raises(clock):
    lanes = Lanes(most=100, each=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), lanes.take("one"):
            raise ZeroDivisionError


def test_however_many_are_silent_another_finds_a_place(clock, taken):
    lanes = Lanes(most=16, each=8)
    taken(lanes, "silent", 8)
    for n in range(7):  # half is taken: each of these gets one
        taken(lanes, f"silent {n}", 1)
        assert seconds(lanes, f"silent {n}") > 0
    with lanes.take("another"):
        seconds(lanes, "one more")  # now all are


def test_those_that_come_too_early_are_sent_away_for_longer_and_longer(clock, taken):
    lanes = Lanes(most=100, each=2)
    taken(lanes, "silent", 2)
    clock.now += 10  # an attempt lasts ten seconds at least: two places are one turn every five
    told = [seconds(lanes, "silent") for _ in range(5)]
    assert told == pytest.approx([5, 10, 15, 20, 25])
    assert max(seconds(lanes, "silent") for _ in range(1000)) == 300


def test_a_thousand_events_for_a_quick_receiver_wait_as_long_as_it_takes(clock, taken):
    lanes = Lanes(most=100, each=8)
    for _ in range(20):
        with lanes.take("quick"):
            clock.now += 0.02
    taken(lanes, "quick", 8)
    assert max(seconds(lanes, "quick") for _ in range(1000)) < 15


def test_lanes_that_are_empty_are_forgotten(clock):
    lanes = Lanes(most=100, each=8)
    for n in range(1000):
        with lanes.take(str(n)):
            pass
    assert lanes._lanes == {}
