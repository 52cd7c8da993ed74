"""What is noted is tried once, at once, by one of the workers; what was not heard then is left to a workflow."""

import asyncio
import uuid
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from temporalio.service import RPCError

from activities.deliveries import outbox
from activities.deliveries.activities import FirstAttempt
from activities.secrets.sealing import Sealer
from activities.store import deliveries
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from config import master_key
from tests.migrated import migrated
from workflows.delivery import dispatcher
from workflows.delivery.dispatcher import Dispatcher, OutboxBell


class House:
    """A database, and attempts that end as `ends` says of their target; a target that `hangs` is waited for."""

    def __init__(self, folder):
        self.url = f"sqlite:///{folder}/store.db"
        self.database = Database(self.url)
        migrated(self.database)
        self.sealer = Sealer.of(master_key.generate())
        self.tried, self.handed, self.away = Counter(), Counter(), 0
        self.hangs = {}

    def note(self, target="heard", attempts=0):
        with self.database.write() as session:
            delivery_id = outbox.enqueue(
                session,
                self.sealer,
                kind="k",
                target=target,
                application_id="a",
                event_key=uuid.uuid4().hex,
                payload=b"{}",
            )
            deliveries.amend(session, delivery_id, attempts=attempts)
        return delivery_id

    def row(self, delivery_id):
        with self.database.read() as session:
            return deliveries.find(session, delivery_id)

    async def attempt_first(self, delivery_id):
        self.tried[delivery_id] += 1
        target = self.row(delivery_id).target
        if target in self.hangs:
            await self.hangs[target].wait()
        if target == "late":
            return FirstAttempt(False)
        if target == "busy" and self.tried[delivery_id] == 1:
            return FirstAttempt(False, timedelta(seconds=0.2))
        with self.database.write() as session:
            deliveries.end(session, delivery_id, deliveries.DeliveryState.DELIVERED, None, 1)
        return FirstAttempt(True)

    async def hand_over(self, delivery_id):
        if self.away:
            self.away -= 1
            raise RPCError("away", None, b"")
        self.handed[delivery_id] += 1

    @asynccontextmanager
    async def dispatching(self, workers=1, most=8, each=8):
        noted = OutboxBell(asyncio.get_running_loop())
        self.database = Database(self.url, on_commit=noted.on_commit)
        running = [
            asyncio.create_task(Dispatcher(self.database, self, self.hand_over, noted, most=most, each=each).run())
            for _ in range(workers)
        ]
        try:
            yield
        finally:
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def until(self, condition):
        async with asyncio.timeout(90):
            while not condition():
                await asyncio.sleep(0.01)


@pytest.fixture
def house(tmp_path):
    found = House(tmp_path)
    yield found
    found.database.close()


def run(story):
    asyncio.run(story)


def test_what_is_noted_is_tried_once(house):
    async def story():
        before = house.note()
        async with house.dispatching():
            after = house.note()
            await house.until(lambda: {house.row(one).state for one in (before, after)} == {"DELIVERED"})
            await asyncio.sleep(0.3)
        assert (house.tried, house.handed) == ({before: 1, after: 1}, {})

    run(story())


def test_what_another_process_notes_is_seen(house):
    async def story():
        async with house.dispatching():
            other, house.database = house.database, Database(house.url)
            noted = house.note()
            await house.until(lambda: house.row(noted).state == "DELIVERED")
            other.close()

    run(story())


def test_a_commit_of_this_process_is_seen_at_once(house, monkeypatch):
    monkeypatch.setattr(dispatcher, "_LOOK_SECONDS", 60)
    monkeypatch.setattr(dispatcher, "_LONGEST_LOOK_SECONDS", 60)

    async def story():
        async with house.dispatching():
            await asyncio.sleep(0.1)
            noted = await asyncio.to_thread(house.note)
            await house.until(lambda: house.row(noted).state == "DELIVERED")

    run(story())


class _Pauses(OutboxBell):
    """Ends each pause at once, and says how long it was to be; `rings` before the look that follows so many."""

    def __init__(self, meanwhile):
        super().__init__(asyncio.get_running_loop())
        self.lasted, self._meanwhile = [], meanwhile

    async def wait(self, seconds):
        self.lasted.append(seconds)
        await asyncio.to_thread(self._meanwhile, len(self.lasted))
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("noted", "expected"),
    [
        ({}, [0.1, 0.2, 0.2, 0.2]),
        ({3: 1}, [0.1, 0.2, 0.2, 0.05, 0.1, 0.2, 0.2]),
        ({1: 1, 2: 1}, [0.1, 0.05, 0.05, 0.1, 0.2, 0.2]),
        ({1: 8}, [0.1, 0.05, 0.1, 0.2, 0.2]),  # no look after one that has found all there is
    ],
)
def test_looks_are_frequent_where_others_note_much_and_never_too_far_apart(house, noted, expected):
    async def story():
        def meanwhile(number):
            for _ in range(noted.get(number, 0)):
                house.note()

        pauses = _Pauses(meanwhile)
        dispatching = asyncio.create_task(
            Dispatcher(house.database, house, house.hand_over, pauses, most=64, each=8).run()
        )
        await house.until(lambda: len(pauses.lasted) >= len(expected))
        dispatching.cancel()
        await asyncio.gather(dispatching, return_exceptions=True)
        assert pauses.lasted[: len(expected)] == expected

    run(story())


def test_where_more_is_due_than_one_look_takes_the_next_follows_without_a_pause(house):
    for number in range(20):
        house.note(f"receiver {number}")
    left = []

    async def story():
        pauses = _Pauses(lambda _number: left.append(len(deliveries.find_due(house.database, 20))))
        dispatching = asyncio.create_task(
            Dispatcher(house.database, house, house.hand_over, pauses, most=64, each=4).run()
        )
        await house.until(lambda: left)
        dispatching.cancel()
        await asyncio.gather(dispatching, return_exceptions=True)

    run(story())
    assert left[0] == 0


def test_who_does_not_hear_at_once_is_left_to_a_workflow(house):
    async def story():
        async with house.dispatching():
            late = house.note("late")
            await house.until(lambda: house.handed)
            await asyncio.sleep(0.3)
        assert (house.tried, house.handed) == ({late: 1}, {late: 1})
        assert deliveries.find_due(house.database, 1) == []

    run(story())


def test_where_as_many_are_on_their_way_as_may_be_it_comes_again(house):
    async def story():
        async with house.dispatching():
            busy = house.note("busy")
            await house.until(lambda: house.row(busy).state == "DELIVERED")
        assert (house.tried, house.handed) == ({busy: 2}, {})

    run(story())


def test_of_several_workers_one_tries(house):
    async def story():
        noted = [house.note() for _ in range(40)]
        async with house.dispatching(workers=4, most=3):
            await house.until(lambda: all(house.row(one).state == "DELIVERED" for one in noted))
        assert house.tried == dict.fromkeys(noted, 1)

    run(story())


def test_no_more_are_tried_at_once_than_there_is_room_for(house):
    async def story():
        house.hangs["slow"] = asyncio.Event()
        async with house.dispatching(most=2):
            noted = [house.note("slow") for _ in range(5)]
            await house.until(lambda: len(house.tried) == 2)
            await asyncio.sleep(0.3)
            assert len(house.tried) == 2
            house.hangs["slow"].set()
            await house.until(lambda: house.tried == dict.fromkeys(noted, 1))

    run(story())


def test_a_receiver_that_is_slow_keeps_no_other_waiting_and_hears_all_in_its_turn(house):
    async def story():
        house.hangs["slow"] = asyncio.Event()
        async with house.dispatching(most=8, each=2):
            slow = [house.note("slow") for _ in range(20)]
            await house.until(lambda: len(house.tried) == 2)
            quick = [house.note(f"quick {number}") for number in range(10)]
            await house.until(lambda: all(house.row(one).state == "DELIVERED" for one in quick))
            assert len(house.tried.keys() & set(slow)) == 2
            house.hangs["slow"].set()
            await house.until(lambda: all(house.row(one).state == "DELIVERED" for one in slow))
        assert house.tried == dict.fromkeys([*slow, *quick], 1)
        assert house.handed == {}

    run(story())


def test_what_a_dead_worker_had_in_hand_is_a_workflows_matter_when_its_time_is_over(house, monkeypatch):
    """It may have been heard: nobody knows, so it is told again."""

    async def story():
        lost = house.note(attempts=1)
        async with house.dispatching():
            await house.until(lambda: house.handed)
        assert (house.tried, house.handed) == ({}, {lost: 1})

    run(story())


@pytest.mark.exhaustive
def test_what_lasts_is_in_hand_and_tried_by_nobody_else(house, monkeypatch):
    monkeypatch.setattr(dispatcher, "IN_HAND_MS", 600)
    monkeypatch.setattr(dispatcher, "_RENEW_SECONDS", 0.1)

    async def story():
        house.hangs["slow"] = asyncio.Event()
        async with house.dispatching(workers=2):
            noted = house.note("slow")
            await asyncio.sleep(1.5)
            assert (house.tried, house.handed) == ({noted: 1}, {})
            house.hangs["slow"].set()
            await house.until(lambda: house.row(noted).state == "DELIVERED")

    run(story())


def test_while_no_workflow_can_be_started_it_comes_again(house, monkeypatch):
    monkeypatch.setattr(dispatcher, "IN_HAND_MS", 200)
    house.away = 2

    async def story():
        async with house.dispatching():
            late = house.note("late")
            await house.until(lambda: house.handed == {late: 1})

    run(story())


@pytest.mark.exhaustive
@pytest.mark.parametrize(("stop_seconds", "heard"), [(10, 2), (0.1, 0)])
def test_a_stop_lets_end_what_is_being_tried_and_begins_nothing_more(house, monkeypatch, stop_seconds, heard):
    monkeypatch.setattr(dispatcher, "_STOP_SECONDS", stop_seconds)

    async def story():
        house.hangs["slow"] = asyncio.Event()
        noted = [house.note("slow") for _ in range(4)]
        async with house.dispatching(each=2):
            await house.until(lambda: len(house.tried) == 2)
            asyncio.get_running_loop().call_later(0.5, house.hangs["slow"].set)
        await asyncio.sleep(0.7)  # whatever was begun meanwhile would be seen
        assert len(house.tried) == 2
        assert [house.row(one).state for one in noted].count("DELIVERED") == heard
        assert house.handed == {}

    run(story())


def test_a_database_that_is_away_is_waited_for(house, monkeypatch, caplog):
    monkeypatch.setattr(dispatcher, "_AWAY_SECONDS", 0.05)
    found, faults = deliveries.find_due, [StoreUnavailable("away"), ValueError("secret"), None]

    def sometimes(*asked):
        if faults and (fault := faults.pop(0)):
            raise fault
        return found(*asked)

    monkeypatch.setattr(deliveries, "find_due", sometimes)

    async def story():
        async with house.dispatching():
            noted = house.note()
            await house.until(lambda: house.row(noted).state == "DELIVERED")

    run(story())
    assert "nothing is delivered for now: away" in caplog.text
    assert "nothing is delivered: ValueError" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("steps", range(4))
def test_a_cancellation_that_comes_with_a_ring_is_not_lost(steps):
    async def story():
        noted = OutboxBell(asyncio.get_running_loop())

        async def for_ever():
            while True:
                noted.clear()
                await noted.wait(60)

        waiting = asyncio.create_task(for_ever())
        await asyncio.sleep(0.01)
        noted.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting], timeout=1)
        assert waiting.cancelled()

    run(story())
