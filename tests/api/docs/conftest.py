"""The application on a database with the shipped definitions, and with no Temporal to be found."""

import pytest

from tests.api.applications import closing_applications, new_home


@pytest.fixture(scope="package")
def app(tmp_path_factory):
    with closing_applications() as create:
        yield create(new_home(tmp_path_factory.mktemp("docs"), definitions=True))


@pytest.fixture
def client(app):
    return app.test_client()
