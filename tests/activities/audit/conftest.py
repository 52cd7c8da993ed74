"""A database whose transactions keep the trail."""

import pytest

from activities.audit import trail
from activities.audit.sealer import ChainSealer
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from config import master_key
from tests.migrated import migrated


@pytest.fixture
def sealer():
    return Sealer.of(master_key.generate())


@pytest.fixture
def audited(url, sealer):
    """A migrated database, with the trail."""
    database = Database(url, info=trail.database_info(sealer))
    migrated(database)
    yield database
    database.close()


@pytest.fixture
def seal(audited, sealer):
    return ChainSealer(audited, sealer).seal
