"""Operations that an operator or a fault of the storage has touched: phones hear a documented code, and of the others as ever."""

import pytest

from tests.api.mobile.users import PAYMENT, User, refused


@pytest.fixture(scope="module")
def user(bank):
    return User(bank)


def test_an_operation_of_nobody_whose_workflow_was_terminated_is_not_claimed(stack, bank, user):
    created = bank.cloud.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT})
    operation_id = created["operationId"]
    stack.temporal_call(lambda client: client.get_workflow_handle(operation_id).terminate("by an operator"))
    assert refused(lambda: user.ask("detail/claim", {"id": operation_id})) == (400, "INVALID_OPERATION")
    address = f"/v2/operations/{operation_id}"
    assert bank.cloud.refused("DELETE", address)[0] == "ERROR_OPERATION_STATE_CHANGE"


DAMAGES = {
    "a state that is no JSON": "UPDATE operation SET state = '{' WHERE operation_id = :id",
    "a state of another shape": "UPDATE operation SET state = '{}' WHERE operation_id = :id",
    "applications that are no JSON": "UPDATE templated_operation SET applications = '[' WHERE operation_id = :id",
    "parameters that are no JSON": "UPDATE templated_operation SET parameters = '{' WHERE operation_id = :id",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_operation_does_not_take_the_others_from_the_list(stack, user, damage):
    whole, damaged = user.asked(), user.asked()
    stack.sql(DAMAGES[damage], id=damaged["operationId"])
    assert whole["operationId"] in [one["id"] for one in user.waiting()]
    shown = [one["id"] for one in user.history()]
    assert whole["operationId"] in shown
    assert damaged["operationId"] not in shown
    status, code = refused(lambda: user.ask("detail", {"id": damaged["operationId"]}))
    assert (status, code) in ((400, "INVALID_OPERATION"), (400, "INVALID_REQUEST"))


def test_the_bank_is_told_that_an_operation_is_damaged(stack, bank, user):
    created = user.asked()
    stack.sql(DAMAGES["a state of another shape"], id=created["operationId"])
    address = f"/v2/operations/{created['operationId']}"
    assert bank.cloud.refused("GET", address)[0] == "ERROR_OPERATION_STATE_CHANGE"
    assert bank.cloud.refused("DELETE", address)[0] == "ERROR_OPERATION_STATE_CHANGE"
