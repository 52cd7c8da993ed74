"""Databases of both kinds that the store works with."""

import pytest

from activities.store.database import Database
from activities.store.shipped import load_shipped
from config.definitions.load import load as load_definitions
from tests.lent import databases_of
from tests.migrated import migrated


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def url(request, tmp_path):
    """The URL of a database: an empty one for tests that ask for `empty`; for others PostgreSQL's has the current schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
    elif "database" in request.fixturenames or "empty" not in request.fixturenames:
        databases = databases_of(request.getfixturevalue("postgres"))
        url = databases.lend()
        yield url
        databases.take_back(url)
    else:
        postgres = request.getfixturevalue("postgres")
        url = postgres.create()
        yield url
        postgres.drop(url)


@pytest.fixture
def empty(url):
    """A database without any table."""
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def database(empty):
    """A migrated database without definitions."""
    return empty if "postgresql" in empty.url else migrated(empty)


@pytest.fixture
def one_connection(postgres):
    """A migrated PostgreSQL database, of which one connection is used while nobody uses two at once."""
    databases = databases_of(postgres)
    url = databases.lend()
    database = Database(url, pool_size=1)
    yield database
    database.close()
    databases.take_back(url)


@pytest.fixture
def shipped(database):
    """A database with the shipped definitions."""
    assert load_shipped(database, load_definitions())
    return database
