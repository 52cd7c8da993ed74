"""Operations of web flows at their POWERAUTH_TOKEN step: to the phone they look like any other (`architecture.md`)."""

import pytest

from tests.api.mobile.flow_forms import DATA, FORM
from tests.api.mobile.shown_pushes import shown
from tests.api.mobile.users import PATH, User, refused, with_mobile_token


@pytest.fixture
def user(bank, nextstep):
    return with_mobile_token(User(bank), nextstep)


@pytest.fixture
def payment(nextstep, user):
    """A payment whose user has given his password: the token and the SMS code are offered."""
    created = nextstep.create("authorize_payment", operationData=DATA, formData=FORM)
    request = step(created["operationId"], "USERNAME_PASSWORD_AUTH", userId=user.user_id)
    answer = nextstep.ok("PUT", "/operation", request)
    assert [one["authMethod"] for one in answer["steps"]] == ["POWERAUTH_TOKEN", "SMS_KEY"]
    return created


def step(operation_id, method, **members):
    return {"operationId": operation_id, "authMethod": method, "authStepResult": "CONFIRMED", **members}


def choose(nextstep, payment, method="POWERAUTH_TOKEN", **options):
    request = {"operationId": payment["operationId"], "chosenAuthMethod": method}
    nextstep.ok("PUT", "/operation/chosenAuthMethod", request, **options)


@pytest.mark.parametrize(("language", "title"), [("cs-CZ, en;q=0.5", "Potvrzení platby"), (None, "Confirm Payment")])
def test_the_phone_is_told_the_forms_words_in_the_language_of_the_users_page(
    nextstep, stack, user, payment, language, title
):
    user.phone.call_with_token("/api/push/device/register", user.token, {"platform": "fcm", "token": user.user_id})
    choose(nextstep, payment, headers={"Accept-Language": language} if language else {})
    [asked] = shown(stack, user, 1)
    assert asked.extras["operationId"] == payment["operationId"]
    assert (asked.title, "238400856/0300" in asked.body) == (title, True)


def test_the_phone_sees_the_operation_when_the_token_is_chosen_and_approves_the_step(nextstep, user, payment):
    assert user.waiting() == []
    assert refused(lambda: user.authorize(payment, data=DATA)) == (400, "INVALID_OPERATION")
    choose(nextstep, payment)
    [shown] = user.waiting("cs")
    assert (shown["id"], shown["data"], shown["name"]) == (payment["operationId"], DATA, "authorize_payment")
    amount, account = shown["formData"]["attributes"]
    assert (amount["type"], amount["valueFormatted"]) == ("AMOUNT", "100,00\u00a0Kč")
    assert (account["type"], account["value"]) == ("KEY_VALUE", "238400856/0300")
    user.authorize(payment, data=DATA)
    detail = nextstep.detail(payment["operationId"])
    assert detail["result"] == "CONTINUE"
    assert detail["history"][-1]["authMethod"] == "POWERAUTH_TOKEN"
    assert detail["history"][-1]["paAuthenticationContext"]["signatureType"] == "POSSESSION_KNOWLEDGE"
    assert [one["authMethod"] for one in detail["steps"]] == ["CONSENT"]
    assert user.waiting() == []
    assert [one["status"] for one in user.history()] == ["APPROVED"]
    assert refused(lambda: user.authorize(payment, data=DATA)) == (400, "OPERATION_ALREADY_FINISHED")
    last = nextstep.ok("PUT", "/operation", step(payment["operationId"], "CONSENT", userId=user.user_id))
    assert last["result"] == "DONE"


def test_a_rejection_on_the_phone_cancels_the_operation(nextstep, user, payment):
    choose(nextstep, payment)
    user.reject(payment, reason="UNEXPECTED_OPERATION")
    detail = nextstep.detail(payment["operationId"])
    assert (detail["result"], detail["history"][-1]["authStepResultDescription"]) == (
        "FAILED",
        "canceled.unexpected_operation",
    )
    assert [one["status"] for one in user.history()] == ["REJECTED"]


def test_failed_attempts_count_against_the_steps_limit(nextstep, user, payment):
    choose(nextstep, payment)
    for left in (4, 3, 2, 1):
        assert refused(lambda: user.authorize(payment, data="other")) == (401, "OPERATION_FAILED")
        assert nextstep.detail(payment["operationId"])["remainingAttempts"] == left
        choose(nextstep, payment)
    refused(lambda: user.authorize(payment, data="other"))
    detail = nextstep.detail(payment["operationId"])
    assert detail["history"][-1]["requestAuthStepResult"] == "AUTH_METHOD_FAILED"


def test_another_method_takes_the_operation_from_the_phone_again(nextstep, user, payment):
    choose(nextstep, payment)
    assert len(user.waiting()) == 1
    choose(nextstep, payment, "SMS_KEY")
    assert user.waiting() == []
    request = {"id": payment["operationId"]}
    assert refused(lambda: user.ask("detail", request)) == (400, "INVALID_OPERATION")


def test_another_phone_of_the_user_does_not_see_it(bank, nextstep, user, payment):
    second = bank.registered(user_id=user.user_id)
    choose(nextstep, payment)
    assert second.call_signed(f"{PATH}/list", "/operation/list", {}, "possession") == []
    assert len(user.waiting()) == 1


def test_a_blocked_phone_is_not_offered(bank, nextstep, user):
    bank.change(user.phone, "BLOCK")
    created = nextstep.create("authorize_payment", operationData=DATA)
    answer = nextstep.ok(
        "PUT", "/operation", step(created["operationId"], "USERNAME_PASSWORD_AUTH", userId=user.user_id)
    )
    assert [one["authMethod"] for one in answer["steps"]] == ["SMS_KEY"]
