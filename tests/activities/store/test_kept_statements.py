"""What is prepared on a connection to PostgreSQL is still there when others have read by it."""

from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from activities.store import operations
from activities.store.database import Database
from config.refused import Refused
from tests.activities.store.rows import operation
from tests.rows import each_row


@pytest.fixture
def database(postgres):
    """On PostgreSQL, with one connection."""
    found = Database(postgres.create(), pool_size=1)
    found.migrate()
    yield found
    found.close()
    postgres.drop(found.url)


def _reads(database):
    with database.read() as session:
        operations.find(session, "one")


def _finds_nothing(database):
    with database.read() as session, suppress(Refused):
        operations.get(session, "one")


def _refuses(database):
    with suppress(Refused), database.read() as session:
        operations.get(session, "one")


def _reads_by_sqlalchemy(database):
    with database.read() as session:
        session.connection().execute(text("SELECT 1"))


def _fails_in_sqlalchemy(database):
    with suppress(DBAPIError), database.read() as session:
        session.connection().execute(text("SELECT 1 / 0"))


def _reads_alone(database):
    operations.find_alone(database, "one")


def _writes(database):
    with database.write() as session:
        operations.insert(session, operation("another"))


@each_row(
    "use",
    [_reads, _finds_nothing, _refuses, _reads_by_sqlalchemy, _reads_alone, _writes],
    ids=lambda use: use.__name__,
)
def test_what_is_prepared_outlives_the_transaction(database, use):
    """A rollback would have the driver forget it: it tells the server so, too."""
    with database.write() as session:
        for _ in range(3):
            operations.find(session, "one")
        session.connection().execute(text("PREPARE kept AS SELECT 1"))
    use(database)
    with database.write() as session:
        kept = session.connection().scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE name = 'kept'"))
        if kept:
            session.connection().execute(text("DEALLOCATE kept"))
    assert kept == 1


def test_a_read_that_fails_gives_its_connection_back(database):
    for _ in range(20):
        _fails_in_sqlalchemy(database)
    _reads(database)
