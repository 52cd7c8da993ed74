"""The keys of exchanges by version 4.0: those that won are the registration's, the others are gone."""

import pytest
from sqlalchemy import text

from activities.store import key_exchanges, registrations, v4_key_exchanges, v4_keys
from tests.activities.store.registration_rows import exchange, projection, registration, v4_exchange_keys


@pytest.fixture
def noted(database):
    """A registration to which two phones have sent keys, and a third one an exchange by 3.x; another one with one."""
    with database.write() as session:
        registrations.insert(session, registration())
        for name, row in (("won", "one"), ("lost", "one"), ("won", "another")):
            key_exchanges.record(session, exchange(name, row, device_public_key=None, protocol="4.0"))
            v4_key_exchanges.record(session, name, v4_exchange_keys(name, row))
        key_exchanges.record(session, exchange("former"))
    return database


def waiting(database):
    with database.read() as session:
        rows = session.connection().execute(text("SELECT registration_id, exchange_id FROM v4_key_exchange"))
        return sorted(tuple(row) for row in rows)


def test_the_keys_that_won_come_with_the_status_and_once(noted):
    for values in ({}, {}, {"version": 3, "status": "ACTIVE"}):
        with noted.write() as session:
            registrations.project(session, projection(**values))
    with noted.read() as session:
        assert v4_keys.find(session, "one") == v4_exchange_keys("won")
        assert registrations.find(session, "one").row.device_public_key is None
    assert waiting(noted) == [("another", "won")]


@pytest.mark.parametrize("winner", ["former", None])
def test_where_no_exchange_of_4_0_won_there_are_none(noted, winner):
    with noted.write() as session:
        registrations.project(session, projection(exchange_id=winner, status="REMOVED"))
        assert v4_keys.find(session, "one") is None
    assert waiting(noted) == [("another", "won")]


def test_keys_go_with_their_exchange(noted):
    with noted.write() as session:
        key_exchanges.delete_exchange(session, "one", "lost")
    assert waiting(noted) == [("another", "won"), ("one", "won")]
    with noted.write() as session:
        key_exchanges.delete_old(session, "one", recorded_until_ms=2_000)
    assert waiting(noted) == [("another", "won")]
