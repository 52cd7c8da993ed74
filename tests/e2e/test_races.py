"""Fifty callers at once: one wins, everybody else is told so by a documented code."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.client import unique

CALLERS = 50


def together(stack, verb, path, request):
    """(status, code or result) of each of the callers, counted."""

    def call(_):
        with stack.client() as client:
            response = client.ask(verb, path, request)
        answer = response.json()["responseObject"]
        return response.status_code, answer.get("code") or answer["result"]

    with ThreadPoolExecutor(CALLERS) as threads:
        return Counter(threads.map(call, range(CALLERS)))


def step(operation_id, method, **members):
    return {"operationId": operation_id, "authMethod": method, "authStepResult": "CONFIRMED", **members}


def test_one_of_many_steps_is_taken(stack, nextstep):
    operation_id = nextstep.create()["operationId"]
    first = together(stack, "PUT", "/operation", step(operation_id, "USERNAME_PASSWORD_AUTH", userId=unique()))
    assert first == {(200, "CONTINUE"): 1, (400, "INVALID_REQUEST"): CALLERS - 1}
    last = together(stack, "PUT", "/operation", step(operation_id, "CONSENT"))
    assert last == {(200, "DONE"): 1, (400, "OPERATION_ALREADY_FINISHED"): CALLERS - 1}
    found = nextstep.detail(operation_id)
    assert [entry["authMethod"] for entry in found["history"]] == ["INIT", "USERNAME_PASSWORD_AUTH", "CONSENT"]
    assert stack.snapshot(operation_id)["state"]["version"] == stack.operation_row(operation_id)["version"] == 3


def test_wrong_passwords_at_once_are_all_counted(stack, nextstep):
    operation_id = nextstep.create()["operationId"]
    wrong = {**step(operation_id, "USERNAME_PASSWORD_AUTH"), "authStepResult": "AUTH_FAILED"}
    outcomes = together(stack, "PUT", "/operation", wrong)
    assert outcomes == {(200, "CONTINUE"): 4, (200, "FAILED"): 1, (400, "OPERATION_ALREADY_FAILED"): CALLERS - 5}
    found = nextstep.detail(operation_id)
    assert (len(found["history"]), found["remainingAttempts"]) == (6, 0)


def test_cancellations_at_once_are_one(stack, nextstep):
    operation_id = nextstep.create()["operationId"]
    cancel = {**step(operation_id, "USERNAME_PASSWORD_AUTH"), "authStepResult": "CANCELED"}
    assert together(stack, "PUT", "/operation", cancel) == {(200, "FAILED"): CALLERS}
    assert len(nextstep.detail(operation_id)["history"]) == 2


def test_one_of_many_creations_makes_the_operation(stack, nextstep):
    operation_id, user_id = unique("operation"), unique()
    new = {"operationName": "login", "operationData": "A2", "operationId": operation_id, "userId": user_id}
    outcomes = together(stack, "POST", "/operation", new)
    assert outcomes == {(200, "CONTINUE"): 1, (400, "OPERATION_ALREADY_EXISTS"): CALLERS - 1}
    assert stack.sql("SELECT count(*) AS n FROM operation WHERE operation_id = :id", id=operation_id) == [{"n": 1}]
    assert nextstep.detail(operation_id)["operationData"] == "A2"
    assert stack.sql("SELECT count(*) AS n FROM operation_intent WHERE operation_id = :id", id=operation_id) == [
        {"n": 0}
    ]
