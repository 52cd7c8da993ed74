"""What the trail tells of operations: that each was created, once."""

from sqlalchemy import text

from activities.store import operations
from tests.activities.store.rows import operation, projection


def told(database):
    with database.read() as session:
        rows = session.connection().execute(text("SELECT action, result FROM audit ORDER BY id"))
        return [tuple(row) for row in rows]


def test_an_operation_that_two_store_was_created_once(audited):
    for is_first in (True, False):
        with audited.write() as session:
            assert operations.insert(session, operation()) is is_first
    assert told(audited) == [("OPERATION_CREATE", "OK")]


def test_only_a_newer_version_is_told(audited):
    with audited.write() as session:
        operations.insert(session, operation())
    for _ in range(2):
        with audited.write() as session:
            operations.project(session, projection())
    assert told(audited) == [("OPERATION_CREATE", "OK"), ("OPERATION", "DONE")]
