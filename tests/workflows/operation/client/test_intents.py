"""Updates whose callers were lost are settled, though nobody reads their operations."""

import pytest

from activities.store import operation_intents
from activities.store.database import Database
from config.clock import now_ms
from workflows.operation.client import intents

PASSWORD = "USERNAME_PASSWORD_AUTH"


def settled(house):
    return intents.settle(house.database, house.gateway.read_model.refresh)


@pytest.mark.parametrize(("seconds", "count"), [(15, 0), (15.1, 1)])
def test_an_update_without_a_caller_is_written_when_no_caller_waits_any_more(house, seconds, count):
    house.create()
    house.lost(PASSWORD, user_id="roman")
    house.wait(seconds)
    assert settled(house) == count
    row, intent_ms = house.stored().row, house.stored().intent_ms
    assert (row.version, row.user_id, intent_ms is None) == ((2, "roman", True) if count else (1, None, False))


def test_one_that_never_arrived_is_forgotten(house):
    house.create()
    with house.database.write() as session:
        operation_intents.record(session, "one", "lost on the way", now_ms())
    house.wait(61)
    assert settled(house) == 1
    assert (house.stored().intent_ms, house.stored().row.version) == (None, 1)


def test_while_the_engine_is_away_it_waits_for_the_next_round(house):
    house.create()
    house.lost(PASSWORD)
    house.wait(61)
    house.workflow_client.away = True
    assert settled(house) == 0
    house.workflow_client.away = False
    assert settled(house) == 1


def test_of_an_operation_that_has_its_end_nobody_is_asked(house):
    house.create()
    house.step(PASSWORD, "CANCELED")
    before = house.stored().row
    assert not before.is_open
    with house.database.write() as session:
        operation_intents.record(session, "one", "repeated after the end", now_ms())
    house.wait(61)
    house.workflow_client.away = True
    assert settled(house) == 1
    assert (house.stored().intent_ms, house.stored().row) == (None, before)


def test_what_cannot_be_read_is_in_nobodys_way(house, monkeypatch):
    monkeypatch.setattr(intents, "_BATCH", 1)
    with house.database.write() as session:
        operation_intents.record(session, "a row that is gone", "update", now_ms())
    house.create()
    house.lost(PASSWORD)
    house.wait(61)
    assert settled(house) + settled(house) == 1
    assert house.stored().row.version == 2


def test_several_at_once_do_no_harm(house):
    house.create()
    house.lost(PASSWORD)
    house.wait(61)
    other = Database(house.database.url)
    assert (settled(house), intents.settle(other, house.gateway.read_model.refresh)) == (1, 0)
    other.close()
