"""The Next Step API in this process, on each kind of database."""

import pytest
from sqlalchemy import text

from tests.api.nextstep.in_process import KINDS, InProcess, application
from tests.api.nextstep.registries.entities import share


@pytest.fixture(scope="package", params=KINDS)
def app(request, tmp_path_factory):
    """An application with what `entities` shares. Tests share it: each uses names of its own."""
    with application(request, tmp_path_factory.mktemp("registries")) as app:
        with InProcess(app) as client:
            share(client)
        yield app


@pytest.fixture
def nextstep(app):
    """A caller of the API."""
    with InProcess(app) as client:
        yield client


@pytest.fixture
def sql(app):
    """Runs a statement in the application's database."""
    database = app.extensions["nextstep"].database

    def run(statement, **parameters):
        with database.write() as session:
            session.connection().execute(text(statement), parameters)

    return run
