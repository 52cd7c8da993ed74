"""Whose operation it is, outside of steps: decided by the workflow while open, kept in SQL afterwards."""

import pytest

from tests.e2e.client import unique


def assign(nextstep, operation_id, **members):
    return nextstep.ok("PUT", "/operation/user", {"operationId": operation_id, **members})


def test_an_open_operation_gets_its_user(nextstep, stack):
    user_id = unique()
    operation_id = nextstep.create()["operationId"]
    before = nextstep.detail(operation_id)
    assert assign(nextstep, operation_id, userId=user_id, organizationId="SME", accountStatus="ACTIVE") is None
    found = nextstep.detail(operation_id)
    assert found == {**before, "userId": user_id, "organizationId": "SME", "accountStatus": "ACTIVE"}
    state = stack.temporal_call(lambda client: client.get_workflow_handle(operation_id).query("snapshot"))["state"]
    assert (state["user_id"], state["organization_id"]) == (user_id, "SME")
    [listed] = nextstep.ok("POST", "/user/operation/list", {"userId": user_id})
    assert listed["operationId"] == operation_id


def test_what_is_left_out_stays(nextstep):
    operation_id = nextstep.create(organizationId="RETAIL")["operationId"]
    assign(nextstep, operation_id, userId=unique(), accountStatus="NOT_ACTIVE")
    last = unique()
    assign(nextstep, operation_id, userId=last)
    found = nextstep.detail(operation_id)
    assert (found["userId"], found["organizationId"], found["accountStatus"]) == (last, "RETAIL", "NOT_ACTIVE")


@pytest.mark.parametrize("result", ["CANCELED", "CONFIRMED"])
def test_a_finished_operation_gets_its_user_too(nextstep, result):
    operation_id = nextstep.create()["operationId"]
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", result, userId=unique())
    if result == "CONFIRMED":
        nextstep.step(operation_id, "CONSENT")
    before = nextstep.detail(operation_id)
    user_id = unique()
    assign(nextstep, operation_id, userId=user_id, organizationId="SME", accountStatus="ACTIVE")
    expected = {**before, "userId": user_id, "organizationId": "SME", "accountStatus": "ACTIVE"}
    assert nextstep.detail(operation_id) == expected


def test_an_unknown_organization_changes_nothing(nextstep):
    operation_id = nextstep.create()["operationId"]
    change = {"operationId": operation_id, "userId": "x", "organizationId": "NONE", "accountStatus": "ACTIVE"}
    assert nextstep.refused("PUT", "/operation/user", change) == "ORGANIZATION_NOT_FOUND"
    found = nextstep.detail(operation_id)
    assert (found["userId"], found["accountStatus"]) == (None, None)
