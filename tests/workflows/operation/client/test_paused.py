"""Workflows that an operator holds, on a real Temporal server: nobody waits for them, nor for others because of them."""

import asyncio
import subprocess
import time

import pytest
from temporalio.api.workflowservice.v1 import PauseWorkflowExecutionRequest

from api.commands import temporal_server
from config.settings import load
from tests.e2e.processes import foreign_environ, free_port, until
from tests.workflows.orders import CONFIRM, order, send
from workflows.operation.client.running_workflows import ListedWorkflows
from workflows.operation.client.workflow_client import Listing, WorkflowClient
from workflows.temporal.client import EngineUnavailable, Temporal, WorkflowSilent
from workflows.temporal.namespace import prepare
from workflows.temporal.open_histories import OpenHistories
from workflows.temporal.open_workflows import open_on

pytestmark = pytest.mark.xdist_group("paused")

QUEUE = "nobody-polls"


def is_prepared(settings):
    """Whether Temporal took its namespaces: it listens before it serves."""
    try:
        asyncio.run(prepare(settings))
    except RuntimeError:
        return False
    return True


@pytest.fixture(scope="module")
def settings(servers):
    """Of a server on which workflows may be paused: it is asked, no worker is needed."""
    port = free_port()
    command = [temporal_server.program(), "server", "start-dev", "--headless", "--port", str(port)]
    command += ["--log-level", "error", "--dynamic-config-value", "frontend.WorkflowPauseEnabled=true"]
    server = subprocess.Popen(command, env=foreign_environ(), stdout=subprocess.DEVNULL)
    try:
        found = load(temporal_address=f"127.0.0.1:{port}")
        until(lambda: is_prepared(found))
        yield found
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def temporal(settings):
    return Temporal(settings)


@pytest.fixture
def held(temporal):
    """The start of an operation whose workflow is paused: it has begun, as its deadline has passed."""
    start = order(begun_seconds_ago=3600)
    assert WorkflowClient(temporal, QUEUE, 8).start(start, Listing("a login"))
    temporal.call(
        lambda client: client.workflow_service.pause_workflow_execution(
            PauseWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_id=start.operation_id,
                reason="an incident",
                request_id="one",
            )
        ),
        5,
    )
    return start


@pytest.mark.parametrize(
    "message",
    [
        lambda workflow_client, held: workflow_client.ask(held.operation_id),
        lambda workflow_client, held: send(workflow_client, held, CONFIRM),
    ],
)
def test_a_paused_workflow_is_silent_at_once(temporal, held, message):
    workflow_client = WorkflowClient(temporal, QUEUE, 8)
    begun = time.monotonic()
    with pytest.raises(WorkflowSilent, match="operator"):
        message(workflow_client, held)
    assert time.monotonic() - begun < 6


def test_a_workflow_that_nobody_works_at_is_not_taken_for_a_paused_one(temporal):
    start, workflow_client = order(), WorkflowClient(temporal, QUEUE, 0.5)
    assert workflow_client.start(start, Listing("a login"))
    with pytest.raises(EngineUnavailable) as away:
        send(workflow_client, start, CONFIRM)
    assert not isinstance(away.value, WorkflowSilent)


def test_a_paused_workflow_is_started_no_second_time(temporal, held):
    assert not WorkflowClient(temporal, QUEUE, 8).start(held, Listing("a login"))


def test_a_paused_workflow_is_open_for_whoever_waits_until_nothing_is(settings, temporal, held):
    """Who empties a task queue, replays what is open, or compares it with the rows."""

    def counted():
        query = f"{open_on(QUEUE)} AND WorkflowId = '{held.operation_id}'"
        return temporal.call(lambda client: client.count_workflows(query), 5).count

    async def replayed():
        return {workflow_id async for workflow_id, _ in OpenHistories(settings)}

    listed = ListedWorkflows(temporal, QUEUE)
    until(lambda: any(one.operation_id == held.operation_id for one in listed.list_running()))
    assert counted() == 1
    settings = settings.model_copy(update={"task_queue": QUEUE})
    assert held.operation_id in asyncio.run(replayed())
