"""Each of the servers killed, with requests on their way: no caller waits long, nothing is lost, nothing happens twice."""

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from tests.e2e.client import unique
from tests.e2e.deaths import until_done
from tests.e2e.processes import until

# A request ends in ten seconds; on a busy machine it takes its caller longer to hear of it.
LONGEST_WAIT = 15


@dataclass
class Outcome:
    """How a request ended for its caller: status null where the connection broke."""

    status: int | None
    seconds: float
    answer: dict


def attempt(stack, verb, path, request, key=None):
    """One request, on a connection of its own."""
    begun = time.monotonic()
    headers = {"Idempotency-Key": key} if key else None
    try:
        with stack.client() as client:
            response = client.ask(verb, path, request, headers=headers)
    except httpx.TransportError:
        return Outcome(None, time.monotonic() - begun, {})
    return Outcome(response.status_code, time.monotonic() - begun, response.json()["responseObject"])


def answered(stack, verb, path, request, key):
    """The outcome of a request that its caller repeats: what a dead worker had taken is another's only when its time is up."""
    deadline = time.monotonic() + 90
    while unavailable(outcome := attempt(stack, verb, path, request, key)):
        assert time.monotonic() < deadline
    return outcome


def failed(operation_id):
    return {"operationId": operation_id, "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "AUTH_FAILED"}


def confirmed(stack, operation_id, method, **members):
    """The outcome of a confirmed step, which its caller repeats until it is answered."""
    request = {"operationId": operation_id, "authMethod": method, "authStepResult": "CONFIRMED", **members}
    return answered(stack, "PUT", "/operation", request, unique("key"))


def unavailable(outcome):
    return outcome.status == 503 and outcome.answer["code"] == "SERVICE_UNAVAILABLE"


def agree(stack, operation_id):
    """Row, workflow and answer say the same; the state they agree on."""
    with stack.client() as client:
        shown = client.detail(operation_id)
    said = stack.snapshot(operation_id)["state"]
    row = json.loads(stack.operation_row(operation_id)["state"])
    assert row == said
    assert [(entry["authMethod"], entry["authResult"]) for entry in shown["history"]] == [
        (entry["method"], entry["result"]) for entry in said["history"]
    ]
    return said


@pytest.fixture
def logins(faulty):
    """The ids of some new logins."""
    with faulty.client() as client:
        return [client.create()["operationId"] for _ in range(8)]


def test_a_worker_killed_in_the_middle_of_updates(faulty, logins):
    keys = {operation_id: unique("key") for operation_id in logins}

    def update(operation_id):
        return attempt(faulty, "PUT", "/operation", failed(operation_id), keys[operation_id])

    half = len(logins) // 2
    with ThreadPoolExecutor(len(logins)) as threads:
        running = [threads.submit(update, operation_id) for operation_id in logins[:half]]
        time.sleep(0.02)
        faulty.worker.send(signal.SIGSTOP)  # it takes its tasks, and does not come to them
        running += [threads.submit(update, operation_id) for operation_id in logins[half:]]
        time.sleep(0.5)
        faulty.worker.kill()
        outcomes = [one.result() for one in running]
    assert all(one.status == 200 or unavailable(one) for one in outcomes)
    assert all(map(unavailable, outcomes[half:]))
    assert max(one.seconds for one in outcomes) < LONGEST_WAIT

    with faulty.client() as client:  # reads, and creations, need no worker
        assert client.detail(logins[0])["result"] == "CONTINUE"
        assert client.create()["result"] == "CONTINUE"
    faulty.worker.start()
    faulty.wait_ready()

    def repeat(operation_id):
        return answered(faulty, "PUT", "/operation", failed(operation_id), keys[operation_id])

    with ThreadPoolExecutor(len(logins)) as threads:
        repeated = list(threads.map(repeat, logins))
    assert [one.status for one in repeated] == [200] * len(logins)
    for operation_id, first, again in zip(logins, outcomes, repeated, strict=True):
        assert first.status != 200 or first.answer == again.answer
        state = agree(faulty, operation_id)
        assert [entry["step_result"] for entry in state["history"]] == ["CONFIRMED", "AUTH_FAILED"]
        assert state["remaining_attempts"] == 4


def test_a_timed_out_request_is_repeated_under_its_key(faulty, logins):
    operation_id, key = logins[0], unique("key")
    faulty.worker.kill()
    outcome = attempt(faulty, "PUT", "/operation", failed(operation_id), key)
    assert unavailable(outcome)
    assert outcome.seconds < LONGEST_WAIT
    faulty.worker.start()
    faulty.wait_ready()
    answers = [answered(faulty, "PUT", "/operation", failed(operation_id), key) for _ in range(3)]
    assert [one.status for one in answers] == [200] * 3
    assert answers[0].answer == answers[1].answer == answers[2].answer
    assert agree(faulty, operation_id)["remaining_attempts"] == 4
    other = attempt(faulty, "PUT", "/operation", {**failed(operation_id), "userId": "x"}, key)
    assert (other.status, other.answer["code"]) == (400, "INVALID_REQUEST")


def test_an_update_whose_caller_died_is_shown_when_its_intent_is_old(faulty, logins):
    """As if the API had died between Temporal's answer and its own: the intent stands, the row lags."""
    operation_id = logins[0]
    event = {"method": "USERNAME_PASSWORD_AUTH", "step_result": "AUTH_FAILED"}
    faulty.sql(
        "INSERT INTO operation_intent (operation_id, update_id, recorded_ms) VALUES (:id, 'lost', :now)",
        id=operation_id,
        now=int(time.time() * 1000),
    )
    faulty.temporal_call(
        lambda client: client.get_workflow_handle(operation_id).execute_update(
            "step_failed", args=[event, "digest"], id="lost"
        )
    )
    assert faulty.operation_row(operation_id)["version"] == 1
    with faulty.client() as client:
        assert len(client.detail(operation_id)["history"]) == 1  # young: its caller may still be at it
        until(lambda: len(client.detail(operation_id)["history"]) == 2, faulty.api, pause=0.2)
    assert faulty.operation_row(operation_id)["version"] == 2
    agree(faulty, operation_id)


@pytest.mark.parametrize("delay", [0.01, 0.03, 0.08])
def test_the_api_killed_in_the_middle_of_updates(faulty, logins, delay):
    with ThreadPoolExecutor(len(logins)) as threads:
        running = [threads.submit(attempt, faulty, "PUT", "/operation", failed(one)) for one in logins]
        time.sleep(delay)
        faulty.api.kill()
        outcomes = [one.result() for one in running]
    assert all(one.status in (200, None) for one in outcomes)
    faulty.api.start()
    faulty.wait_ready()
    said = {one: faulty.snapshot(one)["state"]["version"] for one in logins}
    with faulty.client() as client:
        for operation_id, outcome in zip(logins, outcomes, strict=True):
            assert outcome.status is None or said[operation_id] == 2
            until(
                lambda operation_id=operation_id: len(client.detail(operation_id)["history"]) == said[operation_id],
                faulty.api,
                pause=0.2,
            )
            agree(faulty, operation_id)


def test_temporal_killed_and_started_on_its_file(faulty, logins):
    with faulty.client() as client:
        user_id = unique()
        client.step(logins[0], "USERNAME_PASSWORD_AUTH", userId=user_id)
        before = [client.detail(one) for one in logins]
    faulty.temporal.kill()

    with faulty.client() as client:
        begun = time.monotonic()
        assert [client.detail(one) for one in logins] == before
        [pending] = client.ok("POST", "/user/operation/list", {"userId": user_id})
        assert pending["operationId"] == logins[0]
        context = {"id": "BANK", "name": "Bank", "originalScopes": [], "extras": {}}
        client.ok("PUT", "/operation/application", {"operationId": logins[1], "applicationContext": context})
        assert time.monotonic() - begun < 8
        until(lambda: client.raw("GET", "/health/ready").status_code == 503)
        assert list(client.raw("GET", "/health/ready").json()["missing"]) == ["temporal"]
        assert client.raw("GET", "/health/live").status_code == 200
    writes = [
        ("PUT", "/operation", failed(logins[1])),
        ("PUT", "/operation/user", {"operationId": logins[2], "userId": "x"}),
        ("POST", "/operation", {"operationName": "login", "operationData": "A2"}),
    ]
    with ThreadPoolExecutor(len(writes)) as threads:
        outcomes = list(threads.map(lambda write: attempt(faulty, *write), writes))
    assert all(map(unavailable, outcomes)), outcomes
    assert max(one.seconds for one in outcomes) < LONGEST_WAIT

    faulty.start_temporal()
    faulty.wait_ready()
    assert confirmed(faulty, logins[0], "CONSENT").answer["result"] == "DONE"
    for operation_id in logins[3:]:
        assert confirmed(faulty, operation_id, "USERNAME_PASSWORD_AUTH", userId=user_id).answer["result"] == "CONTINUE"
    for operation_id in (logins[0], *logins[3:]):
        agree(faulty, operation_id)


def test_postgresql_stopped_and_started(faulty, logins):
    faulty.postgres.stop()
    requests = [
        ("POST", "/operation/detail", {"operationId": logins[0]}),
        ("PUT", "/operation", failed(logins[0])),
        ("POST", "/operation", {"operationName": "login", "operationData": "A2"}),
        ("POST", "/user/operation/list", {"userId": "x"}),
        ("POST", "/auth-method/list", {}),
        ("PUT", "/operation/formData", {"operationId": logins[0], "formData": {"userInput": {}}}),
    ]
    with ThreadPoolExecutor(len(requests)) as threads:
        outcomes = list(threads.map(lambda one: attempt(faulty, *one), requests))
    assert all(map(unavailable, outcomes)), outcomes
    assert max(one.seconds for one in outcomes) < LONGEST_WAIT
    with faulty.client() as client:
        until(lambda: client.raw("GET", "/health/ready").status_code == 503)
        assert list(client.raw("GET", "/health/ready").json()["missing"]) == ["database"]
        assert client.raw("GET", "/health/live").status_code == 200
        assert client.raw("GET", "/metrics").status_code == 200
        assert client.ok("GET", "/api/service/status")["applicationName"] == "powerauth-nextstep"
    faulty.postgres.start()
    with faulty.client() as client:
        assert until_done(lambda: client.detail(logins[0]))["remainingAttempts"] is None
    assert answered(faulty, "PUT", "/operation", failed(logins[0]), unique("key")).status == 200
    agree(faulty, logins[0])


def test_a_deadline_that_passes_while_the_database_is_away_is_written_when_it_is_back(faulty):
    operation_id = short_operation(faulty)
    faulty.postgres.stop()
    time.sleep(1.5)
    faulty.postgres.start()
    until(lambda: faulty.operation_row(operation_id)["result"] == "FAILED", faulty.worker, pause=0.2)
    assert agree(faulty, operation_id)["history"][-1]["description"] == "operation.timeout"


def test_a_worker_killed_in_the_middle_of_an_update_and_back_past_the_deadline(faulty):
    operation_id, key = short_operation(faulty), unique("key")
    confirm = {"operationId": operation_id, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"}
    with ThreadPoolExecutor(1) as threads:
        faulty.worker.kill()
        running = threads.submit(attempt, faulty, "PUT", "/operation", confirm, key)
        time.sleep(1.5)
        with faulty.client() as client:
            assert client.detail(operation_id)["result"] == "FAILED"  # nobody wrote it, and everybody is told
        faulty.worker.start()
        outcome = running.result()
    assert outcome.status == 200 or unavailable(outcome)
    faulty.wait_ready()
    until(lambda: faulty.operation_row(operation_id)["result"] == "FAILED", faulty.worker, pause=0.2)
    state = agree(faulty, operation_id)
    assert [entry["description"] for entry in state["history"]] == [None, "operation.timeout"]
    again = answered(faulty, "PUT", "/operation", confirm, key)
    assert (again.status, again.answer["result"]) == (200, "FAILED")


def short_operation(stack):
    """The id of a new operation that lives for one second."""
    name = unique("short")
    config = {"operationName": name, "templateVersion": "A", "templateId": 1, "mobileTokenMode": "{}"}
    step = {
        "stepDefinitionId": time.time_ns() // 1000,
        "operationName": name,
        "operationRequestType": "CREATE",
        "responsePriority": 1,
        "responseAuthMethod": "CONSENT",
        "responseResult": "CONTINUE",
    }
    with stack.client() as client:
        client.ok("POST", "/operation/config", {**config, "expirationTime": 1})
        client.ok("POST", "/step/definition", step)
        return client.create(name)["operationId"]
