"""An operator sees which changes wait for another administrator, and answers them."""

import json

import pytest
from click.testing import CliRunner

from activities.change_requests.change_requests import ChangeRequests
from activities.store.database import Database
from api.commands import nextstep
from api.commands.operator_account import account
from config import master_key
from config.refused import ApprovalRequired
from config.settings import load

ACTION = "POST /admin/applications/mobile/rotate"


def run(*arguments, **more):
    return CliRunner().invoke(nextstep, ("change-requests", *arguments), **more)


def document(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def requests(alone, monkeypatch):
    monkeypatch.setenv("NEXTSTEP_MASTER_KEY", master_key.generate())
    load().home.mkdir()
    database = Database(load().store_url)
    database.migrate()
    yield ChangeRequests(database, 3600)
    database.close()


def ask(requests, requester="admin"):
    with (
        pytest.raises(ApprovalRequired) as required,
        requests.changing(requester, ACTION, {"former_valid_seconds": 0}),
    ):
        pass
    return required.value.request_id


def test_requests_are_listed_and_shown(requests):
    request_id = ask(requests)
    [one] = document("list", "--status", "PENDING")["changeRequests"]
    assert one == document("show", request_id)
    assert (one["id"], one["requester"], one["action"]) == (request_id, "admin", ACTION)
    assert one["parameters"] == '{"former_valid_seconds":0}'
    assert document("list", "--status", "APPROVED") == {"changeRequests": []}
    assert request_id in run("list").stdout
    assert "parameters" in run("show", request_id).stdout


@pytest.mark.parametrize(("verb", "status"), [("approve", "APPROVED"), ("reject", "REJECTED")])
def test_an_operator_answers_and_is_named(requests, verb, status):
    request_id = ask(requests)
    assert run(verb, request_id, input="n\n").exit_code == 1
    assert run(verb, request_id, "--yes").stdout == f"{request_id}: {status}\n"
    assert document("show", request_id)["approver"] == f"operator:{account()}"
    again = run(verb, request_id, "--yes")
    assert again.exit_code == 1
    assert f"The change request is {status}" in again.stderr


def test_what_there_is_not_is_said(requests):
    for arguments in (("show", "unknown"), ("approve", "unknown", "--yes"), ("reject", "unknown", "--yes")):
        result = run(*arguments)
        assert result.exit_code == 1
        assert "unknown: Change request not found" in result.stderr


def test_an_operator_does_not_approve_what_he_asked_for(requests):
    request_id = ask(requests, f"operator:{account()}")
    assert "Another administrator has to approve it" in run("approve", request_id, "--yes").stderr
