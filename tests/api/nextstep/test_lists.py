"""The pending list in both of its request shapes, and the look-up by the bank's transaction."""

import json

import pytest

from tests.e2e.client import unique


@pytest.fixture
def waiting(nextstep):
    """A user with a login at its consent and a payment at its text message; (user, login, payment)."""
    user_id = unique()
    login = nextstep.create()["operationId"]
    nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=user_id)
    payment = nextstep.create("authorize_payment")["operationId"]
    nextstep.step(payment, "USERNAME_PASSWORD_AUTH", userId=user_id)
    return user_id, login, payment


def ids(found):
    return [one["operationId"] for one in found]


def test_soonest_deadline_first_and_no_steps_in_lists(nextstep, waiting):
    user_id, login, payment = waiting
    found = nextstep.ok("POST", "/user/operation/list", {"userId": user_id})
    assert ids(found) == [login, payment]
    for one in found:
        whole = nextstep.detail(one["operationId"])
        assert one == {**whole, "steps": [], "remainingAttempts": None}
        assert whole["steps"]
        assert whole["remainingAttempts"] == 5


def test_both_shapes_of_the_request(nextstep, waiting):
    user_id, login, payment = waiting
    for members, expected in (
        ({"authMethod": "SMS_KEY"}, [payment]),
        ({"authMethod": "CONSENT"}, [login]),
        ({"authMethod": "POWERAUTH_TOKEN"}, []),
        ({"mobileTokenOnly": False}, [login, payment]),
        ({"mobileTokenOnly": None}, [login, payment]),
        ({"mobileTokenOnly": True}, []),
    ):
        assert ids(nextstep.ok("POST", "/user/operation/list", {"userId": user_id, **members})) == expected, members
    assert ids(nextstep.ok("GET", "/user/operation", params={"userId": user_id})) == [login, payment]
    for spelling in ("false", "False", "0", "no", "OFF"):
        query = {"userId": user_id, "mobileTokenOnly": spelling}
        assert ids(nextstep.ok("GET", "/user/operation", params=query)) == [login, payment], spelling
    for spelling in ("true", "True", "TRUE", "1", "yes", "on"):
        query = {"userId": user_id, "mobileTokenOnly": spelling}
        assert nextstep.ok("GET", "/user/operation", params=query) == [], spelling


def test_what_the_mobile_token_may_answer_is_listed_for_it(nextstep, stack, waiting):
    """No device is registered here, so the flag is set in the row as a workflow would have told it."""
    user_id, login, payment = waiting
    row = stack.operation_row(payment)
    state = json.loads(row["state"])
    state["history"][-1]["mobile_token_active"] = True
    state["version"] += 1
    stack.sql(
        "UPDATE operation SET state = :state, version = version + 1 WHERE operation_id = :id",
        state=json.dumps(state),
        id=payment,
    )
    assert ids(nextstep.ok("POST", "/user/operation/list", {"userId": user_id, "mobileTokenOnly": True})) == [payment]
    assert ids(nextstep.ok("POST", "/user/operation/list", {"userId": user_id})) == [login, payment]


def test_what_has_ended_is_not_pending(nextstep, waiting):
    user_id, login, payment = waiting
    nextstep.step(login, "CONSENT")
    nextstep.step(payment, "SMS_KEY", "CANCELED")
    assert nextstep.ok("POST", "/user/operation/list", {"userId": user_id}) == []
    assert nextstep.ok("POST", "/user/operation/list", {"userId": unique()}) == []


def test_operations_are_found_by_the_banks_transaction(nextstep):
    transaction = unique("transaction")
    first = nextstep.create(externalTransactionId=transaction)["operationId"]
    second = nextstep.create("authorize_payment", externalTransactionId=transaction)["operationId"]
    nextstep.create(externalTransactionId=unique("transaction"))
    nextstep.step(first, "USERNAME_PASSWORD_AUTH", "CANCELED")
    found = nextstep.ok("POST", "/operation/lookup/external", {"externalTransactionId": transaction})
    assert list(found) == ["operations"]
    assert ids(found["operations"]) == [first, second]
    assert [one["result"] for one in found["operations"]] == ["FAILED", "CONTINUE"]
    assert all(one["steps"] == [] and one["externalTransactionId"] == transaction for one in found["operations"])
    unknown = {"externalTransactionId": unique("transaction")}
    assert nextstep.ok("POST", "/operation/lookup/external", unknown) == {"operations": []}
