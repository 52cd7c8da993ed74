"""What has expired is dropped, and nothing else."""

import pytest
from sqlalchemy import text

from activities.clock import now_ms
from activities.housekeeping import sweep
from activities.store import seen_requests, temporary_keys, verdicts
from activities.store.temporary_keys import StoredKey

HOUR_MS = 3_600_000


def count(database, table):
    with database.read() as session:
        return session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar()


@pytest.mark.parametrize("table", ["seen_request", "temporary_key", "verdict"])
def test_the_old_goes_and_the_new_stays(database, table):
    now = now_ms()
    with database.write() as session:
        for name, expires_ms in (("old", now - 1000), ("new", now + HOUR_MS)):
            seen_requests.is_new(session, name, expires_ms=expires_ms)
            temporary_keys.add(session, StoredKey(name, "key", None, "sealed", expires_ms))
            noted_ms = now - 25 * HOUR_MS if name == "old" else now
            verdicts.note(session, verdicts.Verdict("workflow", name, "", "{}", noted_ms))
    assert count(database, table) == 2
    sweep(database)
    sweep(database)
    assert count(database, table) == 1
    with database.write() as session:
        assert not seen_requests.is_new(session, "new", expires_ms=now + HOUR_MS)
        assert temporary_keys.find(session, "new")
        assert verdicts.find(session, "workflow", "new")
