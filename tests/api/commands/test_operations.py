"""Operators find operations, see why they stand as they do, and end those that must not go on."""

import json
import sqlite3
from dataclasses import replace

import pytest
from click.testing import CliRunner

from activities.store import operations
from activities.store.database import Database
from activities.store.operations import Operation
from api.commands import nextstep, operation_list
from api.commands.operator_account import account
from config import master_key
from config.clock import now_ms
from config.settings import load
from config.vocabulary import AuthMethod, AuthStepResult, OperationStatus
from tests.api.cloud.client import Cloud
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import User
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client
from tests.workflows.operation.flows import shipped
from workflows.operation import machine, template_flow
from workflows.operation.model import TakeStep
from workflows.operation.projection import projection

MINUTE_MS, DAY_MS = 60_000, 86_400_000
TOKEN = AuthMethod.POWERAUTH_TOKEN


def run(*arguments, **more):
    return CliRunner().invoke(nextstep, ("operations", *arguments), **more)


def document(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def listed(*arguments):
    return [one["id"] for one in document("list", *arguments)["operations"]]


class Stored:
    """A database with operations, as workflows have left them."""

    def __init__(self):
        load().home.mkdir()
        self.database = Database(load().store_url)
        self.database.migrate()

    def operation(self, operation_id, *, ended=None, ago_ms=MINUTE_MS, user_id=None, name="login", **step):
        """That was created so long ago, and to whose first offered step this happened."""
        flow = (
            replace(shipped("login"), operation_name=name)
            if name == "login"
            else template_flow.flow(name, max_failure_count=3, lifetime_ms=300_000)
        )
        state = machine.begin(flow, now_ms() - ago_ms, user_id=user_id)
        if ended is not None:
            method = state.current.steps[-1]
            state = machine.apply(flow, state, TakeStep(method, ended, **step), state.created_ms + 1000)
        said = projection(operation_id, state)
        row = Operation(
            operation_name=name, created_ms=state.created_ms, operation_data="A2", request_digest="", **said.columns()
        )
        with self.database.write() as session:
            operations.insert(session, row)


@pytest.fixture
def stored(alone):
    found = Stored()
    yield found
    found.database.close()


@pytest.fixture
def one_of_each(stored):
    stored.operation("pending", user_id="roman")
    stored.operation("expired", ago_ms=10 * MINUTE_MS)
    stored.operation("canceled", ended=AuthStepResult.CANCELED, ago_ms=2 * MINUTE_MS)
    stored.operation("failed", ended=AuthStepResult.AUTH_METHOD_FAILED, ago_ms=3 * MINUTE_MS)
    stored.operation("approved", ended=AuthStepResult.CONFIRMED, ago_ms=4 * MINUTE_MS, name="payment")
    stored.operation(
        "rejected", ended=AuthStepResult.CANCELED, ago_ms=5 * MINUTE_MS, name="payment", request_id="request"
    )
    stored.operation("old", ended=AuthStepResult.CANCELED, ago_ms=2 * DAY_MS, user_id="roman")
    return stored


def test_operations_of_a_day_are_listed_newest_first_with_their_status_as_of_now(one_of_each):
    found = document("list")
    told = {one["id"]: (one["status"], one["reason"]) for one in found["operations"]}
    assert list(told) == ["pending", "canceled", "failed", "approved", "rejected", "expired"]
    assert told == {
        "pending": ("PENDING", None),
        "canceled": ("CANCELED", "canceled.unknown"),
        "failed": ("FAILED", "auth_method_failed"),
        "approved": ("APPROVED", None),
        "rejected": ("REJECTED", "canceled.unknown"),
        "expired": ("EXPIRED", "operation.timeout"),
    }
    assert found["more"] is False


@pytest.mark.parametrize("status", [*OperationStatus])
def test_a_status_is_looked_for(one_of_each, status):
    assert listed("--status", status.lower()) == [status.lower()]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--user", "roman"), ["pending", "old"]),
        (("--user", "roman", "--since", "1h"), ["pending"]),
        (("--name", "payment"), ["approved", "rejected"]),
        (("--name", "payment", "--status", "REJECTED"), ["rejected"]),
        (("--status", "PENDING", "--status", "EXPIRED"), ["pending", "expired"]),
        (("--since", "150s"), ["pending", "canceled"]),
        (("--since", "3d", "--status", "CANCELED"), ["canceled", "old"]),
        (("--user", "nobody"), []),
    ],
)
def test_filters_narrow_the_list(one_of_each, options, found):
    assert listed(*options) == found


@pytest.mark.parametrize("options", [(), ("--status", "CANCELED", "--status", "FAILED")])
def test_a_list_is_bounded_and_says_so(one_of_each, options):
    found = run("list", "--limit", "1", *options)
    assert len(found.stdout.splitlines()) == 2
    assert "there may be more" in found.stderr
    assert document("list", "--limit", "1", *options)["more"] is True


def test_what_is_rare_is_found_among_many_in_batches(stored, monkeypatch):
    monkeypatch.setattr(operation_list, "_BATCH", 2)
    stored.operation("failed", ended=AuthStepResult.AUTH_METHOD_FAILED, ago_ms=20 * MINUTE_MS)
    for number in range(7):
        stored.operation(f"canceled-{number}", ended=AuthStepResult.CANCELED)
    assert listed("--status", "FAILED") == ["failed"]
    monkeypatch.setattr(operation_list, "MOST_LOOKED_AT", 5)
    assert document("list", "--status", "FAILED")["more"] is True


def test_one_that_cannot_be_read_is_listed_as_damaged(one_of_each):
    with one_of_each.database.write() as session:
        operations.amend(session, "failed", state="{}")
    assert next(one["status"] for one in document("list")["operations"] if one["id"] == "failed") == "DAMAGED"


def test_without_a_database_there_is_nothing_to_list(alone):
    result = run("list")
    assert result.exit_code == 1
    assert "not there yet" in result.stderr
    assert not load().home.exists()


@pytest.mark.parametrize(
    "options", [("--status", "DONE"), ("--since", "yesterday"), ("--limit", "1001"), ("--limit", "0")]
)
def test_what_is_no_filter_is_refused(alone, options):
    assert run("list", *options).exit_code == 2


@pytest.mark.parametrize("command", [("show", "one"), ("cancel", "one", "--yes")])
def test_without_a_database_of_this_version_nothing_is_shown_or_changed(alone, monkeypatch, command):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    result = run(*command)
    assert (result.exit_code, "not there yet" in result.stderr) == (1, True)
    assert not load().home.exists()
    load().home.mkdir()
    (load().home / "nextstep.db").touch()
    result = run(*command)
    assert (result.exit_code, "has no schema yet; name another database, or run" in result.stderr) == (1, True)
    with sqlite3.connect(load().home / "nextstep.db") as former:
        former.execute("CREATE TABLE alembic_version AS SELECT '0001' AS version_num")
    former.close()
    result = run(*command)
    assert (result.exit_code, "an older version's schema" in result.stderr) == (1, True)


@pytest.mark.parametrize("command", [("show", "one"), ("cancel", "one", "--yes")])
def test_without_the_master_key_nothing_is_shown_or_changed(stored, command):
    result = run(*command)
    assert result.exit_code == 2
    assert "NEXTSTEP_MASTER_KEY: is required" in result.stderr


# With the servers.


@pytest.fixture
def bank(beside):
    url = beside.settings.base_url
    with http_client(base_url=url, timeout=60) as client, http_client(timeout=15) as phones:
        yield Bank(Cloud(client, beside.admin), url, phones)


def audited(stack, operation_id):
    return stack.sql(
        "SELECT actor, action, result FROM audit WHERE operation_id = :id ORDER BY id DESC LIMIT 1",
        id=operation_id,
    )[0]


def test_an_operation_is_shown_with_its_steps_its_workflow_and_what_was_told(bank, beside):
    user = User(bank)
    asked = user.asked()["operationId"]
    page = document("show", asked)
    assert (page["status"], page["asksPhone"], page["workflow"]["status"]) == ("PENDING", True, "RUNNING")
    assert [(one["method"], one["offered"]) for one in page["steps"]] == [("INIT", [TOKEN])]
    user.reject({"operationId": asked})
    shown = run("show", asked)
    assert shown.exit_code == 0, shown.output
    assert "REJECTED" in shown.stdout
    assert "CZ6508000000192000145399" not in shown.output
    assert "100.00" not in shown.output


def test_a_cancellation_goes_through_the_workflow_and_the_audit_has_who_did_it(bank, beside, nextstep):
    of_template = User(bank).asked()["operationId"]
    of_flow = nextstep.create("login")["operationId"]
    asked = run("cancel", of_template, of_flow, input="n\n")
    assert (asked.exit_code, asked.stdout) == (1, "")
    done = run("cancel", of_template, of_flow, "--reason", "UNEXPECTED_OPERATION", "--yes")
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{of_template}: CANCELED\n{of_flow}: CANCELED\n"
    assert document("show", of_template)["statusReason"] == "UNEXPECTED_OPERATION"
    assert document("show", of_flow)["reason"] == "canceled.unexpected_operation"
    for one in (of_template, of_flow):
        assert audited(beside, one) == {
            "actor": f"operator:{account()}",
            "action": "OPERATION",
            "result": "CANCELED",
        }
        assert document("show", one)["workflow"]["status"] == "CANCELED"


def test_what_has_ended_is_not_canceled_and_the_others_are(bank, beside):
    user = User(bank)
    approved, open_one, unknown = user.asked(), user.asked(), unique("operation")
    user.authorize(approved)
    done = run("cancel", approved["operationId"], unknown, open_one["operationId"], "--yes")
    assert done.exit_code == 1
    assert done.stdout == f"{open_one['operationId']}: CANCELED\n"
    first, second = done.stderr.splitlines()
    assert first.startswith(f"nextstep: {approved['operationId']}: it is APPROVED since ")
    assert second.startswith(f"nextstep: {unknown}: there is no such operation")
