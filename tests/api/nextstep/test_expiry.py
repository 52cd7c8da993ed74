"""Expiry: an operation that nobody touches fails by itself, and says so to everybody afterwards."""

import time
from datetime import datetime

import pytest

from tests.e2e.client import unique
from tests.e2e.processes import until


@pytest.fixture
def short(nextstep):
    """The name of operations that live for one second."""
    name = unique("short")
    config = {"operationName": name, "templateVersion": "A", "templateId": 1, "mobileTokenMode": "{}"}
    assert nextstep.ok("POST", "/operation/config", {**config, "expirationTime": 1})["expirationTime"] == 1
    first = time.time_ns() // 1000
    steps = [("CREATE", None, None, "CONSENT", "CONTINUE"), ("UPDATE", "CONSENT", "CONFIRMED", "SMS_KEY", "CONTINUE")]
    for number, (kind, method, result, following, then) in enumerate(steps):
        nextstep.ok(
            "POST",
            "/step/definition",
            {
                "stepDefinitionId": first + number,
                "operationName": name,
                "operationRequestType": kind,
                "requestAuthMethod": method,
                "requestAuthStepResult": result,
                "responsePriority": 1,
                "responseAuthMethod": following,
                "responseResult": then,
            },
        )
    return name


def closed(stack, operation_id):
    return until(lambda: stack.operation_row(operation_id)["result"] != "CONTINUE", stack.worker)


def seconds(answered):
    created, expires = (
        datetime.strptime(answered[name], "%Y-%m-%dT%H:%M:%S%z") for name in ("timestampCreated", "timestampExpires")
    )
    return (expires - created).total_seconds()


def test_an_operation_that_nobody_touches_fails_by_itself(nextstep, stack, short):
    created = nextstep.create(short, userId=unique())
    operation_id = created["operationId"]
    assert (seconds(created), created["expired"]) == (1, False)
    closed(stack, operation_id)  # nobody asked: the row is read past the engine
    row = stack.operation_row(operation_id)
    assert (row["result"], row["version"]) == ("FAILED", 2)
    assert '"operation.timeout"' in row["state"]

    found = nextstep.detail(operation_id)
    assert (found["result"], found["expired"], found["remainingAttempts"], found["steps"]) == ("FAILED", True, 0, [])
    assert found["timestampExpires"] == created["timestampExpires"]
    last = found["history"][-1]
    assert (
        last["authMethod"],
        last["requestAuthStepResult"],
        last["authResult"],
        last["authStepResultDescription"],
    ) == (
        "CONSENT",
        "AUTH_METHOD_FAILED",
        "FAILED",
        "operation.timeout",
    )
    for method, result in (("CONSENT", "CONFIRMED"), ("INIT", "CANCELED"), ("SMS_KEY", "AUTH_FAILED")):
        answered = nextstep.step(operation_id, method, result)
        assert (answered["result"], answered["resultDescription"], answered["expired"]) == (
            "FAILED",
            "operation.timeout",
            True,
        )
        assert answered["steps"] == []
    assert nextstep.detail(operation_id) == found
    choice = {"operationId": operation_id, "chosenAuthMethod": "CONSENT"}
    assert nextstep.refused("PUT", "/operation/chosenAuthMethod", choice) == "INVALID_REQUEST"


def test_a_read_past_the_deadline_shows_it_before_anybody_wrote_it(nextstep, stack):
    """The row is set back as if the worker had not come to it yet."""
    user_id = unique()
    operation_id = nextstep.create(userId=user_id)["operationId"]
    [listed] = nextstep.ok("POST", "/user/operation/list", {"userId": user_id})
    assert listed["operationId"] == operation_id
    state = stack.operation_row(operation_id)["state"]
    past = int(time.time() * 1000) - 1000
    before = stack.operation_row(operation_id)["expires_ms"]
    stack.sql(
        "UPDATE operation SET expires_ms = :past, state = :state WHERE operation_id = :id",
        past=past,
        state=state.replace(str(before), str(past)),
        id=operation_id,
    )
    found = nextstep.detail(operation_id)
    assert (found["result"], found["expired"]) == ("FAILED", True)
    assert found["history"][-1]["authStepResultDescription"] == "operation.timeout"
    assert nextstep.ok("POST", "/user/operation/list", {"userId": user_id}) == []


def in_time(nextstep, name, act):
    """The id of a new operation that went on when `act` was through with it: on a busy machine not the first one."""

    def tried():
        operation_id = nextstep.create(name)["operationId"]
        act(operation_id)
        return nextstep.detail(operation_id)["result"] == "CONTINUE" and operation_id

    return until(tried)


def test_a_step_extends_the_deadline(nextstep, stack, short):
    def step_late(operation_id):
        time.sleep(0.6)
        nextstep.step(operation_id, "CONSENT", userId=unique())
        time.sleep(0.7)  # past the first deadline

    operation_id = in_time(nextstep, short, step_late)
    closed(stack, operation_id)
    found = nextstep.detail(operation_id)
    assert found["history"][-1]["authMethod"] == "SMS_KEY"


def test_the_chosen_method_is_the_one_that_timed_out(nextstep, stack, short):
    chosen = {"chosenAuthMethod": "CONSENT"}
    operation_id = in_time(
        nextstep, short, lambda one: nextstep.ask("PUT", "/operation/chosenAuthMethod", {"operationId": one, **chosen})
    )
    closed(stack, operation_id)
    assert nextstep.detail(operation_id)["history"][-1]["authMethod"] == "CONSENT"


def test_shipped_operations_live_for_five_minutes(nextstep):
    assert seconds(nextstep.create()) == 300
