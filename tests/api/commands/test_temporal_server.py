"""The embedded Temporal server keeps its database in a write-ahead log, and what it has promised survives kill -9."""

import asyncio
import contextlib
import itertools
import os
import signal
import time

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from api.commands import temporal_server
from config.settings import load
from tests.e2e.processes import free_port
from workflows.temporal.namespace import missing_search_attributes, prepare
from workflows.temporal.search_attributes import ALL, OF_DELIVERIES, SUBJECT

SECONDS = 30


@pytest.fixture
def server(tmp_path):
    """The child as the supervisor starts it, on a free port."""
    settings = load(home=tmp_path, temporal_address=f"127.0.0.1:{free_port()}", ui_port=free_port())
    child = temporal_server.child(settings, tmp_path / "temporal.log", ())
    yield settings.temporal_address, child
    child.kill()


async def connected(address):
    """A client, once the namespace serves."""
    deadline = time.monotonic() + SECONDS
    while True:
        with contextlib.suppress(Exception):
            client = await Client.connect(address)
            await client.count_workflows()
            return client
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


async def started(address, names):
    client = await connected(address)
    for name in names:
        await client.start_workflow("Anything", id=name, task_queue="nobody")


async def statuses(address, names):
    client = await connected(address)
    return {(await client.get_workflow_handle(name).describe()).status for name in names}


@pytest.mark.live
def test_what_was_started_before_a_kill_is_there_after_it(server, tmp_path):
    address, child = server
    names = [f"workflow-{number}" for number in range(20)]
    child.start()
    asyncio.run(started(address, names))
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert (tmp_path / "temporal.db-wal").stat().st_size > 0
    child.kill()
    child.start()
    assert asyncio.run(statuses(address, names)) == {WorkflowExecutionStatus.RUNNING}


@pytest.mark.live
def test_workflows_may_have_search_attributes_as_soon_as_the_server_serves(server):
    address, child = server
    child.start()

    async def found():
        client = await connected(address)
        told = TypedSearchAttributes([SearchAttributePair(key, "so") for key in ALL])
        await client.start_workflow("Anything", id="one", task_queue="nobody", search_attributes=told)
        deliveries = await Client.connect(address, namespace="default-deliveries")
        return await missing_search_attributes(client, ALL), await missing_search_attributes(deliveries, OF_DELIVERIES)

    assert asyncio.run(found()) == ([], [])


@pytest.mark.live
def test_what_a_namespace_is_given_later_is_known_once_it_is_prepared(server):
    address, child = server
    child.start()
    settings = load(temporal_address=address, temporal_deliveries_namespace="others")

    async def search():
        await connected(address)
        await prepare(settings)
        client = await Client.connect(address, namespace="others")
        return (await client.count_workflows(f"{SUBJECT.name} = 'one'")).count

    assert asyncio.run(search()) == 0


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, temporal_server.GARBAGE),
        ({"GOGC": "50"}, temporal_server.GARBAGE | {"GOGC": "50"}),
        ({"GOMEMLIMIT": "100MiB"}, temporal_server.GARBAGE | {"GOMEMLIMIT": "100MiB"}),
    ],
)
def test_the_server_collects_garbage_less_often_unless_the_environment_says_how(
    monkeypatch, tmp_path, variables, expected
):
    for name in temporal_server.GARBAGE:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    environment = temporal_server.child(load(home=tmp_path), tmp_path / "temporal.log", ()).environ
    assert {name: environment[name] for name in temporal_server.GARBAGE} == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, []),
        ({"codec_endpoint": True}, ["http://127.0.0.1:8080/codec"]),
        ({"codec_endpoint": True, "public_url": "https://auth.bank.example"}, ["https://auth.bank.example/codec"]),
    ],
    ids=str,
)
def test_the_ui_is_told_where_payloads_are_decrypted(tmp_path, settings, expected):
    command = list(temporal_server.child(load(home=tmp_path, **settings), tmp_path / "temporal.log", ()).command)
    assert [after for name, after in itertools.pairwise(command) if name == "--ui-codec-endpoint"] == expected
