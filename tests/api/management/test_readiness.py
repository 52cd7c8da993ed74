"""Ready is who can write and reach a worker, and whose clock is about the others'."""

import re
import resource
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from activities.store import heartbeats
from activities.store.database import Database
from api.management import readiness
from api.management.readiness import Readiness
from config.clock import ahead, now_ms
from config.settings import load
from tests.clock import wrong
from tests.migrated import migrated
from workflows.temporal.client import EngineUnavailable

WORKER = heartbeats.of_workers(load().task_queue)


class Engine:
    """In Temporal's place: `missing` and its clock, as far `ahead` of ours as a test says."""

    def __init__(self):
        self.missing, self.ahead_ms, self.away, self.calls = {}, 0, False, 0
        self.meanwhile = lambda: None

    def look(self, _request, _seconds):
        self.calls += 1
        self.meanwhile()
        if self.away:
            raise EngineUnavailable("no connection to Temporal")
        now = now_ms()
        return dict(self.missing), (now, now + self.ahead_ms, now)


@pytest.fixture
def database(tmp_path):
    found = Database(f"sqlite:///{tmp_path}/store.db")
    migrated(found)
    yield found
    found.close()


@pytest.fixture
def engine():
    return Engine()


@pytest.fixture
def ask(database, engine):
    """What is answered by a process that has not been asked yet."""
    return lambda: Readiness(load(), database, engine).ask()


@contextmanager
def full_disk(database):
    """No file can grow. Somebody reads meanwhile, and has had SQLite make the files that readers need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with database.read() as session:
        session.connection().execute(text("SELECT * FROM heartbeat")).all()
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def aged(database, kind, ms):
    """A sign of life that is so old."""
    with database.write() as session:
        at_ms = heartbeats.beat(session, kind)
        session.connection().execute(text(f"UPDATE heartbeat SET at_ms = {at_ms - ms} WHERE kind = '{kind}'"))


def test_where_all_is_well_nothing_is_missing_and_clocks_are_told(ask):
    found = ask()
    assert found.missing == {}
    assert found.clocks.keys() == {"database", "temporal"}
    assert all(abs(one) < 100 for one in found.clocks.values())


def test_a_database_that_takes_no_row_is_not_ready_though_it_can_be_read(ask, database):
    with full_disk(database):
        found = ask()
        assert database.is_migrated()
    assert found.missing.keys() == {"database"}
    assert ask().missing == {}


def test_a_disk_that_is_nearly_full_is_told_before_writes_fail(ask, monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE_BYTES", 1 << 62)
    assert ask().missing.keys() == {"disk"}


@pytest.mark.parametrize(
    ("address", "is_told"), [("127.0.0.1:7233", True), ("[::1]:7233", True), ("temporal.bank.test:7233", False)]
)
def test_a_disk_where_only_embedded_temporals_file_is_counts_too(tmp_path, engine, monkeypatch, address, is_told):
    """It serves what it has in memory, so that nothing else tells."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "temporal.db").touch()
    monkeypatch.setattr(readiness, "free_bytes", lambda folder: 0 if folder == home else 1 << 40)
    database = Database(f"sqlite:///{tmp_path}/store.db")
    migrated(database)
    found = Readiness(load(home=home, temporal_address=address), database, engine).ask()
    database.close()
    wanted = {"disk": "less than 16 MiB are free where Temporal's file is"}
    assert found.missing == (wanted if is_told else {})


@pytest.mark.parametrize(("hours", "where"), [(3, "behind"), (-3, "ahead of")])
def test_a_process_whose_clock_is_wrong_is_not_ready_and_says_by_how_much(ask, hours, where):
    with wrong(timedelta(hours=hours)):
        found = ask()
    assert found.missing.keys() == {"clock of database"}
    seconds = re.fullmatch(rf"(\d+\.\d) s {where} this process's", found.missing["clock of database"])[1]
    # At least so much: less by as long as it took to ask.
    assert 10_790 < float(seconds) <= 10_800
    assert abs(found.clocks["database"] + hours * 3_600_000) < 10_000


@pytest.mark.parametrize(("ahead_ms", "is_told"), [(-11_000, True), (-9_000, False), (9_000, False), (11_000, True)])
def test_a_difference_from_temporals_clock_matters_beyond_ten_seconds(ask, engine, ahead_ms, is_told):
    engine.ahead_ms = ahead_ms
    found = ask()
    assert ("clock of temporal" in found.missing, found.clocks["temporal"]) == (is_told, ahead_ms)


@pytest.mark.parametrize(("silent_ms", "is_missing"), [(None, False), (0, False), (15_000, False), (25_000, True)])
def test_a_worker_that_wrote_nothing_for_long_is_missing_though_temporal_remembers_it(
    ask, database, silent_ms, is_missing
):
    if silent_ms is not None:
        aged(database, WORKER, silent_ms)
    assert ("worker" in ask().missing) == is_missing


def test_a_worker_of_another_task_queue_does_not_speak_for_those_of_ours(ask, database):
    aged(database, WORKER, 25_000)
    aged(database, heartbeats.of_workers("nextstep-2"), 0)
    assert ask().missing.keys() == {"worker"}


@pytest.mark.parametrize("hours", [3, -3])
def test_a_worker_whose_clock_is_not_the_databases_is_told(ask, database, hours, monkeypatch):
    monkeypatch.setattr(heartbeats, "now_ms", lambda: now_ms() + hours * 3_600_000)
    aged(database, WORKER, 0)
    monkeypatch.undo()
    found = ask()
    assert found.missing.keys() == {"clock of worker"}
    assert abs(found.clocks["worker"] - hours * 3_600_000) < 2000


def test_a_worker_that_wrote_in_the_future_has_a_clock_that_is_ahead(ask, database):
    """Of SQLite, whose clock is the worker's own."""
    aged(database, WORKER, -3 * 3_600_000)
    found = ask()
    assert found.missing.keys() == {"clock of worker"}
    assert abs(found.clocks["worker"] - 3 * 3_600_000) < 2000


def test_what_temporal_lacks_is_told_beside_what_the_database_lacks(ask, engine, database):
    aged(database, WORKER, 25_000)
    engine.missing = {"worker": "none polls", "search attributes": "not registered"}
    found = ask().missing
    assert found.keys() == {"worker", "search attributes"}
    assert found["worker"].startswith("none has written for 25 s")
    engine.away = True
    assert ask().missing.keys() == {"worker", "temporal"}


def test_who_asks_again_within_a_second_writes_no_row(database, engine, monkeypatch):
    passed = 100.0
    monkeypatch.setattr(readiness, "time", SimpleNamespace(monotonic=lambda: passed))
    process = Readiness(load(), database, engine)
    first = process.ask()
    passed += 0.99
    assert process.ask() is first
    assert engine.calls == 1
    passed += 0.01
    process.ask()
    assert engine.calls == 2


def test_who_waits_for_what_is_missing_hears_soon_that_it_is_there(database, engine, monkeypatch):
    passed = 100.0
    monkeypatch.setattr(readiness, "time", SimpleNamespace(monotonic=lambda: passed))
    process = Readiness(load(), database, engine)
    engine.missing = {"worker": "none polls"}
    first = process.ask()
    engine.missing = {}
    passed += 0.09
    assert process.ask() is first
    passed += 0.02
    assert process.ask().missing == {}
    assert engine.calls == 2


def test_while_one_waits_for_an_engine_others_are_answered_as_before(database, engine, monkeypatch):
    monkeypatch.setattr(readiness, "_KEPT_SECONDS", 0)
    process = Readiness(load(), database, engine)
    before = process.ask()
    waits, goes_on = threading.Event(), threading.Event()
    engine.meanwhile = lambda: (waits.set(), goes_on.wait(10))
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(process.ask)
        assert waits.wait(10)
        assert process.ask() is before
        goes_on.set()
        assert slow.result(10) is not before


@pytest.mark.parametrize(
    ("before", "theirs", "after", "expected"),
    [(100, 100, 110, 0), (100, 110, 110, 0), (100, 99, 110, -1), (100, 111, 110, 1), (100, 0, 200, -100)],
)
def test_a_clock_that_was_read_between_two_times_differs_by_what_is_certain(before, theirs, after, expected):
    assert ahead(before, theirs, after) == expected
