"""Asynchronous tests of the workflow, on one time-skipping server."""

import inspect

import pytest

from tests.workflows.engine import Engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """Its clock runs ahead of ours with every deadline that a test waits for."""
    running = Engine(tmp_path_factory.mktemp("engine"))
    yield running
    running.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "engine" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("engine"))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that is a coroutine runs on its engine's loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    given["engine"].run(pyfuncitem.obj(**given))
    return True
