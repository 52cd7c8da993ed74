"""A server that the tests of a file share."""

import pytest

from tests.api.server.running import running


@pytest.fixture(scope="module")
def server(servers, tmp_path_factory):
    with running(tmp_path_factory.mktemp("home")) as server:
        yield server
