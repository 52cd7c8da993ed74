"""What the demonstration and the document define of passkeys is taken by the API, twice too, and has no contradiction."""

import json
import re
from pathlib import Path

import pytest

from api.app import create_app
from api.webflow.calls import ApiRefused
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


@pytest.fixture
def nextstep(tmp_path):
    with InProcess(create_app(new_home(tmp_path, definitions=True))) as client:
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


def test_the_documents_commands_are_taken(nextstep):
    commands = _COMMAND.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(commands) == 6
    for path, body in commands:
        nextstep.ok("POST", path, json.loads(body))
    assert nextstep.ok("POST", "/step/definition/list", {"operationName": "authorize_payment"})["problems"] == []
