"""A worker that empties its task queue ends once nothing is open on it, and not before."""

import asyncio
from types import SimpleNamespace

import pytest
from temporalio.service import RPCError, RPCStatusCode

from workflows import emptying
from workflows.temporal.open_workflows import open_on

AWAY = RPCError("away", RPCStatusCode.UNAVAILABLE, b"")


class Server:
    """Counts as many as it is told, one time after the other; notes schedules that are removed, or raises so often."""

    namespace, identity = "default", "worker"

    def __init__(self, *counts, failures=0):
        self.counts, self.asked, self.removed, self.workflow_service = list(counts), [], [], self
        self.failures = failures

    async def count_workflows(self, query):
        self.asked.append(query)
        found = self.counts.pop(0)
        if isinstance(found, Exception):
            raise found
        return SimpleNamespace(count=found)

    async def delete_schedule(self, request):
        if self.failures:
            self.failures -= 1
            raise AWAY
        self.removed.append(request.schedule_id)


class Nothing:
    """A namespace in which nothing is open."""

    async def count_workflows(self, _query):
        return SimpleNamespace(count=0)


@pytest.fixture
def seconds(monkeypatch):
    """The seconds that pass: as long as is slept."""
    passed = [100.0]

    async def sleep(duration):
        passed[0] += duration

    monkeypatch.setattr(emptying.asyncio, "sleep", sleep)
    monkeypatch.setattr(emptying, "time", SimpleNamespace(monotonic=lambda: passed[0]))
    return passed


def test_deliveries_that_are_open_in_their_namespace_keep_it(seconds):
    operations, deliveries = Server(*[0] * 9), Server(2, 1, *[0] * 7)
    asyncio.run(emptying.until_empty(operations, deliveries, "old"))
    assert (operations.counts, deliveries.counts, deliveries.removed) == ([], [], [])


@pytest.mark.parametrize(
    "before",
    [(), (3, 2), (0, 0, 0, 0, 0, 0, 1), (0, 0, 0, AWAY)],
    ids=["empty at once", "two end", "one is begun in between", "unknown in between"],
)
def test_it_ends_once_nothing_has_been_open_for_half_a_minute(seconds, before):
    empty = [0] * 7
    server = Server(*before, *empty, "asked once too often")
    asyncio.run(emptying.until_empty(server, Nothing(), "old"))
    assert server.counts == ["asked once too often"]
    assert seconds[0] == 100 + 5 * len(before) + 30
    assert set(server.asked) == {open_on("old")}


def test_its_schedule_of_sweeps_is_taken_away_first_however_often_that_is_tried(seconds):
    server = Server(*[0] * 7, failures=3)
    asyncio.run(emptying.until_empty(server, Nothing(), "old"))
    assert server.removed == ["retention-old"]


def test_a_queues_name_is_quoted_in_its_query():
    assert open_on('a"b') == 'CloseTime IS NULL AND TaskQueue = "a\\"b"'
