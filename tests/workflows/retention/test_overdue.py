"""A registration that is overdue gets its end where nobody is left to write it, and nothing else does.

The database's clock is ours, and the house's stands in the past: all that it creates is overdue.
"""

import asyncio

import pytest
from temporalio.testing import ActivityEnvironment

from activities.store import registrations
from activities.store.overdue import OverduePlace
from config.reasons import Reason
from config.refused import Refused
from workflows.retention import overdue
from workflows.retention.overdue import OverdueActivities, Settled


def settled(house, after=None, *, told=()):
    environment = ActivityEnvironment()
    heard = []
    environment.on_heartbeat = lambda *details: heard.append(details)
    environment.info = type(environment.info)(**{**vars(environment.info), "heartbeat_details": list(told)})
    work = OverdueActivities(house.database, house.registrations._reads.settle_overdue).settle_overdue
    return asyncio.run(environment.run(work, after)), heard


def terminate(house, registration_id):
    house.workflow_client.running[registration_id].terminated = True


def forgotten(house, registration_id):
    house.workflow_client.running.pop(registration_id)


def row(house, registration_id):
    return registrations.read(house.database, registration_id).row


@pytest.fixture
def made(registered):
    """The ids of new registrations whose time is over, in the order in which they are looked at."""

    def make(count):
        ids = []
        for number in range(count):
            registered.create(user_id=f"user {number}")
            ids.append(registered.id)
        registered.wait(133)
        return sorted(ids)

    return make


@pytest.mark.parametrize("end", [terminate, forgotten])
def test_what_has_no_workflow_any_more_is_removed(registered, made, end):
    (one,) = made(1)
    end(registered, one)
    assert settled(registered)[0] == Settled(1, None)
    assert (row(registered, one).status, row(registered, one).blocked_reason) == ("REMOVED", "EXPIRED")
    assert settled(registered)[0] == Settled(0, None)


def test_a_workflow_that_is_silent_is_in_nobodys_way(registered, made):
    silent, other = made(2)
    registered.workflow_client.silent.add(silent)
    assert settled(registered)[0] == Settled(1, None)
    assert [row(registered, one).status for one in (silent, other)] == ["CREATED", "REMOVED"]


def test_a_row_that_cannot_be_read_is_in_nobodys_way(registered, made, monkeypatch):
    _, other = made(2)
    settle = registered.registrations._reads.settle_overdue

    def of(registration_id):
        if registration_id != other:
            raise Refused(Reason.REGISTRATION_NOT_FOUND)
        return settle(registration_id)

    monkeypatch.setattr(registered.registrations._reads, "settle_overdue", of)
    assert settled(registered)[0] == Settled(1, None)
    assert row(registered, other).status == "REMOVED"


def test_they_are_looked_at_in_order_and_a_batch_does_not_wait_for_who_is_left(registered, made, monkeypatch):
    monkeypatch.setattr(overdue, "_BATCH", 2)
    *silent, last = made(5)
    registered.workflow_client.silent.update(silent)
    found, heard = settled(registered)
    assert found == Settled(1, None)
    assert [(rows, name) for rows, _, name in heard] == [*((0, one) for one in silent), (1, last)]


def test_after_a_minute_the_workflow_is_told_how_far_it_came(registered, made, monkeypatch):
    monkeypatch.setattr(overdue, "_MAX_SECONDS", -1)
    one, two = made(2)
    at_ms = row(registered, one).expires_ms
    first, _ = settled(registered)
    assert first == Settled(1, OverduePlace(at_ms, one))
    assert settled(registered, first.after)[0] == Settled(1, OverduePlace(at_ms, two))
    assert settled(registered, OverduePlace(at_ms, two))[0] == Settled(0, None)


def test_who_comes_after_a_killed_worker_goes_on_where_it_was(registered, made):
    one, two = made(2)
    found, heard = settled(registered, told=(7, row(registered, one).expires_ms, one))
    assert found == Settled(8, None)
    assert [name for _, _, name in heard] == [two]
    assert row(registered, one).status == "CREATED"
