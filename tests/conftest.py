"""What the tests share: real servers, started once, on free ports, in temporary folders."""

import os
import sys

import pytest

from tests.e2e.postgres import Postgres
from tests.e2e.stack import Stack


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A stack is four servers: with several test processes, all its tests go to one of them."""
    from tests.e2e.distribution import ByServers

    return ByServers(config, log) if config.getvalue("dist") == "load" else None


def pytest_configure(config):
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # the order is that of `pytest_collection_modifyitems`


# Fixtures that start servers, and the parameter by which a test asks for one.
_SERVERS = {"stack", "_faulty_stack", "postgres", "engine"}
_DATABASE_SERVER = "postgres"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        parameters = getattr(item, "callspec", None)
        asked = parameters is not None and _DATABASE_SERVER in parameters.params.values()
        if asked or _SERVERS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.live)
    if hasattr(config, "workerinput"):
        from tests.e2e.distribution import ordered

        items[:] = ordered(items)


_EXIT_STATUS = pytest.StashKey()


def pytest_sessionfinish(session, exitstatus):
    session.config.stash[_EXIT_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Temporal's client has threads that the interpreter's end may abort on, after all tests have passed: do not wait for it."""
    if "temporalio.bridge.temporal_sdk_bridge" in sys.modules and not hasattr(config, "workerinput"):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash.get(_EXIT_STATUS, 1))


@pytest.fixture(scope="session")
def postgres():
    """A running PostgreSQL."""
    server = Postgres()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """Temporal, a worker and the API on SQLite. Tests share it: each uses users, ids and names of its own."""
    running = Stack(tmp_path_factory.mktemp("stack"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def nextstep(stack):
    """A client of the Next Step door."""
    with stack.client() as client:
        yield client
