"""The mobile token where no device is registered: it is never offered, never active, and asking for it is no error."""

import pytest

from tests.api.nextstep.samples import request
from tests.e2e.client import unique


@pytest.fixture
def user_id(nextstep):
    """A user who has the mobile token enabled, for a device that is not registered here."""
    found = unique()
    nextstep.ok("POST", "/user/auth-method", request("enable_powerauth_token", userId=found))
    return found


def test_it_is_not_offered(nextstep, user_id):
    operation_id = nextstep.create("authorize_payment")["operationId"]
    answered = nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=user_id)
    assert [step["authMethod"] for step in answered["steps"]] == ["SMS_KEY"]
    assert answered["mobileTokenActive"] is False


@pytest.mark.parametrize("active", [True, False, None])
def test_it_is_not_activated_and_that_is_no_error(nextstep, user_id, active):
    operation_id = nextstep.create("authorize_payment")["operationId"]
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=user_id)
    before = nextstep.detail(operation_id)
    change = {"operationId": operation_id, "mobileTokenActive": active}
    assert nextstep.ok("PUT", "/operation/mobileToken/status", change) is None
    assert nextstep.detail(operation_id) == before
    assert not any(row["mobileTokenActive"] for row in before["history"])


def test_it_changes_nothing_in_a_finished_operation(nextstep):
    operation_id = nextstep.create()["operationId"]
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", "CANCELED")
    before = nextstep.detail(operation_id)
    change = {"operationId": operation_id, "mobileTokenActive": True}
    assert nextstep.ok("PUT", "/operation/mobileToken/status", change) is None
    assert nextstep.detail(operation_id) == before


@pytest.mark.parametrize("operation_name", ["login", "unheard_of"])
def test_its_configuration_says_that_it_does_not_work(nextstep, user_id, operation_name):
    asked = {"userId": user_id, "operationName": operation_name, "authMethod": "POWERAUTH_TOKEN"}
    expected = {"mobileTokenEnabled": False}
    assert nextstep.ok("POST", "/operation/mobileToken/config/detail", asked) == expected
    assert nextstep.ok("GET", "/operation/mobileToken/config/detail", params=asked) == expected


def test_the_enabled_methods_of_an_operation_leave_it_out(nextstep, user_id):
    asked = {"userId": user_id, "operationName": "authorize_payment"}
    expected = {
        "userId": user_id,
        "userIdentityStatus": None,
        "operationName": "authorize_payment",
        "enabledAuthMethods": ["USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH", "SMS_KEY", "CONSENT"],
    }
    assert nextstep.ok("POST", "/user/auth-method/enabled/list", asked) == expected
    assert nextstep.ok("GET", "/user/auth-method/enabled", params=asked) == expected
    asked["operationName"] = "unheard_of"
    assert nextstep.refused("POST", "/user/auth-method/enabled/list", asked) == "INVALID_CONFIGURATION"
