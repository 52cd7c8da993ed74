"""A stack whose servers are killed: on a PostgreSQL of its own, apart from all that other tests stand on."""

import pytest

from tests.e2e.deaths import until_done
from tests.e2e.postgres import Postgres
from tests.e2e.stack import Stack


@pytest.fixture(scope="session")
def _faulty_stack(servers, tmp_path_factory):
    postgres = Postgres()
    postgres.start()
    stack = Stack(tmp_path_factory.mktemp("faulty"), database_url=postgres.create(), postgres=postgres)
    stack.start()
    yield stack
    stack.stop()
    postgres.remove()


@pytest.fixture
def faulty(_faulty_stack):
    """The stack, whole; what a test killed is started again after it, too."""
    yield _faulty_stack
    _faulty_stack.restore()
    # Temporal may have given a task to a worker that is dead: one test's is not the next one's.
    with _faulty_stack.client() as client:
        until_done(lambda: client.step(client.create()["operationId"], "USERNAME_PASSWORD_AUTH", "CANCELED"))
