"""Gateways on a real database, with workflows in memory and a clock that stands; and workflows on a time-skipping server."""

import inspect
from collections import Counter
from datetime import timedelta

import pytest

from activities.store import operations, user_methods
from activities.store.database import Database
from config.vocabulary import AuthStepResult
from tests.activities.projecting import projector
from tests.clock import standing
from tests.migrated import migrated
from tests.workflows.engine import Engine
from tests.workflows.memory import MemoryWorkflowClient
from tests.workflows.registration.client.house import RegistrationHouse
from workflows.operation.client.gateway import Gateway, NewOperation
from workflows.operation.client.pinned_flows import Flows
from workflows.operation.client.workflow_client import Listing
from workflows.operation.model import TakeStep
from workflows.temporal.client import EngineUnavailable


@pytest.fixture
def database(tmp_path):
    """A database with the shipped definitions."""
    found = Database(f"sqlite:///{tmp_path}/store.db")
    migrated(found, definitions=True)
    yield found
    found.close()


class House:
    """A gateway and everything around it. `active` are the activations that work.

    `told` counts what metrics are told, `steps` has those of steps.
    """

    def __init__(self, database, clock, sealer=None):
        self.database, self.clock, self.workflow_client = database, clock, MemoryWorkflowClient()
        self.sealer = sealer
        self.active, self.told, self.steps = set(), Counter(), []
        self.gateway = self.another_gateway()

    def another_gateway(self):
        """As of another process, on the same database and the same workflows."""
        return Gateway(
            self.database,
            self.workflow_client,
            projector(self.sealer),
            Flows(300),
            self,
            on_start=lambda name: self.told.update([("started", name)]),
            on_finish=lambda name, status: self.told.update([("finished", name, status)]),
            on_step=lambda *step: self.steps.append(step),
        )

    def is_active(self, _session, activation_id):
        return activation_id in self.active

    def wait(self, seconds):
        self.clock.tick(timedelta(seconds=seconds))

    def create(self, operation_id="one", operation_name="login", **values):
        fields = {
            "operation_data": "A2",
            "listing": Listing(summary=operation_name),
            "request_digest": "digest",
            **values,
        }
        return self.gateway.create(NewOperation(operation_name, operation_id, **fields))

    def step(self, method, ended="CONFIRMED", operation_id="one", key=None, **fields):
        event = TakeStep(method, AuthStepResult(ended), **fields)
        return self.gateway.change(operation_id, event, key)

    def get(self, operation_id="one"):
        return self.gateway.read_model.get(operation_id)

    def stored(self, operation_id="one"):
        """The row and its oldest intent, past the gateway."""
        return operations.read(self.database, operation_id)

    def lost(self, method, ended="CONFIRMED", **more):
        """A step that is done while its caller does not hear of it: an intent stays, and a row that lags behind."""
        self.workflow_client.loses_answers = True
        with pytest.raises(EngineUnavailable):
            self.step(method, ended, **more)
        self.workflow_client.loses_answers = False

    def equip(self, user_id, activation_id, *, on=True):
        """Switch the user's mobile token."""
        with self.database.write() as session:
            methods = Flows(300).methods(session)
            config = {"activationId": activation_id}
            user_methods.switch(session, methods, user_id, "POWERAUTH_TOKEN", on=on, config=config)


@pytest.fixture
def house(database):
    """A house at an instant that only `wait` moves."""
    with standing() as clock:
        yield House(database, clock)


@pytest.fixture
def registered(database):
    """Registrations at an instant that only `wait` moves."""
    with standing() as clock:
        yield RegistrationHouse(database, clock)


@pytest.fixture(scope="session")
def engine(servers, tmp_path_factory):
    """Its clock runs ahead of ours with every deadline that a test waits for."""
    running = Engine(tmp_path_factory.mktemp("engine"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def live_engine(servers, tmp_path_factory):
    """On the server that people run: the one that skips time cannot close a workflow as Canceled that nobody asked to cancel."""
    running = Engine(tmp_path_factory.mktemp("live_engine"), skipping=False)
    yield running
    running.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "engine" in names and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group("live_engine" if "live_engine" in names else "engine"))


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A test that is a coroutine runs on its engine's loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    given["engine"].run(pyfuncitem.obj(**given))
    return True
