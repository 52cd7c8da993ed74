"""The application on a database with the shipped definitions, and with no Temporal to be found."""

import pytest

from api.app import create_app
from tests.api.applications import new_home


@pytest.fixture(scope="package")
def app(tmp_path_factory):
    return create_app(new_home(tmp_path_factory.mktemp("docs"), definitions=True))


@pytest.fixture
def client(app):
    return app.test_client()
