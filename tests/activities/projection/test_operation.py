"""A state is written with who is to hear of it, in one transaction: told once, by whoever writes it first."""

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.callbacks.registry import CallbackRegistry, CallbackTerms
from activities.projection.operation import OperationProjector
from activities.store import delivery_search, operations, templated_operations
from activities.store.operations import Progress
from activities.store.templated_operations import TemplatedOperation
from activities.store.unavailable import StoreUnavailable
from config.callbacks import CallbackType
from tests.activities.projecting import notifier
from tests.activities.push.bank import MTOKEN, Bank
from tests.activities.store.rows import operation, projection

SECRET = "CZ6508000000192000145399"
WAITS, ENDED = "waits", "ended"


class House:
    """A bank that listens, a user with a phone, and an operation of theirs."""

    def __init__(self, database):
        self.database, self.bank = database, Bank(database)
        self.phone = self.bank.registration(token="a token")
        registry = CallbackRegistry(database, self.bank.sealer, private=True)
        terms = CallbackTerms("bank", "http://127.0.0.1:1/", ("status",))
        registry.create(MTOKEN, CallbackType.OPERATION_STATUS_CHANGE, terms)
        self.projector = OperationProjector(notifier(self.bank.sealer))

    def insert(self, *, silent=False, **columns):
        columns = {"user_id": "roman", "operation_name": "payment", **columns}
        row = operation(**columns)
        said = projection(version=1, result="CONTINUE", asks_phone_since=row.asks_phone_since)
        pinned_template = TemplatedOperation(
            "one", "payment", json.dumps([MTOKEN]), "en", "[]", "", 5, "{}", silent=silent
        )
        with self.database.write() as session:
            templated_operations.insert(session, pinned_template)
            self.projector.insert(session, row, said)

    def project(self, version, *, asks=None, result="CONTINUE", status="PENDING", asked=True):
        progress = Progress(status=status, asked_phone=asked)
        said = projection(version=version, result=result, asks_phone_since=asks, progress=progress)
        with self.database.write() as session:
            return self.projector.project(session, said)

    def end(self, version=2, **values):
        return self.project(version, result="DONE", status="APPROVED", **values)

    def told(self):
        """Kind and event of everything that was noted."""
        with self.database.read() as session:
            return sorted(
                (kind, one.event_key)
                for kind in ("push", "callback")
                for one in delivery_search.search(session, kind=kind, application_id=MTOKEN, size=100)
            )

    def row(self):
        return operations.read(self.database, "one").row


@pytest.fixture
def house(database):
    return House(database)


def test_a_new_operation_that_waits_for_a_phone_is_pushed(house):
    house.insert(asks_phone_since=1)
    assert house.told() == [("push", "one:1")]


@pytest.mark.parametrize("columns", [{"asks_phone_since": None}, {"asks_phone_since": 1, "silent": True}])
def test_one_that_asks_no_phone_or_asks_silently_is_not(house, columns):
    house.insert(**columns)
    assert house.told() == []


def test_who_stores_it_again_tells_nobody_twice(house):
    house.insert(asks_phone_since=1)
    house.insert(asks_phone_since=1)
    assert house.told() == [("push", "one:1")]


def test_a_phone_is_told_when_it_is_asked_anew_and_not_while_it_is_asked(house):
    house.insert()
    for version, asks in ((2, None), (3, 2), (4, 2), (5, None), (6, 2), (7, 4)):
        assert house.project(version, asks=asks)
    assert house.told() == [("push", "one:3"), ("push", "one:6"), ("push", "one:7")]
    assert house.row().asks_phone_since == 4


def test_an_end_is_told_to_bank_and_phones_once(house):
    house.insert()
    assert house.end(3)
    for version in (3, 2):
        assert not house.end(version)
    assert house.told() == [("callback", "one:3"), ("push", "one:3")]


def test_an_end_of_what_never_asked_a_phone_is_told_to_nobody(house):
    house.insert()
    assert house.end(asked=False)
    assert house.told() == []
    assert house.row().result == "DONE"


def test_what_may_not_have_been_told_is_told_again_once(house):
    house.insert()
    with house.database.write() as session:
        operations.project(session, projection(version=2))
    said = projection(version=2, progress=Progress(status="APPROVED", asked_phone=True))
    for _ in range(2):
        with house.database.write() as session:
            house.projector.notify_end(session, said)
    assert house.told() == [("callback", "one:2"), ("push", "one:2")]


def test_an_operation_that_nobody_stored_is_told_of_to_nobody(house):
    assert not house.end()
    assert house.told() == []


def test_of_many_who_write_at_once_one_tells(house):
    house.insert()
    ready = threading.Barrier(6)

    def write(_):
        ready.wait()
        return house.end()

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(write, range(6))) == [False] * 5 + [True]
    assert house.told() == [("callback", "one:2"), ("push", "one:2")]


def test_a_fault_that_lasts_leaves_the_state_written_and_is_told_to_operators(house, monkeypatch, caplog):
    def broken(*_, **__):
        raise KeyError(SECRET)

    monkeypatch.setattr("activities.notifications.operation.enqueue.enqueue_operation", broken)
    house.insert()
    with caplog.at_level(logging.ERROR):
        assert house.end()
    assert (house.row().result, house.told()) == ("DONE", [])
    assert "nobody is told of operation one, version 2: KeyError" in caplog.text
    assert SECRET not in caplog.text


def test_a_fault_that_may_pass_leaves_nothing_written(house, monkeypatch):
    def broken(*_, **__):
        raise StoreUnavailable("away")

    house.insert()
    with monkeypatch.context() as patched:
        patched.setattr("activities.notifications.operation.enqueue.enqueue_operation", broken)
        with pytest.raises(StoreUnavailable):
            house.end()
    assert (house.row().result, house.told()) == ("CONTINUE", [])
    assert house.end()
    assert house.told() == [("callback", "one:2"), ("push", "one:2")]
