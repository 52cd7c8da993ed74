"""The gateway with real workflows behind it, on a real Temporal server: rows and workflows agree, whatever got lost."""

import uuid

import pytest

from activities.store import operation_intents, operations
from config.clock import now_ms
from config.refused import Refused
from tests.workflows.engine import TASK_QUEUE, Engine
from workflows.operation import machine
from workflows.operation.client.gateway import Gateway, NewOperation
from workflows.operation.client.pinned_flows import Flows
from workflows.operation.client.workflow_client import Listing, WorkflowClient, digest
from workflows.operation.messages import StartOperation
from workflows.operation.model import TakeStep
from workflows.temporal.client import Temporal

pytestmark = pytest.mark.xdist_group("gateway")

FAIL = TakeStep("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")


class NoDevices:
    def is_active(self, _session, _activation_id):
        return False


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    running = Engine(tmp_path_factory.mktemp("gateway"), skipping=False)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def workflow_client(engine):
    return WorkflowClient(Temporal(engine.settings), TASK_QUEUE, 5)


@pytest.fixture(scope="module")
def gateway(engine, workflow_client):
    return Gateway(engine.database, workflow_client, engine.projector, Flows(300), NoDevices())


def login(request_digest="digest", **values):
    return NewOperation("login", uuid.uuid4().hex, "A2", Listing("a login"), request_digest, **values)


def lost(engine, workflow_client, operation_id, recorded_ms):
    """A step that was done, while its caller died before it could write that down."""
    with engine.database.write() as session:
        operation_intents.record(session, operation_id, "lost", recorded_ms)
    return workflow_client.send(operation_id, FAIL, "lost", digest(operation_id, FAIL)).state


def test_an_old_intent_is_asked_for_and_heals_the_row_and_a_young_one_is_left(engine, workflow_client, gateway):
    young, old = gateway.create(login()).row.operation_id, gateway.create(login()).row.operation_id
    lost(engine, workflow_client, young, now_ms())
    state = lost(engine, workflow_client, old, now_ms() - 20_000)
    assert gateway.read_model.get(young).state.version == engine.row(young).version == 1
    assert gateway.read_model.get(old).state == state
    stored = operations.read(engine.database, old)
    assert (stored.row.version, stored.intent_ms) == (2, None)


def test_a_workflow_without_a_row_gets_it_from_the_same_request_only(engine, workflow_client, gateway):
    for new_digest, code in (("digest", None), ("another", "OPERATION_ALREADY_EXISTS")):
        new = login(repeatable=code is None)
        with engine.database.read() as session:
            flow = Flows(300).flow(session, "login")
        state = machine.begin(flow, now_ms())
        workflow_client.start(StartOperation(new.operation_id, flow, state, "digest"), new.listing)
        if code is None:
            assert gateway.create(new).state == state
            assert (engine.row(new.operation_id).version, engine.row(new.operation_id).request_digest) == (1, "digest")
        else:
            with pytest.raises(Refused, match=code):
                gateway.create(NewOperation("login", new.operation_id, "A2", new.listing, new_digest))
            with engine.database.read() as session:
                assert operations.find(session, new.operation_id) is None


def test_a_terminated_workflow_makes_its_operation_invalid(engine, gateway):
    operation_id = gateway.create(login()).row.operation_id
    engine.run(engine.client.get_workflow_handle(operation_id).terminate())
    with pytest.raises(Refused) as refused:
        gateway.change(operation_id, FAIL)
    assert refused.value.reason == "OPERATION_TERMINATED"


def test_a_key_is_answered_again_and_refused_for_another_request(engine, gateway):
    operation_id = gateway.create(login()).row.operation_id
    first = gateway.change(operation_id, FAIL, "key")
    gateway.change(operation_id, FAIL)
    assert gateway.change(operation_id, FAIL, "key").state == first.state
    with pytest.raises(Refused) as refused:
        gateway.change(operation_id, TakeStep("USERNAME_PASSWORD_AUTH", "CONFIRMED"), "key")
    assert refused.value.reason == "KEY_REUSED"
    assert engine.row(operation_id).version == 3, "the repeated answer is older than the row"


def test_a_repeated_creation_is_answered_with_the_operation_as_it_stands(gateway):
    new = login(repeatable=True)
    gateway.create(new)
    changed = gateway.change(new.operation_id, FAIL)
    assert gateway.create(new).state == changed.state
