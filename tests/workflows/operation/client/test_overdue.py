"""An operation whose time is over has its end written from the table, with who is to hear of it, where nobody else has.

The database's clock is ours, and the house's stands in the past: all that it creates is overdue.
"""

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from activities.store.tables import OperationRow
from workflows.operation.client import overdue
from workflows.operation.client.overdue import OverdueOperations

PASSWORD = "USERNAME_PASSWORD_AUTH"


def ended(house, rest=lambda _seconds: None):
    return OverdueOperations(house.gateway.read_model, rest).end()


def terminate(house):
    house.workflow_client.running["one"].terminated = True


def forget(house):
    house.workflow_client.running["one"].forgotten = True


def hold(house):
    house.workflow_client.silent.add("one")


def lose(house):
    house.workflow_client.away = True


@pytest.mark.parametrize("fate", [terminate, forget, hold, lose, lambda _house: None])
def test_it_ends_as_its_readers_are_shown_whatever_became_of_its_workflow(house, fate):
    house.create()
    house.step(PASSWORD, user_id="roman")
    fate(house)
    house.wait(301)
    shown = house.get().state
    assert shown.timed_out
    asked = house.workflow_client.asked
    assert ended(house) == 1
    assert (house.stored().row.result, house.stored().row.version) == ("FAILED", 3)
    assert house.get().state == shown
    assert house.told["finished", "login", "EXPIRED"] == 1
    assert house.workflow_client.asked == asked, "the table is enough"
    assert ended(house) == 0


def test_what_its_workflow_says_afterwards_is_no_news(house):
    house.create()
    house.wait(301)
    assert ended(house) == 1
    before = house.stored().row
    house.gateway.read_model.refresh("one")
    assert house.stored().row == before
    assert house.told["finished", "login", "EXPIRED"] == 1


def test_a_step_whose_caller_was_lost_is_settled_first_and_holds(house):
    house.create()
    house.step(PASSWORD)
    house.lost("CONSENT")
    house.wait(301)
    assert ended(house) == 0
    house.gateway.read_model.refresh("one")
    assert ended(house) == 0
    assert house.stored().row.result == "DONE"


def test_what_is_damaged_is_in_nobodys_way_and_told_once(house, caplog):
    for name in ("one", "two"):
        house.create(name)
    with house.database.write() as session:
        session.orm.exec(update(OperationRow).where(OperationRow.operation_id == "one").values(state="{}"))
    house.wait(301)
    work = OverdueOperations(house.gateway.read_model)
    with caplog.at_level(logging.ERROR):
        assert [work.end(), work.end()] == [1, 0]
    assert house.stored("two").row.result == "FAILED"
    assert [record.getMessage().split(" is ")[0] for record in caplog.records] == ["operation one"]


def test_batches_follow_each_other_with_a_rest_in_between(house, monkeypatch):
    monkeypatch.setattr(overdue, "_BATCH", 2)
    for number in range(5):
        house.create(f"{number}")
    rests = []
    assert ended(house, rests.append) == 5
    assert len(rests) == 2


def test_several_workers_at_once_write_each_end_once(house):
    for number in range(60):
        house.create(f"{number}")
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda _: ended(house), range(4)))
    assert sum(counts) == house.told["finished", "login", "EXPIRED"] == 60
