"""What is overdue gets its end where nobody is left to write it, and nothing else does.

The database's clock is ours, and the house's stands in the past: all that it creates is overdue.
"""

import asyncio

import pytest
from sqlalchemy import update
from temporalio.testing import ActivityEnvironment

from activities.store import registrations
from activities.store.overdue import OverdueKind, OverduePlace
from activities.store.tables import OperationRow
from workflows.retention import overdue
from workflows.retention.overdue import OverdueActivities, Settled

PASSWORD = "USERNAME_PASSWORD_AUTH"


def settled(house, after=None, *, waiting=OverdueKind.OPERATIONS, told=()):
    environment = ActivityEnvironment()
    heard = []
    environment.on_heartbeat = lambda *details: heard.append(details)
    environment.info = type(environment.info)(**{**vars(environment.info), "heartbeat_details": list(told)})
    settle = house.registrations._reads if waiting is OverdueKind.REGISTRATIONS else house.gateway.read_model
    work = OverdueActivities(house.database, {waiting: settle.settle_overdue}).settle_overdue
    return asyncio.run(environment.run(work, waiting, after)), heard


def terminate(house, operation_id="one"):
    house.workflow_client.running[operation_id].terminated = True


def forget(house):
    house.workflow_client.running["one"].forgotten = True


@pytest.mark.parametrize("end", [terminate, forget])
def test_what_has_no_workflow_any_more_ends_as_its_readers_are_shown(house, end):
    house.create()
    house.step(PASSWORD, user_id="roman")
    end(house)
    house.wait(301)
    shown = house.get().state
    assert shown.timed_out
    assert settled(house)[0] == Settled(1, None)
    assert (house.stored().row.result, house.stored().row.version) == ("FAILED", 3)
    assert house.get().state == shown
    assert house.told["finished", "login", "FAILED"] == 1
    assert settled(house)[0] == Settled(0, None)


def test_what_its_workflow_said_at_last_holds(house):
    house.create()
    house.step(PASSWORD)
    house.lost("CONSENT")
    house.wait(301)
    assert settled(house)[0] == Settled(1, None)
    assert house.stored().row.result == "DONE"


def hold(house):
    house.workflow_client.silent.add("one")


@pytest.mark.parametrize("fate", [lambda _house: None, hold], ids=["goes on", "is silent"])
def test_a_workflow_that_may_still_end_its_operation_is_left_to_it_and_others_are_not(house, fate):
    house.create()
    house.create("two")
    terminate(house, "two")
    fate(house)
    assert settled(house)[0] == Settled(1, None)
    assert (house.stored().row.result, house.stored("two").row.result) == ("CONTINUE", "FAILED")


def test_a_damaged_row_is_in_nobodys_way(house):
    for name in ("one", "two"):
        house.create(name)
        terminate(house, name)
    with house.database.write() as session:
        session.exec(update(OperationRow).where(OperationRow.operation_id == "one").values(state="{}"))
    forget(house)
    assert settled(house)[0] == Settled(1, None)
    assert house.stored("two").row.result == "FAILED"


def test_they_are_looked_at_in_order_and_a_batch_does_not_wait_for_who_is_left(house, monkeypatch):
    monkeypatch.setattr(overdue, "_BATCH", 2)
    for number in range(5):
        house.create(f"{number}")
    terminate(house, "4")
    found, heard = settled(house)
    assert found == Settled(1, None)
    assert [(rows, name) for rows, _, name in heard] == [(0, "0"), (0, "1"), (0, "2"), (0, "3"), (1, "4")]


def test_after_a_minute_the_workflow_is_told_how_far_it_came(house, monkeypatch):
    monkeypatch.setattr(overdue, "_MAX_SECONDS", -1)
    for name in ("one", "two"):
        house.create(name)
        terminate(house, name)
    at_ms = house.stored().row.expires_ms
    first, _ = settled(house)
    assert first == Settled(1, OverduePlace(at_ms, "one"))
    assert settled(house, first.after)[0] == Settled(1, OverduePlace(at_ms, "two"))
    assert settled(house, OverduePlace(at_ms, "two"))[0] == Settled(0, None)


def test_who_comes_after_a_killed_worker_goes_on_where_it_was(house):
    for name in ("one", "two"):
        house.create(name)
        terminate(house, name)
    found, heard = settled(house, told=(7, house.stored().row.expires_ms, "one"))
    assert found == Settled(8, None)
    assert [name for _, _, name in heard] == ["two"]
    assert house.stored().row.result == "CONTINUE"


def test_a_registration_that_has_no_workflow_any_more_is_removed_and_others_are_left_to_theirs(registered):
    ids = []
    for user_id in ("held", "roman"):
        registered.create(user_id=user_id)
        registered.workflow_client.running[registered.id].terminated = True
        ids.append(registered.id)
    registered.workflow_client.silent.add(ids[0])
    registered.wait(133)
    assert settled(registered, waiting=OverdueKind.REGISTRATIONS)[0] == Settled(1, None)
    rows = [registrations.read(registered.database, one).row for one in ids]
    assert [(row.status, row.blocked_reason) for row in rows] == [("CREATED", None), ("REMOVED", "EXPIRED")]
    assert settled(registered, waiting=OverdueKind.REGISTRATIONS)[0] == Settled(0, None)
