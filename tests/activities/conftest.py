"""Databases of both kinds that the store works with."""

import pytest

from activities.store.database import Database
from activities.store.shipped import load_shipped
from config.definitions.load import load as load_definitions
from tests.migrated import migrated, template_of


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.live)])
def url(request, tmp_path):
    """The URL of an empty database; where the test asks for a migrated one, of a copy of such."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
    else:
        postgres = request.getfixturevalue("postgres")
        is_migrated = "database" in request.fixturenames
        url = postgres.create(template_of(postgres) if is_migrated else "template1")
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
def shipped(database):
    """A database with the shipped definitions."""
    assert load_shipped(database, load_definitions())
    return database
