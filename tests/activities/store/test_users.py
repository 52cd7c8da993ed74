"""Users' rows: found by their id, created once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from activities.store import users
from activities.store.users import User
from config.identity_vocabulary import UserIdentityStatus as Status

ROMAN = User("roman", Status.ACTIVE, {"branch": 12, "limit": Decimal("1.50")}, 1_000, None)


@pytest.fixture
def roman(database):
    with database.write() as session:
        assert users.insert(session, ROMAN)
    return database


def test_who_was_never_there_has_no_status(database):
    with database.read() as session:
        assert users.find_status(session, "roman") is None
        assert users.find(session, "roman") is None


def test_a_user_is_read_as_he_was_written(roman):
    with roman.read() as session:
        assert users.find(session, "roman") == ROMAN
        assert users.find_status(session, "roman") is Status.ACTIVE


@pytest.mark.parametrize("status", Status)
def test_a_change_is_read_with_its_time(roman, status):
    changed = replace(ROMAN, status=status, extras={}, updated_ms=2_000)
    with roman.write() as session:
        assert users.lock(session, "roman") == ROMAN
        users.put(session, changed)
    with roman.read() as session:
        assert users.find(session, "roman") == changed
        assert users.find_status(session, "roman") is status


def test_of_many_that_create_a_user_at_once_one_does(database):
    def create(number):
        with database.write() as session:
            return users.insert(session, replace(ROMAN, created_ms=number))

    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(create, range(16)))
    assert created.count(True) == 1
    with database.read() as session:
        assert users.find(session, "roman").created_ms == created.index(True)
