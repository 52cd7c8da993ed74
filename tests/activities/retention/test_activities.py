"""A sweep goes on batch by batch, tells how far it came, and ends the same after it was killed in the middle."""

import asyncio

import pytest
from temporalio.testing import ActivityEnvironment

from activities.retention import activities as sweeping
from activities.retention.activities import BATCH, Dropped, RetentionActivities
from activities.retention.policy import DAY_MS, Kind
from activities.store import ended
from tests.activities.store.any_rows import keys, put

ROWS = 2 * BATCH + BATCH // 2


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def operations(database):
    """More than two batches of old operations, and an open one."""
    put(database, "operation", operation_id="open", result="CONTINUE", expires_ms=1)
    with database.write() as session:
        table = ended._OPERATION
        rows = [
            {"operation_id": f"{number:04}", "operation_name": "login", "version": 1, "result": "DONE", "created_ms": 1,
             "expires_ms": number, "state": "{}", "operation_data": "", "params": "[]", "request_digest": ""}
            for number in range(ROWS)
        ]  # fmt: skip
        session.connection().execute(table.insert(), rows)
    return database


def run(activities, kind, *, told=()):
    environment = ActivityEnvironment()
    heard = []
    environment.on_heartbeat = lambda *details: heard.extend(details)
    environment.info = type(environment.info)(**{**vars(environment.info), "heartbeat_details": list(told)})
    return asyncio.run(environment.run(activities.drop_ended, kind)), heard


def kept(days):
    return dict.fromkeys(Kind, 0) | {Kind.OPERATIONS: days}


def test_all_that_is_old_goes_and_the_count_is_told(operations):
    found, heard = run(RetentionActivities(operations, kept(30)), Kind.OPERATIONS)
    assert found == Dropped(ROWS, has_more=False)
    assert heard == [BATCH, 2 * BATCH, ROWS]
    assert keys(operations, "operation", "operation_id") == ["open"]
    assert run(RetentionActivities(operations, kept(30)), Kind.OPERATIONS)[0] == Dropped(0, has_more=False)


@pytest.mark.parametrize("kind", Kind)
def test_what_is_kept_for_ever_is_not_looked_at(operations, kind):
    found, heard = run(RetentionActivities(operations, dict.fromkeys(Kind, 0)), kind)
    assert (found, heard) == (Dropped(0, has_more=False), [])
    assert len(keys(operations, "operation", "operation_id")) == ROWS + 1


def test_a_sweep_that_is_killed_in_the_middle_is_finished_by_the_next(operations, monkeypatch):
    calls = []

    def dies(session, age_ms, size):
        calls.append(ended.drop_ended_operations(session, age_ms, size))
        if len(calls) == 2:
            raise Killed
        return calls[-1]

    activities = RetentionActivities(operations, kept(30))
    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "_BATCHES", {Kind.OPERATIONS: dies})
        with pytest.raises(Killed):
            run(activities, Kind.OPERATIONS)
    assert len(keys(operations, "operation", "operation_id")) == ROWS - BATCH + 1
    found, _ = run(activities, Kind.OPERATIONS, told=[BATCH])
    assert found == Dropped(ROWS, has_more=False)  # of both
    assert keys(operations, "operation", "operation_id") == ["open"]


def test_after_its_time_a_sweep_leaves_the_rest_to_the_next(operations, monkeypatch):
    monkeypatch.setattr(sweeping, "_MAX_SECONDS", 0.0)
    found, _ = run(RetentionActivities(operations, kept(30)), Kind.OPERATIONS)
    assert found == Dropped(BATCH, has_more=True)


def test_between_batches_the_database_is_left_to_others(operations, monkeypatch):
    pauses = []

    async def noted(seconds):
        pauses.append(seconds)

    monkeypatch.setattr(sweeping.asyncio, "sleep", noted)
    run(RetentionActivities(operations, kept(30)), Kind.OPERATIONS)
    assert len(pauses) == 3
    assert all(pause >= 0.02 for pause in pauses)


def test_a_year_of_days_is_not_a_day_less(operations):
    """Rows of 1970 are older than any number of days that may be set but one that ends before it."""
    found, _ = run(RetentionActivities(operations, kept(36_500)), Kind.OPERATIONS)
    assert found.rows == 0
    assert 36_500 * DAY_MS < 2**63
