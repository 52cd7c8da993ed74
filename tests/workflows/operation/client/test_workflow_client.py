"""Messages to real workflows on a real Temporal server, and the ways in which they come back."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from config.clock import now_ms
from config.refused import Refused
from config.settings import load
from tests.e2e.processes import free_port
from tests.workflows.closed import closed
from tests.workflows.engine import TASK_QUEUE, Engine
from tests.workflows.orders import CONFIRM, order, send
from workflows.operation.client.workflow_client import Listing, WorkflowClient, digest
from workflows.operation.messages import Snapshot
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken, TakeStep
from workflows.temporal.client import EngineUnavailable, Temporal
from workflows.temporal.transport import Gone

pytestmark = pytest.mark.xdist_group("workflow_client")


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    running = Engine(tmp_path_factory.mktemp("workflow_client"), skipping=False)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def workflow_client(engine):
    return WorkflowClient(Temporal(engine.settings), TASK_QUEUE, 5)


@pytest.fixture
def opened(workflow_client):
    """The start of a login that runs."""
    start = order()
    assert workflow_client.start(start, Listing("a login"))
    return start


def end(engine, operation_id, **how):
    """As an operator does."""
    engine.run(engine.client.get_workflow_handle(operation_id).terminate(**how))


@pytest.mark.parametrize("operation_id", [None, "ž" * 150, "line\nbreak"])
def test_a_started_operation_says_what_it_is(workflow_client, operation_id):
    start = order(operation_id=operation_id)
    assert workflow_client.start(start, Listing("a login", "RETAIL", "transaction"))
    snapshot = workflow_client.ask(start.operation_id)
    assert (snapshot.operation_name, snapshot.state, snapshot.request_digest) == ("login", start.state, "digest")


def test_an_operation_that_nobody_has_come_to_is_one_event_and_says_what_it_is(engine, workflow_client, opened):
    """A query of it would be refused, or wait for its first task."""
    handle = engine.client.get_workflow_handle(opened.operation_id)
    assert workflow_client.ask(opened.operation_id) == Snapshot("login", opened.state, "digest")
    assert len(engine.run(handle.fetch_history()).events) == 1
    send(workflow_client, opened, CONFIRM)
    assert workflow_client.ask(opened.operation_id).state.version == 2


def test_an_operation_that_nobody_comes_to_ends_with_its_first_task(engine, workflow_client):
    start = order(begun_seconds_ago=299)
    assert start.state.expires_ms - 2000 < now_ms() < start.state.expires_ms
    assert workflow_client.start(start, Listing("a login"))
    handle = engine.client.get_workflow_handle(start.operation_id)
    outcome = engine.run(closed(handle))
    assert (outcome.status, outcome.reason) == ("FAILED", "operation.timeout")
    kinds = [EventType.Name(one.event_type) for one in engine.run(handle.fetch_history()).events]
    assert "EVENT_TYPE_TIMER_STARTED" not in kinds
    assert kinds.count("EVENT_TYPE_WORKFLOW_TASK_COMPLETED") == 1


@pytest.mark.parametrize(("seconds", "written"), [(302, 1), (330, 0)])
def test_what_no_worker_came_to_in_time_is_left_to_the_table(engine, workflow_client, seconds, written):
    start = order(begun_seconds_ago=seconds)
    assert workflow_client.start(start, Listing("a login"))
    handle = engine.client.get_workflow_handle(start.operation_id)
    assert engine.run(closed(handle)).reason == "operation.timeout"
    events = engine.run(handle.fetch_history()).events
    assert len([one for one in events if one.HasField("marker_recorded_event_attributes")]) == written


def test_what_somebody_is_told_is_written_however_late_it_is(engine, workflow_client):
    start = order(begun_seconds_ago=400)
    alone = WorkflowClient(Temporal(engine.settings), "comes-later", 15)
    assert alone.start(start, Listing("a login"))
    handle = engine.client.get_workflow_handle(start.operation_id)

    async def come_late():
        async with engine.forgetful_worker("comes-later"):
            await closed(handle)

    with ThreadPoolExecutor(1) as threads:
        sent = threads.submit(send, alone, start, CONFIRM)
        time.sleep(1)
        engine.run(come_late())
        assert sent.result().state.timed_out
    events = engine.run(handle.fetch_history()).events
    assert len([one for one in events if one.HasField("marker_recorded_event_attributes")]) == 1


def test_an_operation_that_nobody_has_come_to_is_canceled_at_once(engine, workflow_client, opened):
    handle = engine.client.get_workflow_handle(opened.operation_id)
    engine.run(handle.cancel())
    assert engine.run(closed(handle)).status == "CANCELED"
    state = workflow_client.ask(opened.operation_id).state
    assert (state.result, state.current.description) == ("FAILED", "canceled.interrupted_operation")


def test_a_refused_first_event_leaves_the_operation_as_it_was(engine, workflow_client, opened):
    with pytest.raises(Refused):
        send(workflow_client, opened, TakeStep("CONSENT", "CONFIRMED"))
    assert workflow_client.ask(opened.operation_id).state == opened.state
    assert send(workflow_client, opened, CONFIRM).state.version == 2


def test_first_events_at_the_same_time_are_taken_one_after_the_other(workflow_client, opened):
    wrong = TakeStep("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    with ThreadPoolExecutor(3) as threads:
        sent = threads.map(lambda event: send(workflow_client, opened, event), [wrong] * 3)
        assert sorted(answer.state.version for answer in sent) == [2, 3, 4]


def test_an_id_starts_once_also_after_its_workflow_has_ended(engine, workflow_client, opened):
    assert not workflow_client.start(opened, Listing("again"))
    end(engine, opened.operation_id)
    assert not workflow_client.start(opened, Listing("again"))


def test_every_event_finds_its_handler(workflow_client):
    start = order("authorize_payment")
    workflow_client.start(start, Listing("a payment"))
    events = [CONFIRM, ChooseMethod("SMS_KEY"), SetMobileToken(False), AssignUser("eva")]
    answers = [send(workflow_client, start, event) for event in events]
    assert [answer.state.version for answer in answers] == [2, 3, 3, 4]
    assert [answer.request_digest for answer in answers] == [digest(start.operation_id, event) for event in events]
    assert answers[-1].state.user_id == "eva"


def test_a_repeated_id_is_answered_with_the_first_requests_digest_also_after_the_end(workflow_client, opened):
    first = send(workflow_client, opened, CONFIRM, "first")
    assert send(workflow_client, opened, TakeStep("CONSENT", "CONFIRMED"), "first") == first
    last = send(workflow_client, opened, TakeStep("CONSENT", "CONFIRMED"), "last")
    assert last.state.result == "DONE"
    assert send(workflow_client, opened, TakeStep("CONSENT", "CONFIRMED"), "last") == last
    assert workflow_client.ask(opened.operation_id).state == last.state


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (ChooseMethod("SMS_KEY"), "STEP_NOT_OFFERED"),
        (TakeStep("CONSENT", "CONFIRMED"), "STEP_NOT_OFFERED"),
        (TakeStep("USERNAME_PASSWORD_AUTH", None), "REQUEST_INVALID"),
    ],
)
def test_what_the_machine_refuses_comes_back_with_its_code(workflow_client, opened, event, code):
    with pytest.raises(Refused) as refused:
        send(workflow_client, opened, event)
    assert (refused.value.reason, bool(refused.value.detail)) == (code, True)


def test_a_terminated_workflow_takes_no_event_and_still_says_what_it_was(engine, workflow_client, opened):
    end(engine, opened.operation_id)
    with pytest.raises(Gone):
        send(workflow_client, opened, CONFIRM)
    assert workflow_client.ask(opened.operation_id).state == opened.state


def test_an_operation_that_temporal_does_not_know_is_gone(workflow_client):
    with pytest.raises(Gone):
        send(workflow_client, order(), CONFIRM)
    assert workflow_client.ask("nobody") is None


def test_a_start_that_is_not_of_its_type_waits_for_a_worker_that_can_read_it(engine):
    async def until_its_task_has_failed():
        handle = await engine.client.start_workflow(
            "Operation", {"operation_id": "one"}, id="malformed", task_queue=TASK_QUEUE
        )
        kind = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        while not (failed := [one for one in (await handle.fetch_history()).events if one.event_type == kind]):
            await asyncio.sleep(0.05)
        status = (await handle.describe()).status
        await handle.terminate()
        return status, failed[0].workflow_task_failed_event_attributes.failure.message

    status, message = engine.run(until_its_task_has_failed())
    assert status == WorkflowExecutionStatus.RUNNING
    assert "missing required field" in message


def test_where_nobody_listens_the_engine_is_away():
    away = WorkflowClient(Temporal(load(temporal_address=f"127.0.0.1:{free_port()}")), TASK_QUEUE, 0.5)
    start = order()
    for request in (
        lambda: away.start(start, Listing("a login")),
        lambda: send(away, start, CONFIRM),
        lambda: away.ask(start.operation_id),
    ):
        begun = time.monotonic()
        with pytest.raises(EngineUnavailable):
            request()
        assert time.monotonic() - begun < 3


def test_without_a_worker_an_event_waits_no_longer_than_it_may(engine):
    alone = WorkflowClient(Temporal(engine.settings), "nobody-polls", 0.5)
    start = order()
    assert alone.start(start, Listing("a login"))
    with pytest.raises(EngineUnavailable):
        send(alone, start, CONFIRM)
