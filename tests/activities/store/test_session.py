"""A transaction: statements and rows as objects are one, committed or undone together, on both databases."""

import sqlite3
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, PendingRollbackError
from sqlmodel import select as select_rows

from activities.store.database import Database
from activities.store.tables import OrganizationRow
from activities.store.unavailable import StoreUnavailable
from tests.rows import each_row

_ORGANIZATION = OrganizationRow.__table__
INSERT = _ORGANIZATION.insert()
IDS = select(_ORGANIZATION.c.organization_id).order_by(_ORGANIZATION.c.organization_id)

NUMBERS = select(_ORGANIZATION.c.organization_id, _ORGANIZATION.c.order_number).order_by(
    _ORGANIZATION.c.organization_id
)


def row(name):
    return OrganizationRow(organization_id=name, order_number=1, is_default=False)


def values(name):
    return row(name).model_dump()


def ids(database):
    with database.read() as session:
        return list(session.run(IDS).scalars())


class Failed(Exception):
    """Ends a transaction, or a part of one."""


def test_rows_as_objects_are_written_with_what_statements_write(database):
    with database.write() as session:
        session.run(INSERT, values("one"))
        session.orm.add(row("two"))
        assert session.orm.get(OrganizationRow, "one").order_number == 1
    assert ids(database) == ["one", "two"]


def test_of_a_transaction_that_fails_nothing_stays(database):
    with suppress(Failed), database.write() as session:
        session.run(INSERT, values("one"))
        session.orm.add(row("two"))
        session.flush()
        raise Failed
    assert ids(database) == []


def test_a_part_that_fails_is_undone_alone(database):
    with database.write() as session:
        session.orm.add(row("before"))
        with suppress(Failed), session.begin_nested():
            session.run(INSERT, values("one"))
            session.orm.add(row("two"))
            session.flush()
            raise Failed
        session.run(INSERT, values("after"))
    assert ids(database) == ["after", "before"]


def test_what_a_statement_is_refused_in_a_part_leaves_the_others(database):
    with database.write() as session:
        session.run(INSERT, values("one"))
        with suppress(IntegrityError), session.begin_nested():
            session.run(INSERT, values("one"))
        session.run(INSERT, values("two"))
    assert ids(database) == ["one", "two"]


def test_rows_that_are_first_read_in_a_part_end_with_the_transaction(database):
    with database.write() as session:
        with session.begin_nested():
            assert session.orm.exec(select_rows(OrganizationRow)).all() == []
            session.orm.add(row("one"))
        session.run(INSERT, values("two"))
    assert ids(database) == ["one", "two"]


def store_twice(database, name):
    with database.write() as session:
        session.run(INSERT, values(name))
        session.orm.add(row(name))


def test_what_is_refused_when_the_transaction_ends_undoes_it(database):
    with pytest.raises(IntegrityError):
        store_twice(database, "one")
    assert ids(database) == []


def test_a_transaction_that_reads_leaves_nothing(database):
    # SQLite undoes what it did; PostgreSQL, where the transaction is committed, refuses to do it.
    with suppress(DBAPIError), database.read() as session:
        session.run(INSERT, values("one"))
    assert ids(database) == []


def test_a_lock_that_another_process_holds_means_that_the_database_is_away(tmp_path, monkeypatch):
    monkeypatch.setattr("activities.store.engine.BUSY_SECONDS", 0.05)
    database = Database(f"sqlite:///{tmp_path}/one.db")
    with database.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE t (a)")
    other = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable), database.write() as session:
        session.connection()
    other.execute("ROLLBACK")
    other.close()
    with database.write() as session:
        session.connection().exec_driver_sql("INSERT INTO t VALUES (1)")
    database.close()


def write_after_a_fault(database):
    with database.write() as session:
        session.orm.add(row("one"))
        session.flush()
        session.run(INSERT, values("two"))
        session.orm.add(row("two"))
        with suppress(IntegrityError):
            session.flush()
        session.run(INSERT, values("three"))


def test_a_transaction_that_a_fault_has_undone_takes_no_more(database):
    with pytest.raises(PendingRollbackError):
        write_after_a_fault(database)
    assert ids(database) == []


def go_on_after_a_fault(database):
    with database.write() as session:
        session.run(INSERT, values("one"))
        session.orm.add(row("one"))
        with suppress(IntegrityError):
            session.flush()


def test_a_transaction_that_a_fault_has_undone_is_not_committed_in_silence(database):
    with pytest.raises(InvalidRequestError):
        go_on_after_a_fault(database)
    assert ids(database) == []


def test_a_part_in_a_part_is_undone_alone(database):
    with database.write() as session, session.begin_nested():
        session.run(INSERT, values("one"))
        with suppress(Failed), session.begin_nested():
            session.run(INSERT, values("two"))
            raise Failed
        session.run(INSERT, values("three"))
    assert ids(database) == ["one", "three"]


def test_rows_as_objects_that_are_refused_in_a_part_leave_the_others(database):
    with database.write() as session:
        session.run(INSERT, values("one"))
        with suppress(IntegrityError), session.begin_nested():
            session.orm.add(row("one"))
        session.run(INSERT, values("two"))
    assert ids(database) == ["one", "two"]


def test_after_a_part_that_failed_rows_as_objects_go_on(database):
    with database.write() as session:
        with suppress(Failed), session.begin_nested():
            session.orm.add(row("one"))
            session.flush()
            raise Failed
        session.orm.add(row("two"))
    assert ids(database) == ["two"]


def pass_over_a_refusal(database):
    with database.write() as session:
        session.run(INSERT, values("one"))
        with suppress(IntegrityError):
            session.run(INSERT, values("one"))


def test_what_is_left_after_a_refusal_that_nobody_minds_is_committed_or_told(database):
    told = []
    database = Database(database.url, on_commit=told.append)
    if "postgresql" in database.url:  # the first fault undoes all
        with pytest.raises(PendingRollbackError):
            pass_over_a_refusal(database)
        assert (ids(database), told) == ([], [])
    else:
        pass_over_a_refusal(database)
        assert (ids(database), len(told)) == (["one"], 1)
    database.close()


def pass_over_a_fault_that_ends_it(database):
    with database.write() as session:
        session.run(INSERT, values("one"))
        with suppress(IntegrityError):
            session.connection().exec_driver_sql("INSERT OR ROLLBACK INTO once VALUES (1)")


def test_a_transaction_that_sqlite_has_ended_is_not_committed_in_silence(tmp_path):
    told = []
    database = Database(f"sqlite:///{tmp_path}/one.db")
    database.migrate()
    with database.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE once (a PRIMARY KEY)")
        session.connection().exec_driver_sql("INSERT INTO once VALUES (1)")
    database._on_commit = told.append
    with pytest.raises(PendingRollbackError):
        pass_over_a_fault_that_ends_it(database)
    assert (ids(database), told) == ([], [])
    database.close()


def change(session, name, number):
    """The row, which a session forgets where nobody keeps it."""
    found = session.orm.get(OrganizationRow, name)
    found.order_number = number
    return found


def read_one(session):
    return session.orm.get(OrganizationRow, "one")


def read_by_sqlalchemy(session):
    session.connection().execute(IDS).all()


def nothing(_session):
    pass


def begin_with(database, name):
    """One row, and no other."""
    with database.write() as session:
        session.run(_ORGANIZATION.delete())
        session.run(INSERT, values(name))


@each_row("first", [nothing, read_by_sqlalchemy, read_one])
def test_rows_as_objects_are_after_a_part_that_failed_what_they_were_before(database, first):
    begin_with(database, "one")
    with database.write() as session:
        kept = [first(session)]
        with suppress(Failed), session.begin_nested():
            kept.append(change(session, "one", 5))
            kept.append(row("two"))
            session.orm.add(kept[-1])
            session.flush()
            raise Failed
        assert session.orm.get(OrganizationRow, "one").order_number == 1
        assert session.orm.get(OrganizationRow, "two") is None
        change(session, "one", 5)
        session.orm.add(row("two"))
    with database.read() as session:
        assert list(session.run(NUMBERS)) == [("one", 5), ("two", 1)]


@each_row("first", [nothing, read_by_sqlalchemy, read_one])
def test_rows_as_objects_are_after_a_part_as_it_left_them(database, first):
    begin_with(database, "one")
    with database.write() as session:
        first(session)
        with session.begin_nested():
            change(session, "one", 5)
            session.orm.add(row("two"))
        assert session.orm.get(OrganizationRow, "two").order_number == 1
        change(session, "two", 6)
    with database.read() as session:
        assert list(session.run(NUMBERS)) == [("one", 5), ("two", 6)]
