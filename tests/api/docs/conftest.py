"""The application on a database with the shipped definitions, and with no Temporal to be found."""

import pytest

from activities.store.database import Database
from activities.store.shipped import load_shipped
from api.app import create_app
from config import master_key
from config.definitions.load import load as load_definitions
from config.settings import Settings
from tests.migrated import migrated


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    settings = Settings(
        _env_file=None,
        home=folder,
        temporal_address="127.0.0.1:9",
        update_timeout=0.2,
        master_key=master_key.generated(),
    )
    database = Database(settings.store_url)
    migrated(database)
    load_shipped(database, load_definitions())
    database.close()
    return create_app(settings)


@pytest.fixture
def client(app):
    return app.test_client()
