"""LOGIN_SCA and APPROVAL_SCA on the phone, in the shipped flows: in the place of a password and a code, or beside them."""

import pytest

from tests.api.mobile.flow_forms import DATA, FORM
from tests.api.mobile.shown_pushes import shown
from tests.api.mobile.users import POSSESSION, User, refused, with_mobile_token
from tests.api.nextstep.scenarios.bank import Bank as Definitions
from tests.api.nextstep.scenarios.codes import new_code

LOGIN, APPROVAL, CONSENT = "LOGIN_SCA", "APPROVAL_SCA", "CONSENT"
PASSWORD = "s3cret_Value"
# An operation's name, what is signed, and the steps that the phone takes before the consent.
FLOWS = [("login_sca", "A2", [LOGIN]), ("authorize_payment_sca", DATA, [LOGIN, APPROVAL])]


@pytest.fixture(scope="module")
def definitions(stack):
    """Of passwords and codes."""
    with stack.client() as client:
        yield Definitions(client)


@pytest.fixture
def user(bank, nextstep):
    return with_mobile_token(User(bank), nextstep)


def begun(nextstep, user, operation_name, data):
    """An operation of the user's, at its first step."""
    form = {"formData": FORM} if data == DATA else {}
    return nextstep.create(operation_name, operationData=data, userId=user.user_id, **form)


def ask(nextstep, operation, *, active=True):
    request = {"operationId": operation["operationId"], "mobileTokenActive": active}
    nextstep.ok("PUT", "/operation/mobileToken/status", request)


def last(nextstep, operation):
    return nextstep.detail(operation["operationId"])["history"][-1]


def offered(nextstep, operation):
    return [one["authMethod"] for one in nextstep.detail(operation["operationId"])["steps"]]


def listed(nextstep, user, **members):
    found = nextstep.ok("POST", "/user/operation/list", {"userId": user.user_id, "mobileTokenOnly": True, **members})
    return [one["operationId"] for one in found]


@pytest.mark.parametrize(("operation_name", "data", "steps"), FLOWS)
def test_the_phone_takes_each_step_that_it_is_asked_for(nextstep, user, operation_name, data, steps):
    created = begun(nextstep, user, operation_name, data)
    for method, following in zip(steps, [*steps[1:], CONSENT], strict=True):
        assert method in offered(nextstep, created)
        assert (user.waiting(), listed(nextstep, user)) == ([], [])
        assert refused(lambda: user.authorize(created, data=data))[0] == 400
        ask(nextstep, created)
        assert [(one["id"], one["data"], one["status"]) for one in user.waiting()] == [
            (created["operationId"], data, "PENDING")
        ]
        assert listed(nextstep, user, authMethod=method) == [created["operationId"]]
        user.authorize(created, data=data)
        taken = last(nextstep, created)
        assert (taken["authMethod"], taken["requestAuthStepResult"], taken["mobileTokenActive"]) == (
            method,
            "CONFIRMED",
            False,
        )
        assert taken["paAuthenticationContext"]["signatureType"] == "POSSESSION_KNOWLEDGE"
        assert offered(nextstep, created) == [following]
        assert [one["status"] for one in user.history()] == ["APPROVED"]
    ask(nextstep, created)
    assert (last(nextstep, created)["mobileTokenActive"], user.waiting()) == (False, [])
    assert nextstep.step(created["operationId"], CONSENT, userId=user.user_id)["result"] == "DONE"


def test_each_step_has_a_push_of_its_own_and_a_wrong_try_none(nextstep, stack, user):
    user.phone.call_with_token("/api/push/device/register", user.token, {"platform": "fcm", "token": user.user_id})
    created = begun(nextstep, user, "authorize_payment_sca", DATA)
    ask(nextstep, created)
    assert len(shown(stack, user, 1)) == 1
    refused(lambda: user.authorize(created, data="other"))
    user.authorize(created, data=DATA)
    ask(nextstep, created)
    pushed = [one.extras["operationId"] for one in shown(stack, user, 2) if one.title == "Confirm Payment"]
    assert pushed == [created["operationId"]] * 2


@pytest.mark.parametrize(("operation_name", "data", "steps"), FLOWS)
def test_a_rejection_on_the_phone_cancels_the_operation(nextstep, user, operation_name, data, steps):
    created = begun(nextstep, user, operation_name, data)
    for method in steps[:-1]:
        nextstep.step(created["operationId"], method)
    ask(nextstep, created)
    user.reject(created, reason="UNEXPECTED_OPERATION")
    found = nextstep.detail(created["operationId"])
    ended = found["history"][-1]
    assert (found["result"], ended["authMethod"]) == ("FAILED", steps[-1])
    assert (ended["requestAuthStepResult"], ended["authStepResultDescription"]) == (
        "CANCELED",
        "canceled.unexpected_operation",
    )
    assert [one["status"] for one in user.history()] == ["REJECTED"]


@pytest.mark.parametrize(("operation_name", "data", "steps"), FLOWS)
def test_wrong_signatures_end_the_operation_and_block_the_phone(bank, nextstep, user, operation_name, data, steps):
    created = begun(nextstep, user, operation_name, data)
    for method in steps[:-1]:
        nextstep.step(created["operationId"], method)
    ask(nextstep, created)
    user.phone.pin = "0000"
    for left in (4, 3, 2, 1):
        assert refused(lambda: user.authorize(created, data=data)) == (401, "POWERAUTH_AUTH_FAIL")
        detail = nextstep.detail(created["operationId"])
        assert (detail["remainingAttempts"], detail["history"][-1]["authMethod"]) == (left, steps[-1])
        assert len(user.waiting()) == 1
    refused(lambda: user.authorize(created, data=data))
    found = nextstep.detail(created["operationId"])
    context = found["history"][-1]["paAuthenticationContext"]
    assert (found["result"], found["history"][-1]["requestAuthStepResult"]) == ("FAILED", "AUTH_METHOD_FAILED")
    assert (context["blocked"], context["remainingAttempts"]) == (True, 0)
    assert bank.of(user.phone)["registrationStatus"] == "BLOCKED"


def test_one_factor_and_another_phone_take_no_step(bank, nextstep, user):
    created = begun(nextstep, user, "login_sca", "A2")
    ask(nextstep, created)
    second = User(bank)
    assert refused(lambda: second.authorize(created, data="A2")) == (400, "INVALID_OPERATION")
    assert refused(lambda: user.authorize(created, POSSESSION, data="A2")) == (401, "OPERATION_FAILED")
    assert (offered(nextstep, created), len(user.waiting())) == ([LOGIN], 1)


def test_password_and_code_take_the_step_while_the_phone_is_asked(nextstep, definitions, user):
    credential = {
        "credentialName": definitions.credential,
        "credentialType": "PERMANENT",
        "username": user.user_id.replace("-", "_"),
        "credentialValue": PASSWORD,
    }
    definitions.ok("/user", userId=user.user_id, credentials=[credential])
    created = begun(nextstep, user, "login_sca", "A2")
    ask(nextstep, created)
    tied = {"userId": user.user_id, "operationId": created["operationId"]}
    code = new_code(definitions, credentialName=definitions.credential, **tied)
    members = {"otpId": code["otpId"], "otpValue": code["otpValue"], "updateOperation": True, "authMethod": LOGIN}

    def said(value):
        return definitions.ok("/auth/combined", credentialValue=value, **tied, **members)["authenticationResult"]

    assert said("Wrong_Value_1") == "FAILED"
    assert (nextstep.detail(created["operationId"])["remainingAttempts"], len(user.waiting())) == (4, 1)
    assert said(PASSWORD) == "SUCCEEDED"
    assert (offered(nextstep, created), user.waiting()) == ([CONSENT], [])
    assert refused(lambda: user.authorize(created, data="A2")) == (400, "INVALID_OPERATION")
    assert nextstep.step(created["operationId"], CONSENT, userId=user.user_id)["result"] == "DONE"


def test_a_phone_that_is_asked_no_more_takes_no_step(nextstep, user):
    created = begun(nextstep, user, "login_sca", "A2")
    ask(nextstep, created)
    ask(nextstep, created, active=False)
    assert user.waiting() == []
    assert refused(lambda: user.authorize(created, data="A2")) == (400, "INVALID_OPERATION")


def test_a_blocked_phone_is_not_asked(bank, nextstep, user):
    bank.change(user.phone, "BLOCK")
    created = begun(nextstep, user, "login_sca", "A2")
    ask(nextstep, created)
    assert last(nextstep, created)["mobileTokenActive"] is False


def test_an_operation_that_becomes_another_users_asks_no_phone_until_it_is_told_to(bank, nextstep, stack, user):
    second = User(bank)
    second.phone.call_with_token(
        "/api/push/device/register", second.token, {"platform": "fcm", "token": second.user_id}
    )
    config = {"activationId": second.phone.registration.activation_id}
    theirs = {"userId": second.user_id, "authMethod": "POWERAUTH_TOKEN", "config": config}
    nextstep.ok("POST", "/user/auth-method", theirs)
    created = begun(nextstep, user, "login_sca", "A2")
    ask(nextstep, created)
    nextstep.ok("PUT", "/operation/user", {"operationId": created["operationId"], "userId": second.user_id})
    assert (user.waiting(), second.waiting()) == ([], [])
    ask(nextstep, created)
    assert (user.waiting(), len(second.waiting())) == ([], 1)
    assert shown(stack, second, 1)[0].extras["operationId"] == created["operationId"]
