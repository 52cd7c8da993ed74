"""What the demonstration and the document define of passkeys is taken by the API, twice too, and has no contradiction."""

import json
import re
from pathlib import Path

import pytest

from api.webflow.calls import ApiRefused
from api.webflow.nextstep import NextStep
from api.webflow.passkey_flows import LOGIN, PAYMENT, PasskeyFlows
from tests.api.applications import new_home
from tests.api.nextstep.in_process import InProcess

DOCUMENT = Path(__file__).parents[3] / "docs" / "passkeys.md"
_COMMAND = re.compile(r"^nextstep (/\S+) '([^']*)'$", re.MULTILINE)


class Caller:
    """The web flow's client, of an application in this process."""

    def __init__(self, nextstep):
        self._nextstep, self.asked = nextstep, 0

    def post(self, path, **request):
        self.asked += 1
        answer = self._nextstep.ask("POST", path, request)
        if answer.status_code != 200:
            raise ApiRefused(answer.json()["responseObject"]["code"])
        return answer.json()["responseObject"]

    post_unless = NextStep.post_unless


@pytest.fixture
def nextstep(tmp_path, new_app):
    with InProcess(new_app(new_home(tmp_path, definitions=True))) as client:
        yield client


def methods(nextstep):
    return [one["authMethod"] for one in nextstep.ok("POST", "/auth-method/list", {})["authMethods"]]


def test_the_flows_are_defined_when_somebody_asks_for_them_and_once(nextstep):
    assert "PASSKEY" not in methods(nextstep)
    caller = Caller(nextstep)
    flows = PasskeyFlows(caller)
    flows.ensure()
    asked = caller.asked
    flows.ensure()
    assert caller.asked == asked
    # Another process, or the next start.
    PasskeyFlows(caller).ensure()
    assert "PASSKEY" in methods(nextstep)
    for name in (LOGIN, PAYMENT):
        assert nextstep.ok("POST", "/step/definition/list", {"operationName": name})["problems"] == []


def test_what_another_release_has_defined_otherwise_is_replaced(nextstep):
    caller = Caller(nextstep)
    PasskeyFlows(caller).ensure()
    wanted = nextstep.ok("POST", "/step/definition/list", {"operationName": LOGIN})["stepDefinitions"]
    first = wanted[0]
    nextstep.ok("POST", "/step/definition/delete", {"stepDefinitionId": first["stepDefinitionId"]})
    nextstep.ok("POST", "/step/definition", {**first, "stepDefinitionId": 99_001, "responsePriority": 7})
    PasskeyFlows(caller).ensure()
    assert nextstep.ok("POST", "/step/definition/list", {"operationName": LOGIN})["stepDefinitions"] == wanted


def test_who_has_no_passkey_has_another_way_and_keeps_it_after_a_wrong_try(nextstep):
    PasskeyFlows(Caller(nextstep)).ensure()
    for name, beside in ((LOGIN, "USERNAME_PASSWORD_AUTH"), (PAYMENT, "SMS_KEY")):
        rows = nextstep.ok("POST", "/step/definition/list", {"operationName": name})["stepDefinitions"]
        after = [one for one in rows if one["requestAuthStepResult"] == "AUTH_FAILED"]
        for method in ("PASSKEY", beside):
            offers = {one["responseAuthMethod"] for one in after if one["requestAuthMethod"] == method}
            assert offers == {"PASSKEY", beside}


def test_the_documents_commands_are_taken(nextstep):
    commands = _COMMAND.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(commands) == 8
    for path, body in commands:
        nextstep.ok("POST", path, json.loads(body))
    found = nextstep.ok("POST", "/step/definition/list", {"operationName": "authorize_payment"})
    assert found["problems"] == []
    offers = {
        (one["requestAuthMethod"], one["requestAuthStepResult"], one["responsePriority"]): one["responseAuthMethod"]
        for one in found["stepDefinitions"]
    }
    # Who was wrong by his passkey has the ways that he had before it.
    assert [offers["PASSKEY", "AUTH_FAILED", at] for at in (1, 2, 3)] == [
        offers["USERNAME_PASSWORD_AUTH", "CONFIRMED", at] for at in (1, 2, 3)
    ]
