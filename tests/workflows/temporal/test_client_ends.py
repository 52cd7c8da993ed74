"""A client that nobody has any more gives back whatever it had open, and one that cannot connect opens nothing for good."""

import gc

import pytest

from tests.descriptors import open_descriptors
from tests.e2e.processes import until
from tests.lone_settings import lone
from tests.workflows.temporal.grpc_stand_in import GrpcStandIn
from workflows.temporal.client import EngineUnavailable, Temporal


def connected(server):
    temporal = Temporal(lone(temporal_address=server.address))
    assert temporal.call(lambda client: client.count_workflows(), 10).count == 0
    return temporal


@pytest.fixture
def server():
    with GrpcStandIn() as found:
        yield found


@pytest.fixture
def before(server):
    """How many are open once the first client has been: its process keeps the runtime of the SDK."""
    connected(server)
    gc.collect()
    return len(open_descriptors())


def test_those_that_are_dropped_leave_nothing_open(server, before):
    found = [connected(server) for _ in range(3)]
    assert len(open_descriptors()) >= before + 3
    del found
    gc.collect()
    until(lambda: len(open_descriptors()) <= before)


def test_calls_that_reach_nobody_leave_nothing_open(before):
    temporal = Temporal(lone(temporal_address="127.0.0.1:1"))
    for _ in range(3):
        with pytest.raises(EngineUnavailable):
            temporal.call(lambda client: client.count_workflows(), 5)
    gc.collect()
    until(lambda: len(open_descriptors()) <= before)
