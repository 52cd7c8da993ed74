"""Connections are kept, and lent to one at a time; those that were lost are replaced, and no place is lost with them."""

import sqlite3
import threading
import time

import pytest
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from activities.store.connections import Connections
from activities.store.database import Database
from activities.store.engine import make_engine
from activities.store.unavailable import StoreUnavailable
from tests.together import at_once


@pytest.fixture
def connections(database):
    lending = Connections(make_engine(database.url), 2, 0.05)
    yield lending
    lending.close()


def one(connection):
    cursor = connection.cursor()
    cursor.execute("SELECT 1")
    [(found,)] = cursor.fetchall()
    connection.rollback()
    return found


def test_the_connection_that_came_back_last_is_given_first(connections):
    first, second = connections.take(), connections.take()
    assert first is not second
    connections.give_back(second)
    connections.give_back(first)
    assert connections.take() is first


def test_who_finds_all_in_use_waits_for_one_and_no_longer_than_he_may(connections):
    lent = connections.take(), connections.take()
    with pytest.raises(PoolTimeout):
        connections.take()
    connections.give_back(lent[0])
    assert connections.take() is lent[0]


def test_one_that_comes_back_goes_to_who_waits(database):
    lending = Connections(make_engine(database.url), 1, 60)
    lent, found = lending.take(), []
    waiting = threading.Thread(target=lambda: found.append(lending.take()))
    waiting.start()
    time.sleep(0.05)
    lending.give_back(lent)
    waiting.join(60)
    assert found == [lent]


def test_one_that_was_lost_makes_room_for_another(connections):
    lent = [connections.take(), connections.take()]
    for one_of_them in lent:
        connections.lose(one_of_them)
    again = [connections.take(), connections.take()]
    assert not {*map(id, again)} & {*map(id, lent)}
    assert [one(connection) for connection in again] == [1, 1]


def test_one_that_comes_back_broken_is_not_given_again(connections):
    lent = connections.take()
    lent.invalidate()
    connections.give_back(lent)
    assert one(connections.take()) == 1


def test_what_was_long_idle_and_has_been_lost_since_is_replaced(database, monkeypatch):
    """As by a server that was started anew, or by whoever ends idle sessions between it and us."""
    if "postgresql" not in database.url:
        pytest.skip("a file does not go away by itself")
    monkeypatch.setattr("activities.store.connections._FRESH_SECONDS", 0)
    lending = Connections(make_engine(database.url), 2, 1)
    lent = lending.take()
    cursor = lent.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    [(process,)] = cursor.fetchall()
    lent.rollback()
    lending.give_back(lent)
    with database.write() as session:
        session.connection().exec_driver_sql(f"SELECT pg_terminate_backend({process})")
    assert one(lending.take()) == 1


def test_where_none_can_be_made_each_is_told_so_and_no_place_is_lost(tmp_path):
    lending = Connections(make_engine(f"sqlite:///{tmp_path}/no/such/folder/store.db"), 1, 60)
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            lending.take()


def test_many_threads_and_few_connections(database):
    few = Database(database.url, pool_size=0)
    used = set()

    def work():
        for _ in range(20):
            with few.read() as session:
                used.add(id(session._pool_proxy))
                assert session.connection().exec_driver_sql("SELECT 1").scalar_one() == 1

    at_once(*[work] * 16)
    assert 1 <= len(used) <= 4
    few.close()


def test_a_failure_in_a_transaction_costs_no_connection(database):
    few = Database(database.url, pool_size=0)
    for _ in range(6):
        with pytest.raises(LookupError), few.write():
            raise LookupError
        with pytest.raises((StoreUnavailable, ProgrammingError)), few.read() as session:
            session.connection().exec_driver_sql("SELECT * FROM nowhere")
    with few.read() as session:
        assert session.connection().exec_driver_sql("SELECT 1").scalar_one() == 1
    few.close()
