"""One client a process, made when first needed, by which threads wait; and what counts as an engine that is away."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress

import pytest
from temporalio.service import RPCError, RPCStatusCode

from activities.secrets.sealing import Unsealable
from tests.e2e.processes import foreign_environ, free_port
from tests.lone_settings import lone
from tests.together import at_once
from tests.workflows.temporal.grpc_stand_in import GrpcStandIn
from workflows.temporal.client import EngineUnavailable, Temporal, WorkflowSilent


@pytest.fixture(scope="module")
def server():
    """Answers whatever it is asked, with nothing."""
    with GrpcStandIn() as answering:
        yield answering


@pytest.fixture
def temporal(server):
    return Temporal(lone(temporal_address=server.address))


@pytest.fixture
def away():
    """Temporal at an address where nobody listens: the connection is made when something is sent."""
    return Temporal(lone(temporal_address=f"127.0.0.1:{free_port()}"))


async def where(client):
    return id(client), threading.get_ident(), os.getpid()


def test_threads_share_one_client_and_wait_each_for_itself(temporal):
    found = at_once(*[lambda: (*temporal.call(where, 60), threading.get_ident())] * 16)
    assert len({client for client, *_ in found}) == 1
    assert all(called == waited for _, called, _, waited in found)
    assert {process for *_, process, _ in found} == {os.getpid()}


def test_where_nobody_listens_at_first_the_client_connects_once_somebody_does(away):
    with pytest.raises(EngineUnavailable, match="no connection"):
        away.call(where, 5)
    with GrpcStandIn(port=int(away._settings.temporal_address.rpartition(":")[2])):
        assert away.call(where, 60) == away.call(where, 60)


def test_who_comes_while_another_connects_waits_no_longer_than_he_may():
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = Temporal(lone(temporal_address=f"127.0.0.1:{silent.getsockname()[1]}"))
        began = time.monotonic()
        found = at_once(*[lambda: away.call(where, 1)] * 4, refusal=EngineUnavailable)
    assert [str(one) for one in found] == ["no answer within 1 s"] * 4
    assert time.monotonic() - began < 60


_FORKS = """
import os, sys
from config.settings import Settings
from workflows.temporal.client import Temporal

async def where(client):
    return id(client), os.getpid()

temporal = Temporal(Settings(_env_file=None, temporal_address=sys.argv[1]))
mine = temporal.call(where, 60)
assert mine == temporal.call(where, 60) and mine[1] == os.getpid()
child = os.fork()
if child == 0:
    theirs = temporal.call(where, 60)
    os._exit(0 if theirs[1] == os.getpid() and theirs == temporal.call(where, 60) else 1)
_, status = os.waitpid(child, 0)
sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {temporal.call(where, 60) == mine}")
sys.stdout.flush()
os._exit(0)
"""


@pytest.mark.exhaustive
def test_after_a_fork_the_child_has_a_client_of_its_own(server):
    run = subprocess.run(
        [sys.executable, "-c", _FORKS, server.address],
        env=foreign_environ(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.stdout == "0 True", run.stderr


def test_nobody_listening_is_an_engine_that_is_away(away):
    with pytest.raises(EngineUnavailable, match="no connection to Temporal"):
        away.call(where, 5)


def test_a_server_that_is_gone_since_is_an_engine_that_is_away():
    async def request(client):
        return await client.count_workflows()

    with GrpcStandIn() as going:
        temporal = Temporal(lone(temporal_address=going.address))
        assert temporal.call(request, 60).count == 0
        going.hang_up()
    with pytest.raises(EngineUnavailable):
        temporal.call(request, 1)


def test_an_answer_that_takes_too_long_is_given_up_in_time(temporal):
    ended = threading.Event()

    async def request(_client):
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    started = time.monotonic()
    with pytest.raises(EngineUnavailable):
        temporal.call(request, 0.1)
    assert time.monotonic() - started < 20
    assert ended.wait(60), "the request goes on though nobody waits for it"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (RPCStatusCode.UNAVAILABLE, EngineUnavailable),
        (RPCStatusCode.DEADLINE_EXCEEDED, EngineUnavailable),
        (RPCStatusCode.CANCELLED, EngineUnavailable),
        (RPCStatusCode.RESOURCE_EXHAUSTED, EngineUnavailable),
        (RPCStatusCode.PERMISSION_DENIED, EngineUnavailable),
        (RPCStatusCode.UNAUTHENTICATED, EngineUnavailable),
        (RPCStatusCode.NOT_FOUND, RPCError),
        (RPCStatusCode.INVALID_ARGUMENT, RPCError),
    ],
)
def test_only_some_answers_mean_that_the_engine_is_away(temporal, status, expected):
    async def request(_client):
        raise RPCError("as the server says", status, b"")

    with pytest.raises(expected):
        temporal.call(request, 5)


def test_a_workflow_whose_payloads_are_under_a_missing_key_is_silent_until_it_is_there(temporal):
    async def request(_client):
        raise Unsealable("a payload was encrypted under the master key 1a2b3c4d")

    with pytest.raises(WorkflowSilent, match="under a master key that is missing here"):
        temporal.call(request, 5)


def test_whoever_only_looks_is_told_what_temporal_refuses(temporal):
    async def request(_client):
        raise RPCError("Namespace default is not found.\nand more", RPCStatusCode.NOT_FOUND, b"")

    with pytest.raises(EngineUnavailable, match=r"^Temporal answers NOT_FOUND: Namespace default is not found\.$"):
        temporal.look(request, 5)


def test_the_requests_own_error_is_its_callers(temporal):
    async def request(_client):
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        temporal.call(request, 5)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("said", "expected", "asked"),
    [
        ("Workflow is paused. Cannot update the workflow.", "operator", 1),
        ("Workflow Task in failed state.", "code fails", 4),
    ],
)
def test_a_workflow_that_takes_nothing_is_asked_seldom_and_given_up(temporal, said, expected, asked):
    calls = []

    async def request(_client):
        calls.append(time.monotonic())
        raise RPCError(said, RPCStatusCode.FAILED_PRECONDITION, b"")

    with pytest.raises(WorkflowSilent, match=expected):
        temporal.call(request, 1)
    assert len(calls) == asked


def test_a_worker_that_died_over_a_task_is_waited_for(temporal):
    answers = [RPCError("Workflow Task in failed state.", RPCStatusCode.FAILED_PRECONDITION, b"")] * 2

    async def request(_client):
        if answers:
            raise answers.pop()
        return "done"

    assert temporal.call(request, 5) == "done"


def test_of_one_workflow_no_more_updates_are_under_way_than_the_server_takes(temporal):
    most = 0
    with ExitStack() as under_way, suppress(TimeoutError):
        while most < 32:
            under_way.enter_context(temporal.turns.of("one", 0.01))
            most += 1
    assert 1 < most <= 10 // lone().processes
