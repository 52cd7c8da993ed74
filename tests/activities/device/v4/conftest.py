"""One bank for the tests of a module, which disturb one another nowhere."""

import pytest

from activities.store.database import Database
from tests.activities.device.conftest import Home
from tests.migrated import migrated


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    """Everything that devices ask, on one database of SQLite."""
    database = migrated(Database(f"sqlite:///{tmp_path_factory.mktemp('bank') / 'store.db'}"))
    yield Home(database)
    database.close()


@pytest.fixture(scope="module")
def app(bank):
    """An application, described by its version."""
    return bank.application()
