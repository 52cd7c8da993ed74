"""What was restored to different times, or lost, agrees again before anything but Temporal runs."""

import asyncio
import json

import pytest

from tests.e2e.saved import Saved
from tests.e2e.stack import Stack
from workflows.temporal.namespace import prepare

PASSWORD = "USERNAME_PASSWORD_AUTH"


@pytest.fixture
def own_stack(servers, tmp_path):
    stack = Stack(tmp_path, workflow_sandbox=False)
    stack.start()
    yield stack
    stack.stop()


def reconciled(stack, *options):
    """The differences by operation, as the command tells them."""
    done = stack.command("reconcile", "--json", *options)
    assert done.stdout, done.stderr
    return {one["id"]: one["difference"] for one in json.loads(done.stdout)["differences"]}


def ends(stack, *operation_ids):
    """How each stands: by its row and by the API."""
    with stack.client() as client:
        shown = [client.detail(one)["result"] for one in operation_ids]
    assert shown == [stack.operation_row(one)["result"] for one in operation_ids]
    return shown


def test_an_older_database_and_then_a_lost_temporal_are_settled_while_no_worker_runs(own_stack):
    with own_stack.client() as client:
        untouched, moved, canceled = (client.create("login")["operationId"] for _ in range(3))
        saved = Saved(own_stack, "before")
        saved.save_engine()
        client.step(moved, PASSWORD, "AUTH_FAILED")
        client.step(canceled, PASSWORD, "CANCELED")
    for process in (own_stack.api, own_stack.worker):
        process.stop()
    saved.restore_engine()

    assert reconciled(own_stack) == {moved: "ROW_BEHIND", canceled: "ROW_BEHIND"}
    assert own_stack.operation_row(canceled)["result"] == "CONTINUE"
    assert reconciled(own_stack, "--apply") == {moved: "ROW_BEHIND", canceled: "ROW_BEHIND"}
    assert reconciled(own_stack) == {}
    said = own_stack.operation_row(canceled)

    own_stack.temporal.stop()
    for file in own_stack.folder.glob("temporal.db*"):
        file.unlink()
    own_stack.start_temporal()
    asyncio.run(prepare(own_stack.settings))
    missing = dict.fromkeys((untouched, moved), "WORKFLOW_MISSING")
    assert reconciled(own_stack, "--apply") == missing
    assert reconciled(own_stack) == {}
    own_stack.restore()
    assert ends(own_stack, untouched, moved, canceled) == ["FAILED", "FAILED", "FAILED"]
    assert own_stack.operation_row(canceled) == said
