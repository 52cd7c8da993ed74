"""Circuit breakers: who does not answer is left alone, but for one trial at a time."""

import pytest

from activities.deliveries import circuits as module
from activities.deliveries.circuits import FAILURES, TRIAL_MS, Circuits, state_of
from activities.deliveries.held import Held
from activities.store import circuits

KIND, LANE = "callback", "one"


class House:
    """Two workers on one database, at a time that stands."""

    def __init__(self, database):
        self.database, self.now = database, 1_700_000_000_000
        self.one, self.two = (Circuits(database, lambda: self.now) for _ in range(2))

    def fail(self, times=1, worker=None):
        for _ in range(times):
            worker = worker or self.one
            worker.record_failure(KIND, LANE, worker.ask_leave(KIND, LANE), "TIMED_OUT")

    def found(self):
        with self.database.read() as session:
            return circuits.find(session, KIND, LANE)

    def state(self):
        return state_of(self.found(), self.now)

    def wait(self, seconds):
        self.now += int(seconds * 1000)


@pytest.fixture
def spread(monkeypatch):
    """Where in its spread whoever is held comes back: 0 at its begin, 1 at its end."""

    def at(share):
        monkeypatch.setattr(module.random, "uniform", lambda low, high: low + (high - low) * share)

    at(0)
    return at


@pytest.fixture
def house(database, spread):
    return House(database)


def held_seconds(worker, lane=LANE):
    with pytest.raises(Held) as held:
        worker.ask_leave(KIND, lane)
    assert held.value.word == "DESTINATION_AWAY"
    return held.value.seconds


def test_failures_one_after_the_other_open_it_for_every_worker(house):
    house.fail(FAILURES - 1)
    assert house.state() == "CLOSED"
    assert not house.two.ask_leave(KIND, LANE).trial
    house.fail()
    assert (house.state(), house.found().failures, house.found().last_error) == ("OPEN", FAILURES, "TIMED_OUT")
    assert held_seconds(house.one) == held_seconds(house.two) == 10
    assert house.one.ask_leave(KIND, "another").circuit is None
    assert circuits.count_open(house.database) == {KIND: 1}


def test_an_answer_in_between_makes_them_count_from_nothing(house):
    house.fail(FAILURES - 1)
    house.one.record_answer(KIND, LANE, house.one.ask_leave(KIND, LANE))
    assert house.found() is None
    house.fail(FAILURES - 1)
    assert house.state() == "CLOSED"


def test_one_worker_has_the_trial_and_its_answer_closes_the_circuit(house):
    house.fail(FAILURES)
    house.wait(10)
    assert house.state() == "HALF_OPEN"
    leave = house.one.ask_leave(KIND, LANE)
    assert leave.trial
    assert house.state() == "HALF_OPEN"
    house.one.record_answer(KIND, LANE, leave)
    assert house.found() is None
    assert house.two.ask_leave(KIND, LANE).circuit is None


@pytest.mark.parametrize(
    ("before", "seconds"),
    [
        (0, 10),
        (0.01, 10),  # most have heard an answer by now
        (9.9, 10),
        (10, 90),  # it hears nothing, and there will be a pause
        (99, 1),
    ],
)
def test_who_comes_while_another_has_the_trial_is_held_shortly_unless_it_lasts(house, before, seconds):
    house.fail(FAILURES)
    house.wait(10)
    assert house.one.ask_leave(KIND, LANE).trial
    house.wait(before)
    assert held_seconds(house.two) == pytest.approx(seconds)
    assert house.state() == "HALF_OPEN"


def test_of_two_that_find_the_trial_due_at_once_one_has_it_and_the_other_is_held_shortly(house, monkeypatch):
    house.fail(FAILURES)
    house.wait(10)
    due = house.found()
    assert house.one.ask_leave(KIND, LANE).trial
    monkeypatch.setattr(circuits, "read", lambda *_: due)
    assert held_seconds(house.two) == 10


def test_a_trial_that_fails_makes_everybody_wait_for_the_next_one(house):
    house.fail(FAILURES)
    house.wait(10)
    house.fail()
    assert house.state() == "OPEN"
    house.wait(1)
    assert held_seconds(house.two) == 19


@pytest.mark.parametrize(
    ("trials", "waited", "soonest", "latest"),
    [
        (0, 0, 10, 20),  # a server that is away for 15 s hears what is held within half a minute
        (0, 4, 6, 12),
        (0, 9, 1, 6),
        (1, 0, 20, 40),
        (2, 0, 40, 80),
        (3, 0, 80, 140),
        (3, 30, 50, 100),
        (9, 0, 300, 360),
    ],
)
def test_what_is_held_comes_back_over_a_time_in_proportion_to_its_wait(house, spread, trials, waited, soonest, latest):
    house.fail(FAILURES)
    for _ in range(trials):
        house.wait(held_seconds(house.one))
        house.fail()
    house.wait(waited)
    assert held_seconds(house.two) == soonest
    spread(1)
    assert held_seconds(house.two) == latest


def test_trials_that_fail_are_further_and_further_apart(house):
    house.fail(FAILURES)
    pauses = []
    for _ in range(8):
        pauses.append(held_seconds(house.one))
        house.wait(pauses[-1])
        house.fail()
    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]


def test_attempts_that_had_begun_before_it_opened_do_not_prolong_it(house):
    leaves = [house.one.ask_leave(KIND, LANE) for _ in range(20)]
    for leave in leaves:
        house.one.record_failure(KIND, LANE, leave, "TIMED_OUT")
    assert held_seconds(house.one) == 10


def test_a_trial_whose_worker_died_is_made_again(house):
    house.fail(FAILURES)
    house.wait(10)
    assert house.one.ask_leave(KIND, LANE).trial
    house.wait(TRIAL_MS / 1000)
    assert house.two.ask_leave(KIND, LANE).trial


def test_a_worker_whose_clock_is_hours_ahead_holds_nobody_for_hours(house):
    house.wait(3 * 3600)
    house.fail(FAILURES)
    house.wait(-3 * 3600)
    assert house.state() == "HALF_OPEN"
    assert house.two.ask_leave(KIND, LANE).trial


def test_operators_are_told_when_it_opens_and_when_it_closes(house, caplog):
    caplog.set_level("INFO")
    house.fail(FAILURES)
    assert "callback one does not answer (TIMED_OUT): the next trial is in 10 s" in caplog.text
    house.wait(10)
    house.one.record_answer(KIND, LANE, house.one.ask_leave(KIND, LANE))
    assert "callback one answers again" in caplog.text
