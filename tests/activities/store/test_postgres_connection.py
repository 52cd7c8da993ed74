"""What is PostgreSQL's alone: what was prepared stays, what others have locked is waited for in vain, and refusals that pass."""

import os
import socket
import sys
import time
from contextlib import suppress
from functools import partial

import pytest
from sqlalchemy import select, text

from activities.store import turns
from activities.store.database import Database
from activities.store.tables import OrganizationRow
from activities.store.unavailable import StoreUnavailable
from tests.rows import each_row
from tests.together import at_once

_ORGANIZATION = OrganizationRow.__table__
INSERT = _ORGANIZATION.insert()
ORDERS = select(_ORGANIZATION.c.order_number)
_LOCKED = ORDERS.with_for_update()
_PREPARED = text("SELECT name FROM pg_prepared_statements ORDER BY name")


@pytest.fixture
def url(postgres):
    url = postgres.create()
    database = Database(url)
    database.migrate()
    database.close()
    yield url
    postgres.drop(url)


@pytest.fixture
def database(url):
    database = Database(url, pool_size=1)
    yield database
    database.close()


def values(name):
    return OrganizationRow(organization_id=name, order_number=1, is_default=False).model_dump()


def read(database):
    with database.read() as session:
        return session.run(ORDERS).scalars()


def write(database, name="one"):
    with database.write() as session:
        session.run(INSERT, values(name))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' sockets tell less")
def test_a_server_that_owes_an_answer_is_asked_whether_it_is_there(database):
    with database.read() as session:
        pgconn = session.connection().connection.driver_connection.pgconn
        with socket.socket(fileno=os.dup(pgconn.socket)) as asked:
            assert asked.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            seconds = [
                asked.getsockopt(socket.IPPROTO_TCP, option)
                for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            ]
            assert asked.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 5000
    assert seconds == [3, 1, 5]


def count_in_turn(database, name):
    """How many there were before it, each of whom was one in turn."""
    with database.write() as session:
        turns.take(session, "organizations")
        before = len(session.run(ORDERS).scalars())
        time.sleep(0.1)
        session.run(INSERT, values(name))
        return before


def test_who_has_waited_for_his_turn_sees_what_was_left_whatever_the_server_does_by_itself(url, database):
    with database.write() as session:
        name = url.rpartition("/")[2]
        session.connection().exec_driver_sql(
            f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"
        )
    later = Database(url)
    found = at_once(*(partial(count_in_turn, later, name) for name in "abc"))
    later.close()
    assert sorted(found) == [0, 1, 2]


class Failed(Exception):
    """Ends a transaction."""


def fail(database):
    with suppress(Failed), database.write() as session:
        session.run(ORDERS).scalars()
        raise Failed


def prepared(database):
    with database.write() as session:
        return [*session.connection().execute(_PREPARED).scalars()]


@each_row("use", [read, lambda database: database.rows(ORDERS, {}), fail])
def test_what_is_read_again_and_again_is_prepared_once(database, use):
    use(database)
    use(database)
    names = prepared(database)
    assert len(names) > 0
    use(database)
    assert set(names) <= set(prepared(database))


def test_a_transaction_that_is_rolled_back_leaves_nothing(database):
    with suppress(Failed), database.write() as session:
        session.run(INSERT, values("one"))
        raise Failed
    assert read(database) == []


def test_what_a_later_release_has_changed_is_prepared_anew(url, database):
    write(database)
    for _ in range(3):
        assert read(database) == [1]
    later = Database(url)
    with later.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE organization ALTER order_number TYPE bigint")
    later.close()
    with pytest.raises(StoreUnavailable):
        read(database)
    assert read(database) == [1]


@pytest.mark.exhaustive
def test_what_others_have_locked_is_waited_for_no_longer_than_callers_wait(url, monkeypatch):
    monkeypatch.setattr("activities.store.engine.BUSY_SECONDS", 0.2)
    database = Database(url)
    write(database)
    with database.write() as holder:
        holder.run(_LOCKED).scalars()
        with pytest.raises(StoreUnavailable, match="it takes too long"), database.write() as session:
            session.run(_LOCKED).scalars()
    with database.write() as session:
        assert session.run(_LOCKED).scalars() == [1]
    database.close()


def stand_still(session):
    session.run(INSERT, values("one"))
    time.sleep(0.5)


def stand_still_in_a_part(session):
    with session.begin_nested():
        stand_still(session)


def stand_still_between_statements(session):
    stand_still(session)
    session.run(INSERT, values("two"))


def stand_still_with_rows_as_objects(session):
    session.orm.add(OrganizationRow(organization_id="one", order_number=1, is_default=False))
    session.flush()
    time.sleep(0.5)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "act",
    [stand_still, stand_still_in_a_part, stand_still_between_statements, stand_still_with_rows_as_objects],
)
def test_a_transaction_that_stands_still_is_ended_and_may_be_tried_again(url, monkeypatch, act):
    monkeypatch.setattr("activities.store.engine._IDLE_SECONDS", 0.1)
    told = []
    database = Database(url, on_commit=told.append)
    with pytest.raises(StoreUnavailable), database.write() as session:
        act(session)
    assert told == []
    write(database)
    assert read(database) == [1]
    database.close()


def write_by_sqlalchemy(database):
    with database.write() as session:
        session.connection().execute(INSERT, values("one"))


@pytest.mark.parametrize("store", [write, write_by_sqlalchemy])
def test_a_server_that_takes_nothing_is_away_until_another_takes_its_place(url, database, store):
    with database.write() as session:
        name = url.rpartition("/")[2]
        session.connection().exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    other = Database(url, pool_size=1)
    with pytest.raises(StoreUnavailable, match="it cannot be written"):
        store(other)
    with database.write() as session:
        session.connection().exec_driver_sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    store(other)
    assert read(other) == [1]
    other.close()
