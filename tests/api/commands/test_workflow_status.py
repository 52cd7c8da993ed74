"""Of a workflow that Temporal tells nothing of, what is stored is shown all the same."""

from types import SimpleNamespace

import pytest
from temporalio.service import RPCError, RPCStatusCode

from api.commands.workflow_status import told, workflow_status
from tests.lone_settings import lone
from workflows.temporal.client import Temporal


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (RPCStatusCode.UNAVAILABLE, "Temporal answers UNAVAILABLE"),
        (RPCStatusCode.PERMISSION_DENIED, "Temporal answers PERMISSION_DENIED"),
        (RPCStatusCode.INVALID_ARGUMENT, "Temporal answers INVALID_ARGUMENT: as the server says"),
        (RPCStatusCode.NOT_FOUND, "Temporal does not know it, or no more"),
    ],
)
def test_whatever_temporal_refuses_is_the_problem_in_its_line(monkeypatch, status, problem):
    async def refuse(_request):
        raise RPCError("as the server says", status, b"")

    service = SimpleNamespace(describe_workflow_execution=refuse)
    client = SimpleNamespace(namespace="default", workflow_service=service)
    monkeypatch.setattr(Temporal, "_connect", lambda *_: client)
    found = workflow_status(Temporal(lone()), "operation-1")
    assert found == {"id": "operation-1", "status": None, "problem": problem}
    assert told(found) == f"operation-1: {problem}"
