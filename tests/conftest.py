"""What the tests share: real servers, started once, on free ports, in temporary folders."""

import os
import sys

import pytest

from tests.e2e.postgres import Postgres
from tests.e2e.stack import Stack

# A stack is three servers: with several test processes, all tests of one stack go to one of them.
_SERVERS = {"stack": "stack", "faulty": "faults", "postgres": "postgres"}


def pytest_configure(config):
    if getattr(config.option, "dist", "no") == "load":
        config.option.dist = "loadgroup"
        config.option.loadgroup = True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        group = next((group for name, group in _SERVERS.items() if name in getattr(item, "fixturenames", ())), None)
        if group and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(group))


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
