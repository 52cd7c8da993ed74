"""So many threads at once for each key, in the order of coming; whoever gives up leaves nothing behind."""

import threading
import time

import pytest

from tests.together import at_once
from workflows.temporal.turns import Turns


def test_no_more_than_so_many_have_a_turn():
    turns, inside, most, lock = Turns(4), 0, 0, threading.Lock()

    def one():
        nonlocal inside, most
        with turns.of("a", 60):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.001)
            with lock:
                inside -= 1

    at_once(*[one] * 24)
    assert (most, inside, len(turns)) == (4, 0, 0)


def test_others_come_in_the_order_of_coming():
    turns, order = Turns(1), []

    def come(number):
        with turns.of("a", 60):
            order.append(number)

    with turns.of("a", 60):
        threads = []
        for number in range(8):
            threads.append(threading.Thread(target=come, args=(number,)))
            threads[-1].start()
            until = time.monotonic() + 60
            while turns.waiting("a") <= number and time.monotonic() < until:
                time.sleep(0.001)
    for thread in threads:
        thread.join(60)
    assert (order, len(turns)) == (list(range(8)), 0)


def test_another_key_waits_for_nobody():
    turns = Turns(1)
    with turns.of("a", 1), turns.of("b", 1):
        assert len(turns) == 2


def test_who_gives_up_waiting_leaves_his_place_in_the_line():
    turns = Turns(1)
    with turns.of("a", 1):
        with pytest.raises(TimeoutError), turns.of("a", 0.01):
            pytest.fail("there was no turn")
        assert turns.waiting("a") == 0
    assert len(turns) == 0


def test_who_fails_leaves_his_place_to_the_next():
    turns = Turns(1)
    with pytest.raises(LookupError), turns.of("a", 1):
        raise LookupError
    with turns.of("a", 1):
        assert len(turns) == 1
    assert len(turns) == 0


def test_a_turn_that_comes_in_the_moment_of_giving_up_goes_on_to_the_next():
    """Many who wait hardly at all, for one who leaves all the time: no place is ever lost."""
    turns = Turns(1)

    def hasty():
        for _ in range(200):
            try:
                with turns.of("a", 0.0001):
                    time.sleep(0)
            except TimeoutError:
                continue

    at_once(*[hasty] * 8)
    with turns.of("a", 1):
        assert len(turns) == 1
    assert len(turns) == 0
