"""Document 002 walked through with its own requests; answers are its answers, and today's members beside them."""

import pytest

from tests.api.nextstep.samples import answer, form, request, sample, text, timeless
from tests.e2e.client import unique

# What today's server answers beside the document's members.
TODAY = {"organizationId": None, "operationNameExternal": None, "externalTransactionId": None}
TODAY_UPDATE = {
    **TODAY,
    "chosenAuthMethod": None,
    "mobileTokenActive": False,
    "powerAuthOperationId": None,
}
TODAY_DETAIL = {**TODAY, "accountStatus": None, "afsActions": [], "applicationContext": None}
TODAY_HISTORY = {
    "authStepResultDescription": None,
    "mobileTokenActive": False,
    "powerAuthOperationId": None,
    "paAuthenticationContext": None,
}
DATA = "A1*A100CZK*Q238400856/0300**D20170629*NUtility Bill Payment - 05/2017"


@pytest.fixture
def created(nextstep):
    """The answer to the document's create request."""
    return nextstep.send("POST", "/operation", content=text("create.request").encode()).json()["responseObject"]


def test_a_payment_is_created(created):
    expected = {
        **answer("create"),
        **TODAY,
        "operationData": DATA,  # the document's sample shows null; today's server repeats what it was given
        "formData": form(answer("create")["formData"]),
    }
    assert timeless(created, expected) == expected


def test_its_detail_is_the_documents_complete_one(nextstep, created):
    expected = sample("operation.complete_detail")["responseObject"]
    expected = {
        **expected,
        **TODAY_DETAIL,
        "history": [{**entry, **TODAY_HISTORY} for entry in expected["history"]],
        "formData": form(expected["formData"]),
    }
    found = nextstep.detail(created["operationId"])
    assert timeless(found, expected) == expected
    assert (found["timestampCreated"], found["timestampExpires"]) == (
        created["timestampCreated"],
        created["timestampExpires"],
    )


def test_it_goes_on_by_password_to_the_text_message(nextstep, created):
    operation_id = created["operationId"]
    user_id = unique("roman")
    updated = nextstep.ok("PUT", "/operation", request("update", operationId=operation_id, userId=user_id))
    expected = {
        **answer("update"),
        **TODAY_UPDATE,
        "userId": user_id,
        "operationData": DATA,
        "formData": form(answer("create")["formData"]),
    }
    assert timeless(updated, expected) == expected

    form_data = sample("update_form_data.unwrapped_request")["formData"]
    assert nextstep.ok("PUT", "/operation/formData", {"operationId": operation_id, "formData": form_data}) is None
    form_data = sample("form_data.user_input")["formData"]
    assert nextstep.ok("PUT", "/operation/formData", {"operationId": operation_id, "formData": form_data}) is None
    chosen = request("choose", operationId=operation_id, chosenAuthMethod="SMS_KEY")
    assert nextstep.ok("PUT", "/operation/chosenAuthMethod", chosen) is None

    found = nextstep.ok("POST", "/operation/detail", request("detail", operationId=operation_id))
    expected = answer("detail")
    expected = {
        **expected,
        **TODAY_DETAIL,
        "userId": user_id,
        "history": [{**entry, **TODAY_HISTORY} for entry in expected["history"]],
        "formData": form(expected["formData"]),
        "remainingAttempts": 5,  # the shipped limit; the document's server had three
        "expired": False,
    }
    assert timeless(found, expected) == expected


def test_the_pending_list_shows_it(nextstep, created):
    operation_id, user_id = created["operationId"], unique("roman")
    nextstep.ok("PUT", "/operation", request("update", operationId=operation_id, userId=user_id))
    form_data = sample("form_data.user_input")["formData"]
    nextstep.ok("PUT", "/operation/formData", {"operationId": operation_id, "formData": form_data})
    [found] = nextstep.ok("POST", "/user/operation/list", request("pending", userId=user_id, authMethod="SMS_KEY"))
    [expected] = answer("pending")
    history = [
        {"authMethod": method, "authResult": "CONTINUE", "requestAuthStepResult": "CONFIRMED", **TODAY_HISTORY}
        for method in ("INIT", "USERNAME_PASSWORD_AUTH")
    ]
    expected = {
        **expected,
        **TODAY_DETAIL,
        "userId": user_id,
        "history": history,  # the document's sample leaves it empty; today's server fills it
        "formData": form(expected["formData"]),
    }
    assert timeless(found, expected) == expected
    assert nextstep.ok("POST", "/user/operation/list", request("pending", userId=user_id)) == []


def test_members_stand_in_the_documents_order(nextstep, created):
    found = nextstep.detail(created["operationId"])
    expected = sample("operation.complete_detail")["responseObject"]
    assert [name for name in found if name in expected] == list(expected)
    assert [name for name in created if name in answer("create")] == list(answer("create"))
    assert list(found["formData"]) == list(expected["formData"])


def test_the_form_without_its_wrapper_is_refused_clearly(nextstep):
    response = nextstep.send("PUT", "/operation/formData", content=text("update_form_data.unwrapped_request").encode())
    assert response.status_code == 400
    assert response.json()["responseObject"] == {
        "code": "REQUEST_VALIDATION_FAILED",
        "message": "Request validation failed.",
        "violations": [
            {"fieldName": "requestObject", "invalidValue": None, "hint": "Missing data for required field."}
        ],
    }


def test_auth_methods_are_listed(nextstep):
    found = nextstep.ok("POST", "/auth-method/list", request("auth_methods"))["authMethods"]
    expected = answer("auth_methods")["authMethods"]
    documented = [{name: one[name] for name in expected[0]} for one in found]
    assert documented[: len(expected)] == expected
    assert [one["authMethod"] for one in found[len(expected) :]] == ["CONSENT", "LOGIN_SCA", "APPROVAL_SCA", "OTP_CODE"]
    assert found[2] == {
        "authMethod": "USERNAME_PASSWORD_AUTH",
        "hasUserInterface": True,
        "displayNameKey": "method.usernamePassword",
        "orderNumber": 3,
        "checkUserPrefs": False,
        "userPrefsColumn": None,
        "userPrefsDefault": None,
        "checkAuthFails": True,
        "maxAuthFails": 5,
        "hasMobileToken": False,
    }


TOKENS = {"POWERAUTH_TOKEN", "LOGIN_SCA", "APPROVAL_SCA"}


def documented(found, user_id):
    """A user's methods as far as the document knows them."""
    names = {"INIT", "USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH", "SHOW_OPERATION_DETAIL", "POWERAUTH_TOKEN", "SMS_KEY"}
    for one in found["userAuthMethods"]:
        assert one.pop("hasMobileToken") is (one["authMethod"] in TOKENS)
        assert one["userId"] == user_id
    known = [{**one, "userId": "roman"} for one in found["userAuthMethods"] if one["authMethod"] in names]
    return {"userAuthMethods": known}


def test_a_users_mobile_token_is_enabled_and_disabled(nextstep):
    user_id = unique("roman")
    listing = request("user_auth_methods", userId=user_id)
    before = nextstep.ok("POST", "/user/auth-method/list", listing)
    assert documented(before, user_id) == answer("disable")
    enabled = nextstep.ok("POST", "/user/auth-method", request("enable_powerauth_token", userId=user_id))
    assert documented(enabled, user_id) == answer("enable")
    assert documented(nextstep.ok("POST", "/user/auth-method/list", listing), user_id) == answer("user_auth_methods")
    disabled = nextstep.ok("DELETE", "/user/auth-method", request("disable", userId=user_id))
    assert documented(disabled, user_id) == answer("disable")
    assert documented(nextstep.ok("POST", "/user/auth-method/list", listing), user_id) == answer("disable")


def test_a_method_that_is_nobodys_preference_cannot_be_enabled(nextstep):
    """The document enables SMS_KEY; in the shipped definitions it is enabled for everybody, and has no switch."""
    assert (
        nextstep.refused("POST", "/user/auth-method", request("enable_sms_key", userId=unique())) == "INVALID_REQUEST"
    )
