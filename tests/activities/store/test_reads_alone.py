"""One statement that reads alone is no transaction of PostgreSQL's; what follows on its connection is one all the same."""

from contextlib import suppress

import pytest
from sqlalchemy import Text, bindparam, column, func, insert, select, table
from sqlalchemy.exc import DBAPIError

from activities.store.database import Database
from activities.store.tables import OrganizationRow

_ORGANIZATION = OrganizationRow.__table__
INSERT = insert(_ORGANIZATION)
NAMED = select(_ORGANIZATION.c.order_number).where(_ORGANIZATION.c.organization_id == bindparam("name"))
PREPARED = select(column("statement", Text)).select_from(table("pg_prepared_statements"))
BY_ZERO = select(1 / (func.length(bindparam("name", type_=Text)) - 3))
LAST = select(column("query", Text)).select_from(table("pg_stat_activity")).where(column("pid") == bindparam("process"))


class Failed(Exception):
    """Ends a transaction."""


def values(name):
    return OrganizationRow(organization_id=name, order_number=1, is_default=False).model_dump()


def read(database):
    return [tuple(row) for row in database.rows(NAMED, {"name": "one"})]


def test_what_is_read_alone_again_is_not_parsed_again(one_connection):
    for _ in range(4):
        read(one_connection)
    assert len([1 for (text,) in one_connection.rows(PREPARED, {}) if "organization" in text]) == 1


def test_nothing_is_ended_for_it(one_connection):
    with one_connection.read() as session:
        process = session.run(select(func.pg_backend_pid())).scalar()
    read(one_connection)
    other = Database(one_connection.url, pool_size=1)
    [(last,)] = other.rows(LAST, {"process": process})
    other.close()
    assert last.startswith("SELECT organization."), "the last thing that its connection was asked"


def test_a_transaction_that_follows_is_one(one_connection):
    read(one_connection)
    with suppress(Failed), one_connection.write() as session:
        session.run(INSERT, values("one"))
        raise Failed
    assert read(one_connection) == []
    with pytest.raises(DBAPIError, match="read-only"), one_connection.read() as session:
        session.run(INSERT, values("one"))
    assert read(one_connection) == []
    with one_connection.write() as session:
        session.run(INSERT, values("one"))
    assert read(one_connection) == [(1,)]


def test_after_a_fault_the_connection_is_as_before(one_connection):
    for _ in range(3):
        with pytest.raises(Exception, match="division by zero"):
            one_connection.rows(BY_ZERO, {"name": "one"})
        assert read(one_connection) == []
