"""What has expired is dropped, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from activities.retention import housekeeping
from activities.retention.housekeeping import sweep
from activities.store import offline_nonces, push_limits, seen_requests, temporary_keys, v4_temporary_keys, verdicts
from activities.store.database_clock import database_ms
from activities.store.temporary_keys import StoredKey
from activities.store.v4_temporary_keys import StoredV4TemporaryKey
from config.clock import now_ms
from tests.clock import wrong

HOUR_MS = 3_600_000


def count(database, table):
    with database.read() as session:
        return session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()


@pytest.mark.parametrize("table", ["seen_request", "temporary_key", "v4_temporary_key", "verdict"])
def test_the_old_goes_and_the_new_stays(database, table):
    now = now_ms()
    with database.write() as session:
        for name, expires_ms in (("old", now - 7 * HOUR_MS), ("new", now + HOUR_MS)):
            seen_requests.is_new(session, name, expires_ms=expires_ms)
            temporary_keys.add(session, StoredKey(name, "key", None, "sealed", expires_ms))
            v4_temporary_keys.add(session, StoredV4TemporaryKey(name, "key", None, "sealed", expires_ms))
            recorded_ms = now - 25 * HOUR_MS if name == "old" else now
            verdicts.record(session, verdicts.StoredVerdict("workflow", name, "", "{}", recorded_ms))
    assert count(database, table) == 2
    sweep(database)
    sweep(database)
    assert count(database, table) == 1
    with database.write() as session:
        assert not seen_requests.is_new(session, "new", expires_ms=now + HOUR_MS)
        assert temporary_keys.find(session, "new")
        assert verdicts.find(session, "workflow", "new")


@pytest.mark.parametrize("hours", [-3, 3, 48])
def test_a_worker_whose_clock_is_wrong_drops_what_the_others_would_drop(database, hours):
    now = now_ms()
    with database.write() as session:
        seen_requests.is_new(session, "used", expires_ms=now + 60_000)
        seen_requests.is_new(session, "late", expires_ms=now - 5 * HOUR_MS)
        seen_requests.is_new(session, "old", expires_ms=now - 7 * HOUR_MS)
        temporary_keys.add(session, StoredKey("new", "key", None, "sealed", now + 60_000))
        temporary_keys.add(session, StoredKey("old", "key", None, "sealed", now - 60_000))
        verdicts.record(session, verdicts.StoredVerdict("workflow", "new", "", "{}", now))
        verdicts.record(session, verdicts.StoredVerdict("workflow", "old", "", "{}", now - 25 * HOUR_MS))
        for nonce, expires_ms in (("new", now + 60_000), ("old", now - 60_000)):
            offline_nonces.serve(session, nonce, "phone", fresh=nonce, expires_ms=expires_ms)
        for at_ms in (now, now - 5 * 60_000):
            assert push_limits.allows(session, "RETAIL", "roman", most=1, now_ms=at_ms)
    with wrong(timedelta(hours=hours)):
        sweep(database)
    left = {table: count(database, table) for table in ("seen_request", "temporary_key", "verdict", "offline_nonce")}
    assert left == {"seen_request": 2, "temporary_key": 1, "verdict": 1, "offline_nonce": 1}
    with database.write() as session:
        assert not seen_requests.is_new(session, "used", expires_ms=now)
        assert not push_limits.allows(session, "RETAIL", "roman", most=1, now_ms=now)
        assert push_limits.allows(session, "RETAIL", "roman", most=1, now_ms=now - 5 * 60_000)


def test_the_databases_clock_is_the_time(database):
    with database.read() as session:
        before, found, after = now_ms(), session.connection().execute(select(database_ms())).scalar_one(), now_ms()
    assert before - 5 <= found <= after + 5


def test_what_has_gathered_goes_by_the_thousand(database, monkeypatch):
    with database.write() as session:
        rows = [{"digest": str(number), "expires_ms": 1} for number in range(2500)]
        session.connection().execute(seen_requests._SEEN.insert(), rows)
    dropped = []
    real = seen_requests.delete_expired
    monkeypatch.setattr(housekeeping, "_DELETIONS", (lambda session: dropped.append(real(session)) or dropped[-1],))
    sweep(database)
    assert dropped == [1000, 1000, 500]
    assert count(database, "seen_request") == 0
