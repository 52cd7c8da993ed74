"""What keeps this process from serving: asked of the database, which has to take a row, and of Temporal and its workers."""

import threading
import time
from dataclasses import dataclass

from temporalio.client import Client

from activities.store import heartbeats
from activities.store.database import Database
from activities.store.free_space import file_of, free_bytes
from activities.store.unavailable import StoreUnavailable
from config.clock import ahead, now_ms
from config.settings import Settings
from workflows.temporal import readiness
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.cluster import cluster_of
from workflows.temporal.server_clock import server_ms

# Whoever asks more often gets the answer of before: a row is written once in that time. What is missing may be there soon, and
# somebody waits for that.
_KEPT_SECONDS, _KEPT_MISSING_SECONDS = 1.0, 0.1
_ENGINE_SECONDS = 3.0
# The server's clock is asked for by a poll; it remembers each for minutes.
_CLOCK_SECONDS = 60.0
# Repairs of rows reckon with clocks that differ by less than twelve seconds.
LARGEST_DIFFERENCE_MS = 10_000
# A worker writes every four seconds.
SILENT_MS = 20_000
# SQLite may fill what it has already taken, and then fail at any row: it is told while there is room to answer.
LEAST_FREE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadinessAnswer:
    """`missing`: what keeps us from serving, by part. `clocks`: by how many milliseconds others are ahead of this process."""

    missing: dict[str, str]
    clocks: dict[str, int]


class Readiness:
    """One per process; safe for threads."""

    def __init__(self, settings: Settings, database: Database, temporal: Temporal) -> None:
        self._settings, self._database, self._temporal = settings, database, temporal
        self._temporal_is_here = cluster_of(settings).is_here
        self._lock = threading.Lock()
        self._last_answer: tuple[float, ReadinessAnswer] | None = None
        self._server_ahead_ms: int | None = None
        self._clock_asked_at: float | None = None

    def ask(self) -> ReadinessAnswer:
        """As of now, or of a second ago; while somebody asks, others get the answer of before and hold no thread."""
        known = self._last_answer
        if known is not None and time.monotonic() - known[0] < _kept_seconds(known[1]):
            return known[1]
        if known is not None and self._lock.locked():
            return known[1]
        with self._lock:
            if self._last_answer is None or self._last_answer is known:  # nobody was faster
                self._last_answer = (time.monotonic(), self._check())
            return self._last_answer[1]

    def _check(self) -> ReadinessAnswer:
        missing: dict[str, str] = {}
        clocks: dict[str, int] = {}
        self._ask_database(missing, clocks)
        self._ask_engine(missing, clocks)
        self._ask_disks(missing)
        for name, off in clocks.items():
            if abs(off) > LARGEST_DIFFERENCE_MS:
                side = "ahead of" if off > 0 else "behind"
                missing[f"clock of {name}"] = f"{abs(off) / 1000:.1f} s {side} this process's"
        return ReadinessAnswer(missing, clocks)

    def _ask_database(self, missing: dict[str, str], clocks: dict[str, int]) -> None:
        try:
            if lack := self._database.find_lack():
                missing["database"] = f"it has {lack}: run `nextstep migrate`"
                return
            before = now_ms()
            with self._database.write() as session:
                written = heartbeats.beat(session, heartbeats.API)
            clocks["database"] = ahead(before, written, now_ms())
            with self._database.read() as session:
                worker = heartbeats.last(session, heartbeats.of_workers(self._settings.task_queue))
        except StoreUnavailable as error:
            missing["database"] = str(error)
            return
        if worker is not None:
            clocks["worker"] = clocks["database"] + worker.clock_ahead_ms
            if worker.age_ms > SILENT_MS:
                missing["worker"] = f"none has written for {worker.age_ms // 1000} s; run `nextstep worker`"

    def _ask_disks(self, missing: dict[str, str]) -> None:
        """Temporal answers what it has in memory, and polls, long after its file cannot grow."""
        files = {"the database": file_of(self._database.url)}
        if self._temporal_is_here:
            files["Temporal's file"] = self._settings.temporal_file
        for whose, file in files.items():
            if file is not None and file.exists() and free_bytes(file.parent) < LEAST_FREE_BYTES:
                missing["disk"] = f"less than {LEAST_FREE_BYTES // 2**20} MiB are free where {whose} is"

    def _ask_engine(self, missing: dict[str, str], clocks: dict[str, int]) -> None:
        queue = self._settings.task_queue
        asks_clock = self._clock_asked_at is None or time.monotonic() - self._clock_asked_at >= _CLOCK_SECONDS

        async def request(client: Client) -> tuple[dict[str, str], tuple[int, int, int] | None]:
            found = await readiness.find_missing(client, queue)
            return found, await server_ms(client, queue) if asks_clock else None

        try:
            found, clock = self._temporal.look(request, _ENGINE_SECONDS)
        except EngineUnavailable as error:
            missing["temporal"] = str(error)
            return
        missing |= {name: text for name, text in found.items() if name not in missing}
        if asks_clock:
            self._clock_asked_at = time.monotonic()
            self._server_ahead_ms = None if clock is None else ahead(*clock)
        if self._server_ahead_ms is not None:
            clocks["temporal"] = self._server_ahead_ms


def _kept_seconds(answer: ReadinessAnswer) -> float:
    return _KEPT_MISSING_SECONDS if answer.missing else _KEPT_SECONDS
