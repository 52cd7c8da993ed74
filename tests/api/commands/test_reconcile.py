"""After a restore, operators find what no longer agrees, see it, and have it settled."""

import json
import time

import pytest
from click.testing import CliRunner

from api.commands import nextstep as command_line
from tests.e2e.client import unique

PASSWORD = "USERNAME_PASSWORD_AUTH"


def run(*arguments):
    return CliRunner().invoke(command_line, ("reconcile", *arguments))


def differences(*arguments):
    """By the ids of operations, and the exit code. Where a server is slow, the command asks to be run again."""
    deadline = time.monotonic() + 60
    while not (result := run("--json", *arguments)).stdout:
        assert "run this again" in result.stderr, (result.stderr, result.exception)
        assert time.monotonic() < deadline, result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    found = json.loads(result.stdout)["differences"]
    return {one["id"]: (one["difference"], one["settled"]) for one in found}, result.exit_code


@pytest.fixture
def broken(beside, nextstep):
    """An operation whose row is as it was before a step, and one whose workflow is gone."""
    behind, dead = (nextstep.create("login")["operationId"] for _ in range(2))
    before = beside.operation_row(behind)
    nextstep.step(behind, PASSWORD, "AUTH_FAILED")
    values = {name: before[name] for name in ("version", "state")}
    beside.sql("UPDATE operation SET version = :version, state = :state WHERE operation_id = :id", id=behind, **values)
    nextstep.step(dead, PASSWORD, "AUTH_FAILED")
    beside.temporal_call(lambda client: client.get_workflow_handle(dead).terminate())
    return behind, dead


def test_differences_are_told_then_settled_and_the_trail_has_who_did_it(broken, beside, nextstep):
    behind, dead = broken
    found, code = differences()
    assert code == 1
    assert (found[behind], found[dead]) == (("ROW_BEHIND", False), ("WORKFLOW_MISSING", False))
    assert nextstep.detail(behind)["history"][-1]["authMethod"] == "INIT"

    found, code = differences("--apply")
    assert code == 0
    assert (found[behind], found[dead]) == (("ROW_BEHIND", True), ("WORKFLOW_MISSING", True))
    assert nextstep.detail(behind)["history"][-1]["authMethod"] == PASSWORD
    assert nextstep.detail(dead)["result"] == "FAILED"
    trail = beside.sql("SELECT actor FROM audit WHERE action = 'OPERATION_RECONCILE' AND operation_id = :id", id=dead)
    assert len(trail) == 1
    assert trail[0]["actor"].startswith("operator")

    found, code = differences("--apply")
    assert not {behind, dead} & set(found)


def test_where_all_agrees_nothing_is_changed(beside, nextstep):
    one = nextstep.create("login", operationId=unique("operation"))["operationId"]
    before = beside.operation_row(one)
    found, _ = differences("--apply")
    assert one not in found
    assert beside.operation_row(one) == before
