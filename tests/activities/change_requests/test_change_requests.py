"""No administrator makes some changes alone: who may agree, for how long, and that a change is made once."""

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import update

from activities.change_requests.change_requests import ChangeRequests
from activities.store import change_requests as store
from activities.store import roles
from activities.store.database import Database
from activities.store.tables import ChangeRequestRow, RoleRow
from config.refused import ApprovalRequired, Refused
from config.vocabulary import ChangeRequestStatus
from tests.together import at_once

ACTION, PARAMETERS = "POST /admin/applications/mobile/rotate", {"former_valid_seconds": 0}


@pytest.fixture
def requests(database):
    return ChangeRequests(database, 3600)


def ask(requests, requester="one", action=ACTION, parameters=PARAMETERS):
    """The id of the request that a call leads to."""
    with pytest.raises(ApprovalRequired) as required, requests.changing(requester, action, parameters):
        pytest.fail("nobody agreed")
    return required.value.request_id


def change(requests, database, name, requester="one"):
    """The call of who asked: a role is added in the place of whatever is changed."""
    with requests.changing(requester, ACTION, PARAMETERS), database.write() as session:
        add_role(session, name)


def roles_of(database):
    return [one.role_name for one in roles.list_all(database)]


def add_role(session, name):
    session.orm.add(RoleRow(role_name=name, description=None, created_ms=1))


def status(requests, request_id):
    return requests.get(request_id).status


def pass_by(database, request_id):
    """The request's time is up."""
    with database.write() as session:
        session.connection().execute(
            update(ChangeRequestRow).where(ChangeRequestRow.request_id == request_id).values(expires_ms=1)
        )


def refused(reason, call, *arguments):
    with pytest.raises(Refused) as error:
        call(*arguments)
    assert error.value.reason == reason


def test_a_call_is_a_request_and_the_same_call_is_the_same_request(requests):
    first = ask(requests)
    assert ask(requests) == first
    found = requests.get(first)
    assert (found.status, found.requester, found.action) == (ChangeRequestStatus.PENDING, "one", ACTION)
    assert found.parameters == '{"former_valid_seconds":0}'
    others = {
        ask(requests, "two"),
        ask(requests, action="DELETE /admin/users/mobile"),
        ask(requests, parameters={"former_valid_seconds": 1}),
    }
    assert first not in others
    assert len(others) == 3


def test_what_is_approved_is_made_once_by_who_asked(requests, database):
    request_id = ask(requests)
    assert requests.approve(request_id, "two").approver == "two"
    change(requests, database, "first")
    assert roles_of(database) == ["first"]
    done = requests.get(request_id)
    assert (done.status, done.execution_ms is not None) == (ChangeRequestStatus.EXECUTED, True)
    assert ask(requests) != request_id  # another time needs another approval


def test_an_approval_is_for_who_asked_and_for_what_he_asked(requests):
    requests.approve(ask(requests), "two")
    ask(requests, "two")
    ask(requests, parameters={"former_valid_seconds": 1})
    ask(requests, action=ACTION + "/")


def test_nobody_approves_his_own_request(requests):
    request_id = ask(requests)
    refused("CHANGE_REQUEST_OWN", requests.approve, request_id, "one")
    assert status(requests, request_id) is ChangeRequestStatus.PENDING


@pytest.mark.parametrize("by", ["one", "two"])
def test_a_request_is_rejected_by_another_or_taken_back(requests, by):
    request_id = ask(requests)
    requests.reject(request_id, by)
    assert (status(requests, request_id), requests.get(request_id).approver) == (ChangeRequestStatus.REJECTED, by)
    refused("CHANGE_REQUEST_CLOSED", requests.approve, request_id, "two")
    assert ask(requests) != request_id


def test_what_there_is_not_is_not_found(requests):
    for call, arguments in ((requests.get, ()), (requests.approve, ("two",)), (requests.reject, ("two",))):
        refused("CHANGE_REQUEST_NOT_FOUND", call, "unknown", *arguments)


def test_a_request_that_nobody_approved_in_time_has_expired(requests, database):
    request_id = ask(requests)
    pass_by(database, request_id)
    assert status(requests, request_id) is ChangeRequestStatus.EXPIRED
    for decide in (requests.approve, requests.reject):
        refused("CHANGE_REQUEST_CLOSED", decide, request_id, "two")
    again = ask(requests)
    assert again != request_id
    assert [one.request_id for one in requests.list_requests(ChangeRequestStatus.PENDING)] == [again]
    assert [one.request_id for one in requests.list_requests(ChangeRequestStatus.EXPIRED)] == [request_id]


def test_an_approval_that_nobody_used_in_time_has_expired(requests, database):
    request_id = ask(requests)
    requests.approve(request_id, "two")
    pass_by(database, request_id)
    assert ask(requests) != request_id
    assert roles_of(database) == []


def test_a_change_that_fails_leaves_its_approval(requests, database):
    request_id = ask(requests)
    requests.approve(request_id, "two")

    def half():
        with requests.changing("one", ACTION, PARAMETERS), database.write() as session:
            add_role(session, "half")
            raise ValueError

    with pytest.raises(ValueError):
        half()
    assert roles_of(database) == []
    assert status(requests, request_id) is ChangeRequestStatus.APPROVED
    change(requests, database, "whole")
    assert roles_of(database) == ["whole"]


def test_what_writes_nothing_needs_no_approval_and_is_a_fault(requests):
    request_id = ask(requests)
    requests.approve(request_id, "two")
    with pytest.raises(RuntimeError, match="writes nothing"), requests.changing("one", ACTION, PARAMETERS):
        pass
    assert status(requests, request_id) is ChangeRequestStatus.APPROVED


def test_only_the_first_transaction_uses_the_approval(requests, database):
    requests.approve(ask(requests), "two")
    with requests.changing("one", ACTION, PARAMETERS):
        for name in ("first", "second"):
            with database.write() as session:
                add_role(session, name)
    assert roles_of(database) == ["first", "second"]


def test_of_many_calls_in_one_moment_one_makes_the_change(requests, database):
    request_id = ask(requests)
    requests.approve(request_id, "two")
    found = at_once(*(lambda n=n: change(requests, database, f"role {n}") for n in range(6)))
    assert [one for one in found if one is None] == [None]
    assert all(isinstance(one, Refused) for one in found if one is not None), found
    assert len(roles_of(database)) == 1
    assert status(requests, request_id) is ChangeRequestStatus.EXECUTED


def test_many_calls_in_one_moment_are_one_request(requests):
    found = at_once(*[lambda: ask(requests)] * 6)
    assert len(set(found)) == 1, found
    assert len(requests.list_requests()) == 1


def test_of_an_approval_and_a_rejection_in_one_moment_one_holds(requests):
    request_id = ask(requests)
    found = at_once(lambda: requests.approve(request_id, "two"), lambda: requests.reject(request_id, "three"))
    errors = [one for one in found if isinstance(one, Exception)]
    assert [error.reason for error in errors] == ["CHANGE_REQUEST_CLOSED"]
    winner = next(one for one in found if not isinstance(one, Exception))
    assert requests.get(request_id) == winner


_DIES = """
import os, signal, sys
from activities.change_requests.change_requests import ChangeRequests
from activities.store.database import Database
from activities.store.tables import RoleRow

database = Database(sys.argv[1])
with ChangeRequests(database, 3600).changing("one", sys.argv[2], {"former_valid_seconds": 0}), database.write() as session:
    session.orm.add(RoleRow(role_name="half", description=None, created_ms=1))
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.exhaustive
def test_a_process_that_dies_in_the_change_uses_up_nothing(requests, database):
    request_id = ask(requests)
    requests.approve(request_id, "two")
    died = subprocess.run(
        [sys.executable, "-c", _DIES, database.url, ACTION], env=dict(os.environ), timeout=60, check=False
    )
    assert died.returncode == -signal.SIGKILL
    assert roles_of(database) == []
    assert status(requests, request_id) is ChangeRequestStatus.APPROVED
    other = Database(database.url)
    try:
        change(ChangeRequests(other, 3600), other, "whole")
    finally:
        other.close()
    assert roles_of(database) == ["whole"]


def test_secrets_in_what_is_asked_for_are_not_kept(requests):
    request_id = ask(requests, parameters={"username": "bank", "password": "canary", "note": "x" * 20_000})
    assert "canary" not in requests.get(request_id).parameters
    assert len(requests.get(request_id).parameters) < 100


def test_old_requests_are_dropped_and_open_ones_stay(requests, database):
    old, young = ask(requests), ask(requests, "two")
    with database.write() as session:
        row = update(ChangeRequestRow).where(ChangeRequestRow.request_id == old)
        session.connection().execute(row.values(created_ms=1, expires_ms=2))
    with database.write() as session:
        assert store.delete_old(session) == 1
    assert [one.request_id for one in requests.list_requests()] == [young]
