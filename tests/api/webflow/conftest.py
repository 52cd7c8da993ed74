"""Pages in front of an API that is a table."""

import pytest

from tests.api.webflow.stand_in import Reader, StandIn, application


@pytest.fixture
def api():
    return StandIn()


@pytest.fixture
def app(api):
    return application(api)


@pytest.fixture
def reader(app):
    return Reader(app)
