"""Attempts: who may be told now is, who may not is held, and holding is no attempt."""

import asyncio
import threading
import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.deliveries import outbox
from activities.deliveries.activities import DeliveryActivities
from activities.deliveries.circuits import FAILURES
from activities.deliveries.lanes import Lanes
from activities.deliveries.sender import DeliveryOutcome
from activities.secrets.sealing import Sealer
from activities.store import circuits, deliveries
from config import master_key
from config.clock import now_ms

KIND = "callback"


class House:
    """A worker's activities. A target is silent until `speak`, answers 503 or 500, or takes everything."""

    away = frozenset({"HTTP_503", "TIMED_OUT"})

    def __init__(self, database):
        self.database, self.sealer = database, Sealer.of(master_key.generate())
        self.heard, self.says, self._speaks = [], {}, threading.Event()
        lanes = {KIND: Lanes(most=16, each=2)}
        self.activities = DeliveryActivities(database, self.sealer, {KIND: self}, limit=60, lanes=lanes)

    def send(self, delivery):
        said = self.says.get(delivery.target, "")
        if said == "TIMED_OUT":
            self._speaks.wait(10)
        self.heard.append(delivery.delivery_id)
        return (DeliveryOutcome.RETRY if said else DeliveryOutcome.DELIVERED), said

    def note(self, target):
        with self.database.write() as session:
            return outbox.enqueue(
                session,
                self.sealer,
                kind=KIND,
                target=target,
                application_id="app",
                event_key=uuid.uuid4().hex,
                payload=b"{}",
            )

    async def attempt(self, delivery_id, *, last=False):
        environment = ActivityEnvironment()
        if last:
            later = environment.info.scheduled_time + timedelta(minutes=2)
            environment.info = replace(environment.info, current_attempt_scheduled_time=later)
        try:
            return (await environment.run(self.activities.deliver, delivery_id)).state
        except ApplicationError as error:
            return error.type, error.next_retry_delay.total_seconds()

    def now(self, delivery_id, **options):
        return asyncio.run(self.attempt(delivery_id, **options))

    def row(self, delivery_id):
        with self.database.read() as session:
            return deliveries.find(session, delivery_id)

    @contextmanager
    def speak(self):
        try:
            yield
        finally:
            self._speaks.set()


@pytest.fixture
def house(database):
    return House(database)


@pytest.mark.exhaustive
def test_a_silent_receiver_keeps_its_own_lane_busy_and_nobody_else_s(house):
    house.says["silent"] = "TIMED_OUT"

    async def play():
        with house.speak():
            waiting = [asyncio.create_task(house.attempt(house.note("silent"))) for _ in range(2)]
            await asyncio.sleep(0.5)
            more = house.note("silent")
            held = await asyncio.wait_for(house.attempt(more), 3)
            arrived = await asyncio.wait_for(house.attempt(house.note("another")), 3)
        return more, held, arrived, await asyncio.gather(*waiting)

    more, (word, seconds), arrived, late = asyncio.run(play())
    assert (word, arrived) == ("BUSY", "DELIVERED")
    assert 0.1 < seconds < 10
    row = house.row(more)
    assert (row.state, row.attempts, row.last_error) == ("WAITING", 0, "BUSY")
    assert [word for word, _ in late] == ["TIMED_OUT"] * 2


def test_who_does_not_answer_is_not_asked_for_each_event(house):
    house.says["away"] = "HTTP_503"
    noted = [house.note("away") for _ in range(FAILURES + 5)]
    said = [house.now(one)[0] for one in noted]
    assert said == ["HTTP_503"] * FAILURES + ["DESTINATION_AWAY"] * 5
    assert len(house.heard) == FAILURES
    assert [house.row(one).attempts for one in noted[FAILURES:]] == [0] * 5


def test_a_receiver_that_refuses_is_there(house):
    house.says["strict"] = "HTTP_400"
    for _ in range(FAILURES + 5):
        assert house.now(house.note("strict"))[0] == "HTTP_400"


def test_it_is_told_again_when_a_trial_has_shown_that_it_is_back(house):
    house.says["away"] = "HTTP_503"
    noted = [house.note("away") for _ in range(FAILURES + 2)]
    for one in noted:
        house.now(one)
    del house.says["away"]
    assert house.now(noted[0])[0] == "DESTINATION_AWAY"
    with house.database.write() as session:
        circuits.pause(session, circuits.find(session, KIND, "away"), trials=0, next_trial_ms=now_ms())
    assert [house.now(one) for one in noted] == ["DELIVERED"] * len(noted)
    assert house.row(noted[-1]).last_error is None


def test_the_intervals_are_those_of_attempts_however_often_it_was_held(house):
    house.says["away"] = "HTTP_400"
    delivery_id = house.note("away")
    assert [house.now(delivery_id)[1] for _ in range(4)] == [2, 3, 4.5, 6.75]


def test_the_limit_ends_what_is_held(house):
    house.says["away"] = "HTTP_503"
    for _ in range(FAILURES):
        house.now(house.note("away"))
    delivery_id = house.note("away")
    house.now(delivery_id)
    assert house.now(delivery_id, last=True) == "FAILED"
    assert house.row(delivery_id).last_error == "DESTINATION_AWAY"


def test_what_is_held_is_not_left_behind(house):
    house.says["away"] = "HTTP_503"
    for _ in range(FAILURES):
        house.now(house.note("away"))
    held, lost = house.note("away"), house.note("away")
    house.now(held)
    found = deliveries.find_due(house.database, 100)
    assert [one.delivery_id for one in found] == [lost]
