"""A workflow is started by the request that the SDK's own client would send, and by that client where somebody intercepts."""

import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import Priority
from temporalio.api.workflowservice.v1 import StartWorkflowExecutionResponse
from temporalio.client import Client, Interceptor, OutboundInterceptor
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.workflow import _Definition

from config.master_key import generate
from tests.lone_settings import lone
from tests.workflows.temporal.grpc_stand_in import GrpcStandIn
from workflows.operation.client.workflow_client import Listing
from workflows.registration.workflow import RegistrationWorkflow
from workflows.temporal import search_attributes
from workflows.temporal.converter import converter_of
from workflows.temporal.identifiers import REGISTRATION_TYPE
from workflows.temporal.payload_encryption import is_encrypted
from workflows.temporal.start_requests import start

VALUE = Listing(summary="Login", external_id="ext")
ATTRIBUTES = TypedSearchAttributes(
    [
        SearchAttributePair(search_attributes.STATUS, "OPEN"),
        SearchAttributePair(search_attributes.EXTERNAL_ID, 'ž "quoted" \\ \u2028'),
    ]
)
CALL = {
    "id": "one",
    "task_queue": "queue",
    "attributes": ATTRIBUTES,
    "summary": "Login",
    "details": "**open**",
    "delay": timedelta(milliseconds=300_001),
}


class Answering(GrpcStandIn):
    """Tests that are coroutines have an engine to run them: this one."""

    def run(self, coroutine):
        asyncio.run(coroutine)


@pytest.fixture(scope="module")
def engine():
    with Answering() as answering:
        yield answering


async def sent(engine, monkeypatch, call, settings, interceptors=()):
    """The request that goes to Temporal's service; where somebody intercepts it is the SDK's own client that makes it."""
    client = await Client.connect(engine.address, data_converter=converter_of(settings), interceptors=interceptors)
    seen = []

    async def seeing(request, **_):
        seen.append(request)
        return StartWorkflowExecutionResponse(run_id="run")

    monkeypatch.setattr(client.workflow_service, "start_workflow_execution", seeing)
    await start(client, "Login", VALUE, **call)
    [request] = seen
    assert request.request_id
    request.request_id = ""
    assert request.priority == Priority(), "what is not said, and said to be nothing, is the same"
    request.ClearField("priority")
    return request


@pytest.mark.parametrize("delay", [None, timedelta(milliseconds=300_001)], ids=["at once", "later"])
async def test_the_request_is_the_one_that_the_sdk_s_own_client_sends(engine, monkeypatch, delay):
    call = CALL | {"delay": delay}
    ours = await sent(engine, monkeypatch, call, lone())
    theirs = await sent(engine, monkeypatch, call, lone(), [Interceptor()])
    assert ours == theirs


async def test_what_is_searched_by_stays_in_clear_where_the_rest_is_encrypted(engine, monkeypatch):
    settings = lone(payload_encryption=True, master_key=SecretStr(generate()))
    request = await sent(engine, monkeypatch, CALL, settings)
    assert all(
        map(is_encrypted, [*request.input.payloads, request.user_metadata.summary, request.user_metadata.details])
    )
    assert not any(map(is_encrypted, request.search_attributes.indexed_fields.values()))


@pytest.mark.parametrize(
    ("status", "expected"),
    [(RPCStatusCode.ALREADY_EXISTS, WorkflowAlreadyStartedError), (RPCStatusCode.UNAVAILABLE, RPCError)],
)
async def test_what_the_server_refuses_is_told_as_the_sdk_tells_it(engine, monkeypatch, status, expected):
    client = await Client.connect(engine.address)

    async def refusing(_request, **_):
        raise RPCError("as the server says", status, b"")

    monkeypatch.setattr(client.workflow_service, "start_workflow_execution", refusing)
    with pytest.raises(expected):
        await start(client, "Login", VALUE, **CALL)


class Recorder(Interceptor):
    """`seen` are the starts that go by."""

    def __init__(self, seen):
        self._seen = seen

    def intercept_client(self, next):
        recorder = _Recording(next)
        recorder.seen = self._seen
        return recorder


class _Recording(OutboundInterceptor):
    async def start_workflow(self, input):
        self.seen.append((input.workflow, input.id, input.start_delay))


async def test_who_intercepts_sees_each_start(engine):
    seen = []

    client = await Client.connect(engine.address, interceptors=[Recorder(seen)])
    await start(client, "Login", VALUE, **CALL)
    assert seen == [("Login", "one", CALL["delay"])]


async def test_only_keywords_are_searched_by(engine):
    client = await Client.connect(engine.address)
    numbers = TypedSearchAttributes([SearchAttributePair(SearchAttributeKey.for_int("Number"), 1)])
    with pytest.raises(TypeError, match="Number is no keyword"):
        await start(client, "Login", VALUE, **(CALL | {"attributes": numbers}))


def test_a_registration_s_workflow_is_started_by_its_type():
    assert _Definition.must_from_class(RegistrationWorkflow).name == REGISTRATION_TYPE
