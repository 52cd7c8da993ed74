"""A database that is away is `StoreUnavailable`, soon; when it is back, so is the store."""

import sqlite3
import time

import pytest
from sqlalchemy.exc import DBAPIError

from activities.store import accounts, operations
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from tests.activities.store.rows import operation
from tests.e2e.postgres import Postgres
from tests.e2e.processes import free_port

WAIT_SECONDS = 10


@pytest.fixture
def own_postgres(servers):
    """A server for this test alone: it will be stopped."""
    server = Postgres()
    server.start()
    yield server
    server.remove()


def find(database):
    with database.read() as session:
        return operations.find(session, "one")


def store(database):
    with database.write() as session:
        operations.insert(session, operation())


def away(call, *arguments):
    """Seconds until the store said that the database is away."""
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable):
        call(*arguments)
    return time.monotonic() - begun


def test_a_stopped_server_is_away_and_comes_back(own_postgres):
    database = Database(own_postgres.create())
    database.migrate()
    store(database)
    own_postgres.stop()
    for call in (find, store, Database.migrate, Database.is_migrated):
        assert away(call, database) < WAIT_SECONDS
    own_postgres.start()
    assert find(database).row.operation_id == "one"
    database.close()


def test_a_server_that_dies_in_the_middle_of_a_transaction_is_away(own_postgres):
    database = Database(own_postgres.create())
    database.migrate()

    def interrupted():
        with database.write() as session:
            operations.insert(session, operation())
            own_postgres.stop()

    away(interrupted)
    own_postgres.start()
    assert find(database) is None
    database.close()


def test_an_address_where_nobody_listens_is_away():
    assert away(find, Database(f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/none")) < WAIT_SECONDS


def test_a_sqlite_file_that_cannot_be_made_is_away(tmp_path):
    away(find, Database(f"sqlite:///{tmp_path}/no/such/folder/store.db"))


@pytest.mark.exhaustive
def test_a_sqlite_file_that_somebody_keeps_locked_is_away_and_comes_back(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/store.db")
    database.migrate()
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert away(store, database) < WAIT_SECONDS
    assert find(database) is None  # readers are not kept waiting
    other.execute("ROLLBACK")
    other.close()
    store(database)
    assert find(database) is not None
    database.close()


def test_a_database_without_its_schema_is_not_current(empty):
    assert not empty.is_migrated()


def find_account(database):
    return accounts.read(database, "admin")


@pytest.mark.parametrize("call", [find, store, find_account])
def test_whatever_needs_the_schema_says_that_it_is_not_there_yet(empty, call):
    with pytest.raises(StoreUnavailable, match="the database has no schema yet: run `nextstep migrate`"):
        call(empty)


def test_of_an_older_schema_what_it_does_not_have_is_told(database):
    with database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE operation RENAME COLUMN user_id TO former")
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    for call in (find, store):
        with pytest.raises(
            StoreUnavailable, match="the database has an older version's schema: run `nextstep migrate`"
        ):
            call(database)


def test_a_statement_that_names_what_no_schema_has_is_not_forgiven_where_the_schema_is_current(database):
    with pytest.raises((DBAPIError, StoreUnavailable)) as fault, database.read() as session:
        session.connection().exec_driver_sql("SELECT nothing FROM nowhere")
    assert "nextstep migrate" not in str(fault.value)
