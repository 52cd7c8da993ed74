"""The sweeps, as workflows ask for them: batch after batch, with pauses that leave the database to those who wait for answers."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from temporalio import activity

from activities.audit.archive import Archive
from activities.retention.policy import DAY_MS, Kind
from activities.store import ended
from activities.store.database import Database

# A transaction of so many holds SQLite's one writer for some milliseconds.
BATCH = 50
# So much longer than a batch took is waited after it: a sweep has a twentieth of the writer's time, so that few requests meet it,
# and the slowest twentieth of them is not slower for it.
_PAUSES = 19
_LEAST_PAUSE_SECONDS = 0.02
# Then the workflow is told, and asks again.
_MAX_SECONDS = 60.0

_BATCHES: Mapping[Kind, ended.Batch] = {
    Kind.CALLERS: ended.clear_callers,
    Kind.OPERATIONS: ended.drop_ended_operations,
    Kind.REGISTRATIONS: ended.drop_ended_registrations,
    Kind.INBOX: ended.drop_old_messages,
    Kind.AUTHENTICATIONS: ended.drop_old_authentications,
    Kind.ONE_TIME_PASSWORDS: ended.drop_old_one_time_passwords,
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many rows a sweep has dropped (of requests: changed), and whether it has left some for the next."""

    rows: int
    has_more: bool


class RetentionActivities:
    """Holds the worker's database. `days`: how long each kind is kept, 0: for ever. `archive`: null, then the audit is kept."""

    def __init__(self, database: Database, days: Mapping[Kind, int], archive: Archive | None = None) -> None:
        self._database = database
        self._days = days
        self._archive = archive

    @activity.defn(name="drop_ended")
    async def drop_ended(self, kind: Kind) -> Dropped:
        """Drop what has ended long enough ago, for a minute at most. Repeatable; what is dropped is told with each heartbeat."""
        days = self._days[kind]
        if not days:
            return Dropped(0, has_more=False)
        details = activity.info().heartbeat_details
        return await _sweep(self._steps(kind, days * DAY_MS), int(details[0]) if details else 0)

    def _steps(self, kind: Kind, age_ms: int) -> Iterator[int]:
        if kind is not Kind.AUDIT:
            return self._batches(_BATCHES[kind], age_ms)
        return iter(()) if self._archive is None else self._archive.steps(age_ms)

    def _batches(self, batch: ended.Batch, age_ms: int) -> Iterator[int]:
        dropped = BATCH
        while dropped == BATCH:
            with self._database.write() as session:
                dropped = batch(session, age_ms, BATCH)
            yield dropped


async def _sweep(steps: Iterator[int], rows: int) -> Dropped:
    """Step by step, each in a thread; `rows` were dropped before."""
    counter = activity.metric_meter().create_counter("nextstep_retention_dropped", "Rows dropped by their age")
    until = time.monotonic() + _MAX_SECONDS
    while True:
        begun = time.monotonic()
        dropped = await asyncio.to_thread(next, steps, None)
        if dropped is None:
            return Dropped(rows, has_more=False)
        rows += dropped
        counter.add(dropped)
        activity.heartbeat(rows)
        if time.monotonic() > until or activity.is_worker_shutdown():
            return Dropped(rows, has_more=True)
        await asyncio.sleep(max(_LEAST_PAUSE_SECONDS, _PAUSES * (time.monotonic() - begun)))
