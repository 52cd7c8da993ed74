"""An update is answered as by the SDK's own client, however late, and goes by that client where somebody intercepts."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from temporalio import workflow
from temporalio.client import Client, Interceptor, OutboundInterceptor, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from tests.e2e.temporal import DevelopmentServer
from tests.rows import each_row
from workflows.operation.workflow import OperationWorkflow
from workflows.registration.workflow import RegistrationWorkflow
from workflows.temporal.payloads import CONVERTER
from workflows.temporal.update_requests import _kind_of_answer, execute
from workflows.worker import options


@dataclass(frozen=True)
class Echo:
    text: str


@workflow.defn
class Echoing:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def echo(self, text: str, seconds: float) -> Echo:
        await workflow.sleep(timedelta(seconds=seconds))
        return Echo(text)

    @workflow.update
    async def fail(self, text: str) -> Echo:
        raise ApplicationError(text, "its state", type="SO", non_retryable=True)


class Recorder(Interceptor, OutboundInterceptor):
    def __init__(self):
        self.seen = []

    def intercept_client(self, next):
        OutboundInterceptor.__init__(self, next)
        return self

    async def start_workflow_update(self, input):
        self.seen.append((input.update, input.update_id))
        return await super().start_workflow_update(input)


class Impatient(DevelopmentServer):
    """A server that soon tells who waits to ask again. Tests that are coroutines have an engine to run them: this one."""

    def run(self, coroutine):
        asyncio.run(coroutine)

    async def connected(self, **more):
        async with asyncio.timeout(60):
            while True:
                try:
                    return await Client.connect(f"127.0.0.1:{self.port}", data_converter=CONVERTER, **more)
                except RuntimeError:
                    await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
def engine(servers, tmp_path_factory):
    server = Impatient(tmp_path_factory.mktemp("updates"), {"history.longPollExpirationInterval": "200ms"})
    server.start()
    yield server
    server.stop()


async def opened(client):
    workflow_id = uuid.uuid4().hex
    await client.start_workflow(Echoing.run, id=workflow_id, task_queue="echo")
    return workflow_id


def worker(client):
    return Worker(client, task_queue="echo", workflows=[Echoing], **options(sandbox=False))


@pytest.mark.parametrize("seconds", [0, 1], ids=["at once", "after the server has asked to be asked again"])
async def test_the_answer_is_of_the_type_that_the_handler_declares(engine, seconds):
    client = await engine.connected()
    async with worker(client):
        answer = await execute(client, Echoing.echo, ["so", seconds], id=await opened(client), update_id="one")
    assert answer == Echo("so")


async def test_an_update_that_no_worker_has_taken_yet_is_sent_again_for_the_server_may_forget_it(engine, monkeypatch):
    client, sent = await engine.connected(), []
    send = client.workflow_service.update_workflow_execution

    def seen(request, **more):
        sent.append(request.request.meta.update_id)
        return send(request, **more)

    monkeypatch.setattr(client.workflow_service, "update_workflow_execution", seen)
    waiting = asyncio.ensure_future(execute(client, Echoing.echo, ["so", 0], id=await opened(client), update_id="one"))
    async with asyncio.timeout(60):
        while len(sent) < 3:
            await asyncio.sleep(0.1)
    async with worker(client):
        assert await waiting == Echo("so")
    assert set(sent) == {"one"}


async def test_a_repeated_update_gets_the_first_one_s_answer(engine):
    client = await engine.connected()
    async with worker(client):
        workflow_id = await opened(client)
        first = await execute(client, Echoing.echo, ["first", 0], id=workflow_id, update_id="one")
        assert await execute(client, Echoing.echo, ["second", 0], id=workflow_id, update_id="one") == first


async def test_a_failure_is_told_as_by_the_sdk_s_own_client(engine):
    client = await engine.connected()
    async with worker(client):
        workflow_id = await opened(client)
        with pytest.raises(WorkflowUpdateFailedError) as ours:
            await execute(client, Echoing.fail, ["no"], id=workflow_id, update_id="one")
        with pytest.raises(WorkflowUpdateFailedError) as theirs:
            await client.get_workflow_handle(workflow_id).execute_update(Echoing.fail, "no", id="two")
    causes = [failed.value.cause for failed in (ours, theirs)]
    assert [(one.message, one.type, one.details) for one in causes] == [("no", "SO", ("its state",))] * 2


async def test_a_workflow_that_is_not_there_is_the_server_s_own_error(engine):
    client = await engine.connected()
    with pytest.raises(RPCError) as refused:
        await execute(client, Echoing.echo, ["so", 0], id="nowhere", update_id="one")
    assert refused.value.status is RPCStatusCode.NOT_FOUND


async def test_who_intercepts_sees_each_update(engine):
    recorder = Recorder()
    client = await engine.connected(interceptors=[recorder])
    async with worker(client):
        answer = await execute(client, Echoing.echo, ["so", 0], id=await opened(client), update_id="one")
    assert (answer, recorder.seen) == (Echo("so"), [("echo", "one")])


@each_row(
    "kind, name",
    [
        (kind, name)
        for kind in (OperationWorkflow, RegistrationWorkflow)
        for name in workflow._Definition.must_from_class(kind).updates
    ],
)
def test_an_update_is_called_and_answered_as_its_definition_says(kind, name):
    handler = getattr(kind, name)
    definition = workflow._Definition.must_from_class(kind).updates[name]
    assert (handler.__name__, _kind_of_answer(handler)) == (definition.name, definition.ret_type)
