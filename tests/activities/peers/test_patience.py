"""For a server that is slow few wait; for one that answers soon as many as come."""

from contextlib import ExitStack

import pytest

from activities.peers.patience import PeerPatience
from config.busy import Busy
from tests.set_clock import SetClock


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def patience(clock):
    return PeerPatience("the server", 2, seconds=2.0, clock=clock)


def one_call(patience, clock, seconds):
    with patience.call():
        clock.now += seconds


def test_as_many_as_come_wait_for_a_server_that_answers_soon(patience, clock):
    one_call(patience, clock, 2.0)
    with ExitStack() as waiting:
        for _ in range(50):
            waiting.enter_context(patience.call())
            clock.now += 0.01


def test_of_a_server_that_nobody_has_asked_yet_nothing_bad_is_known(patience):
    with ExitStack() as waiting:
        for _ in range(3):
            waiting.enter_context(patience.call())


def test_one_may_try_a_slow_server_where_none_may_wait_for_it(clock):
    patience = PeerPatience("the server", 0, seconds=2.0, clock=clock)
    one_call(patience, clock, 8.0)
    with patience.call(), pytest.raises(Busy), patience.call():
        pass


def test_when_the_first_has_waited_for_long_no_more_than_the_most_wait(patience, clock):
    with patience.call():
        clock.now += 2.1
        with patience.call(), pytest.raises(Busy, match="the server is slow"), patience.call():
            pass


def test_after_a_slow_answer_the_most_try_until_one_is_answered_soon(patience, clock):
    one_call(patience, clock, 8.0)
    with patience.call(), patience.call(), pytest.raises(Busy), patience.call():
        pass
    one_call(patience, clock, 0.1)
    with ExitStack() as waiting:
        for _ in range(3):
            waiting.enter_context(patience.call())


def test_a_call_that_fails_is_over(patience, clock):
    def fail(seconds):
        one_call(patience, clock, seconds)
        with patience.call():
            raise ValueError("no")

    for seconds in (3.0, 0.1):
        with pytest.raises(ValueError, match="no"):
            fail(seconds)
    with ExitStack() as waiting:
        for _ in range(3):
            waiting.enter_context(patience.call())


def test_somebody_may_always_try(clock):
    patience = PeerPatience("the server", 0, seconds=2.0, clock=clock)
    one_call(patience, clock, 3.0)
    one_call(patience, clock, 3.0)
