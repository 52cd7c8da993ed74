"""What the tests share: real servers, started once, on free ports, in temporary folders."""

import gc
import itertools
import os
import re
import sys

import pytest

from tests.descriptor_guard import DescriptorGuard
from tests.sampled_coverage import Sampling
from tests.servers import FIXTURE, Guard

# What is imported and collected stays: the garbage collector would walk it again and again (`pytest_collection_finish`).
gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A stack is four servers: with several test processes, all its tests go to one of them."""
    from tests.e2e.distribution import ByServers

    return ByServers(config, log) if config.getvalue("dist") == "load" else None


def pytest_configure(config):
    config.pluginmanager.register(Guard())
    if sys.platform == "linux":
        config.pluginmanager.register(DescriptorGuard())
    if getattr(config.option, "cov_source", None):
        config.pluginmanager.register(Sampling(config))
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # the order is that of `pytest_collection_modifyitems`
    # Where others run the tests, this process needs hypothesis only to know the profile that is asked for.
    if (
        hasattr(config, "workerinput")
        or not config.getoption("numprocesses", None)
        or config.getoption("hypothesis_profile", None)
    ):
        from tests.examples import register_profiles

        register_profiles()


@pytest.fixture(scope="session")
def servers():
    """What fixtures that start servers ask for: tests that ask for them are `live`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        if FIXTURE in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.live)
    if hasattr(config, "workerinput"):
        from tests.e2e.distribution import ordered

        items[:] = ordered(items)


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


_FOLDERS = itertools.count()
_EXIT_STATUS = pytest.StashKey()


def pytest_sessionfinish(session, exitstatus):
    session.config.stash[_EXIT_STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Temporal's client has threads that the interpreter's end may abort on, after all tests have passed: do not wait for it."""
    if "tests.migrated" in sys.modules:
        sys.modules["tests.migrated"].drop_templates()
    if "temporalio.bridge.temporal_sdk_bridge" in sys.modules and not hasattr(config, "workerinput"):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash.get(_EXIT_STATUS, 1))


@pytest.fixture(scope="session", autouse=True)
def _cheap():
    """Passwords, keys, databases and those who vouch cost next to nothing in this process."""
    from tests.cheap import cheap

    with cheap():
        yield


@pytest.fixture
def tmp_path(tmp_path_factory, request):
    """As pytest's own, with a number that is counted: to look for one that is free, that one reads the names of all others."""
    number = next(_FOLDERS)
    folder = tmp_path_factory.getbasetemp() / f"{re.sub(r'[^0-9A-Za-z_]', '_', request.node.name)[:30]}-{number}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def password_costs(_cheap):
    """The costs of passwords are the real ones."""
    from tests.cheap import real_password_costs

    with real_password_costs():
        yield


@pytest.fixture(scope="session")
def postgres(servers):
    """A running PostgreSQL."""
    from tests.e2e.postgres import Postgres

    server = Postgres()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def stack(servers, tmp_path_factory):
    """Temporal, a worker and the API on SQLite. Tests share it: each uses users, ids and names of its own.

    Workflows run outside the sandbox, as in production; those of `tests/workflows`, and those whose servers are killed, inside.
    """
    from tests.e2e.stack import Stack

    running = Stack(tmp_path_factory.mktemp("stack"), workflow_sandbox=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def nextstep(stack):
    """A client of the Next Step API."""
    with stack.client() as client:
        yield client
