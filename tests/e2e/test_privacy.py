"""What people enter, and what their operations are about, reaches neither the logs nor anything that Temporal keeps."""

import json

import pytest

from tests.e2e.client import unique
from tests.e2e.histories import kept
from tests.e2e.personal import context, planted
from tests.e2e.processes import until


@pytest.fixture
def canary():
    """A word that occurs nowhere else, in small letters and digits, so that it survives every encoding of text."""
    return unique("canary").replace("-", "")


def live_a_life(client, canary):
    """Everything that a caller may do with an operation, well and badly; the ids of the operations."""
    payment = client.ok("POST", "/operation", planted(canary))["operationId"]
    step = {"operationId": payment, "params": [{"key": canary, "value": canary}], "applicationContext": context(canary)}
    for method, result in (("USERNAME_PASSWORD_AUTH", "AUTH_FAILED"), ("USERNAME_PASSWORD_AUTH", "CONFIRMED")):
        client.ok("PUT", "/operation", {**step, "userId": "roman", "authMethod": method, "authStepResult": result})
    client.ok("PUT", "/operation/formData", {"operationId": payment, "formData": {"userInput": {"field": canary}}})
    client.ok("PUT", "/operation/application", {"operationId": payment, "applicationContext": context(canary)})
    afs = {"operationId": payment, "afsAction": "LOGIN_INIT", "stepIndex": 1, "timestampCreated": 0}
    extras = json.dumps({"note": canary})
    client.ok("POST", "/operation/afs/action", {**afs, "requestAfsExtras": extras, "responseAfsExtras": extras})
    client.refused("PUT", "/operation", {**step, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"})
    assert canary in json.dumps(client.detail(payment, headers={"Accept-Language": "cs"}))
    client.step(payment, "SMS_KEY")
    client.step(payment, "CONSENT")
    client.refused("PUT", "/operation", {**step, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"})

    canceled = client.ok("POST", "/operation", planted(canary))["operationId"]
    client.step(canceled, "USERNAME_PASSWORD_AUTH", "CANCELED")

    # What is refused is not logged either.
    client.refused("POST", "/operation", planted(canary * 30))
    client.refused("POST", "/operation", {**planted(canary), "operationName": canary})
    client.refused("POST", "/operation", {**planted(canary), "formData": canary})
    client.refused("POST", "/operation/detail", {"operationId": canary})
    for content in (f'{{"requestObject": {{"{canary}": "{canary}', f'{{"requestObject": "{canary}"}}', canary):
        client.send("POST", "/operation", content=content)
    client.send("POST", "/operation", content=canary, headers={"Content-Type": f"text/{canary}"})
    client.send("GET", f"/{canary}?{canary}={canary}")
    client.send("GET", "/operation/detail", params={"operationId": canary}, headers={"X-Canary": canary})
    client.send("GET", "/api/service/status", headers={"Accept-Language": canary, "Cookie": canary})
    client.raw("GET", "/x", headers={"X-Long": canary * 2000})
    return payment, canceled


def test_a_canary_is_found_where_it_is(stack, nextstep, canary):
    """The searches below could miss what is there."""
    operation_id = nextstep.create(userId=canary)["operationId"]
    events, described = stack.temporal_call(lambda client: kept(client, operation_id))
    assert canary.encode() in events  # users' ids are allowed in Temporal
    assert canary.encode() in described
    assert "worker polls task queue" in stack.logs()["worker"]


def test_nothing_personal_leaves_the_database(stack, nextstep, canary):
    ids = live_a_life(nextstep, canary)
    until(lambda: all(stack.operation_row(one)["result"] != "CONTINUE" for one in ids), stack.worker)
    for operation_id in ids:
        for found in stack.temporal_call(lambda client, one=operation_id: kept(client, one)):
            assert canary.encode() not in found
    for name, log in stack.logs().items():
        assert canary not in log, name
    assert canary not in nextstep.raw("GET", "/metrics").text
