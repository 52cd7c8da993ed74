"""A worker: how many workflows it keeps, and that what its last tasks wrote into the audit trail is sealed at its end."""

import asyncio

import pytest

from activities.store.unavailable import StoreUnavailable
from workflows import worker


class Chain:
    """Seals, and counts; or raises."""

    def __init__(self, error=None):
        self.error, self.sealed = error, 0

    def seal(self):
        self.sealed += 1
        if self.error:
            raise self.error


def test_a_worker_keeps_as_many_workflows_as_its_settings_say(monkeypatch):
    made = []
    monkeypatch.setattr(worker, "Worker", lambda _client, **given: made.append(given["max_cached_workflows"]))
    for cached in (20, 5000):
        worker.build(None, "queue", [], None, sandbox=False, max_cached_workflows=cached)
    assert made == [20, 5000]


def test_a_worker_takes_no_more_activities_than_there_are_threads(monkeypatch):
    """Nothing takes those that wait out of the executor's queue: they would run after their time."""
    made = []
    monkeypatch.setattr(worker, "Worker", lambda _client, **given: made.append(given))
    worker.build(None, "queue", [], None, sandbox=False)
    [given] = made
    both = given["max_concurrent_activities"] + given["max_concurrent_local_activities"]
    assert 0 < both <= worker._ACTIVITY_THREADS


def test_what_goes_on_beside_a_work_ends_with_it():
    ended = []

    async def lasting():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("beside")

    async def work():
        await asyncio.sleep(0)
        ended.append("work")

    asyncio.run(worker._beside(work(), [lasting()]))
    assert ended == ["work", "beside"]


def test_what_is_left_is_sealed():
    chain = Chain()
    with worker._seal_at_last(chain):
        assert chain.sealed == 0
    assert chain.sealed == 1


@pytest.mark.parametrize("end", [asyncio.CancelledError, RuntimeError])
def test_what_is_left_is_sealed_however_the_worker_ends(end):
    chain = Chain()
    with pytest.raises(end), worker._seal_at_last(chain):
        raise end
    assert chain.sealed == 1


def test_a_database_that_is_away_then_keeps_no_worker_from_ending(caplog):
    with worker._seal_at_last(Chain(StoreUnavailable("away"))):
        pass
    assert "audit rows stay unsealed for now: StoreUnavailable" in caplog.text
