"""Steps over HTTP: the shipped flows to their end, attempts, choices, and every code of a step that is not legal."""

import pytest

from tests.e2e.client import unique
from tests.e2e.processes import until


def methods(answered):
    return [step["authMethod"] for step in answered["steps"]]


@pytest.fixture
def login(nextstep):
    """The id of a new login."""
    return nextstep.create()["operationId"]


@pytest.fixture
def payment(nextstep):
    """The id of a new payment, past its password."""
    operation_id = nextstep.create("authorize_payment")["operationId"]
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=unique())
    return operation_id


def test_a_login_goes_to_its_end(nextstep, login):
    user_id = unique()
    first = nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=user_id, organizationId="RETAIL")
    assert (first["result"], methods(first), first["userId"]) == ("CONTINUE", ["CONSENT"], user_id)
    last = nextstep.step(login, "CONSENT")
    assert (last["result"], methods(last), last["resultDescription"]) == ("DONE", [], None)
    found = nextstep.detail(login)
    assert (found["result"], found["userId"], found["organizationId"]) == ("DONE", user_id, "RETAIL")
    assert [(row["authMethod"], row["requestAuthStepResult"], row["authResult"]) for row in found["history"]] == [
        ("INIT", "CONFIRMED", "CONTINUE"),
        ("USERNAME_PASSWORD_AUTH", "CONFIRMED", "CONTINUE"),
        ("CONSENT", "CONFIRMED", "DONE"),
    ]


def test_a_payment_goes_to_its_end(nextstep, payment):
    assert methods(nextstep.detail(payment)) == ["SMS_KEY"]
    assert methods(nextstep.step(payment, "SMS_KEY")) == ["CONSENT"]
    assert nextstep.step(payment, "CONSENT")["result"] == "DONE"


def test_the_fifth_wrong_password_is_the_last(nextstep, login):
    for left in (4, 3, 2, 1):
        answered = nextstep.step(login, "USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
        assert (answered["result"], methods(answered)) == ("CONTINUE", ["USERNAME_PASSWORD_AUTH"])
        assert nextstep.detail(login)["remainingAttempts"] == left
    answered = nextstep.step(login, "USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    assert (answered["result"], methods(answered)) == ("FAILED", [])
    found = nextstep.detail(login)
    assert found["remainingAttempts"] == 0
    assert found["history"][-1]["requestAuthStepResult"] == "AUTH_METHOD_FAILED"
    code = nextstep.refused("PUT", "/operation", step(login, "USERNAME_PASSWORD_AUTH"))
    assert code == "OPERATION_ALREADY_FAILED"


def test_a_right_password_after_wrong_ones_goes_on(nextstep, login):
    for _ in range(4):
        nextstep.step(login, "USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    answered = nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=unique())
    assert (answered["result"], methods(answered)) == ("CONTINUE", ["CONSENT"])
    assert nextstep.detail(login)["remainingAttempts"] == 1


def step(operation_id, method=None, result="CONFIRMED", **members):
    return {"operationId": operation_id, "authMethod": method, "authStepResult": result, **members}


NOT_LEGAL = {
    "no method": (None, "CONFIRMED", {}),
    "no result": ("USERNAME_PASSWORD_AUTH", None, {}),
    "INIT confirmed": ("INIT", "CONFIRMED", {}),
    "not offered": ("SMS_KEY", "CONFIRMED", {}),
    "detail shown where nothing confirms it": ("SHOW_OPERATION_DETAIL", "CONFIRMED", {}),
    "chosen what is not offered": ("INIT", "AUTH_METHOD_CHOSEN", {"targetAuthMethod": "SMS_KEY"}),
    "chosen after another method": (
        "USERNAME_PASSWORD_AUTH",
        "AUTH_METHOD_CHOSEN",
        {"targetAuthMethod": "USERNAME_PASSWORD_AUTH"},
    ),
}


@pytest.mark.parametrize(("method", "result", "members"), NOT_LEGAL.values(), ids=NOT_LEGAL)
def test_a_step_that_is_not_legal_changes_nothing(nextstep, login, method, result, members):
    before = nextstep.detail(login)
    assert nextstep.refused("PUT", "/operation", step(login, method, result, **members)) == "INVALID_REQUEST"
    assert nextstep.detail(login) == before


def test_the_shown_detail_stands_for_what_confirms_it(nextstep, payment):
    assert nextstep.step(payment, "SHOW_OPERATION_DETAIL", "CANCELED")["result"] == "FAILED"


def test_a_method_is_chosen_by_a_step(nextstep, login):
    answered = nextstep.step(login, "INIT", "AUTH_METHOD_CHOSEN", targetAuthMethod="USERNAME_PASSWORD_AUTH")
    assert answered["chosenAuthMethod"] == "USERNAME_PASSWORD_AUTH"
    assert methods(answered) == ["USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH"]
    assert methods(nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=unique())) == ["CONSENT"]
    assert nextstep.detail(login)["chosenAuthMethod"] is None


def test_a_method_is_chosen_for_the_current_step(nextstep, login):
    choice = {"operationId": login, "chosenAuthMethod": "USERNAME_PASSWORD_AUTH"}
    before = nextstep.detail(login)
    nextstep.ok("PUT", "/operation/chosenAuthMethod", choice)
    found = nextstep.detail(login)
    assert found == {**before, "chosenAuthMethod": "USERNAME_PASSWORD_AUTH"}
    choice["chosenAuthMethod"] = "SMS_KEY"
    assert nextstep.refused("PUT", "/operation/chosenAuthMethod", choice) == "INVALID_REQUEST"
    assert nextstep.detail(login) == found


def test_a_finished_operation_says_so(nextstep, login):
    nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=unique())
    nextstep.step(login, "CONSENT")
    for method, result in (("CONSENT", "CONFIRMED"), ("CONSENT", "CANCELED"), ("INIT", "CANCELED")):
        assert nextstep.refused("PUT", "/operation", step(login, method, result)) == "OPERATION_ALREADY_FINISHED"
    choice = {"operationId": login, "chosenAuthMethod": "CONSENT"}
    assert nextstep.refused("PUT", "/operation/chosenAuthMethod", choice) == "INVALID_REQUEST"


CANCELLATIONS = {
    "with a reason": ("INCORRECT_DATA", "canceled.incorrect_data"),
    "timed out": ("TIMED_OUT_OPERATION", "canceled.timed_out_operation"),
    "without a reason": (None, "canceled.unknown"),
}


# The shipped row for INIT names INIT again as what follows.
@pytest.mark.parametrize(("method", "then"), [("INIT", ["INIT"]), ("USERNAME_PASSWORD_AUTH", [])])
@pytest.mark.parametrize(("reason", "description"), CANCELLATIONS.values(), ids=CANCELLATIONS)
def test_an_operation_is_canceled(nextstep, login, method, then, reason, description):
    answered = nextstep.step(login, method, "CANCELED", authStepResultDescription=reason)
    assert (answered["result"], answered["resultDescription"], methods(answered)) == ("FAILED", description, then)
    found = nextstep.detail(login)
    assert found["history"][-1]["requestAuthStepResult"] == "CANCELED"
    assert found["history"][-1]["authStepResultDescription"] == description
    assert nextstep.refused("PUT", "/operation", step(login, "CONSENT")) == "OPERATION_ALREADY_CANCELED"
    again = nextstep.step(login, method, "CANCELED", authStepResultDescription="UNEXPECTED_ERROR")
    assert again["resultDescription"] == description
    assert nextstep.detail(login) == found


def test_a_cancellation_that_no_definition_answers_fails_the_operation_all_the_same(nextstep, login):
    answered = nextstep.step(login, "SMS_KEY", "CANCELED")
    assert (answered["result"], answered["resultDescription"]) == ("FAILED", "error.noAuthMethod")
    assert nextstep.refused("PUT", "/operation", step(login, "CONSENT")) == "OPERATION_ALREADY_CANCELED"


def test_what_is_unknown_is_not_found(nextstep, login):
    unknown = unique("operation")
    for verb, path, members in (
        ("PUT", "/operation", {"authMethod": "CONSENT", "authStepResult": "CONFIRMED"}),
        ("POST", "/operation/detail", {}),
        ("PUT", "/operation/chosenAuthMethod", {"chosenAuthMethod": "CONSENT"}),
        ("PUT", "/operation/mobileToken/status", {"mobileTokenActive": True}),
        ("PUT", "/operation/user", {"userId": "roman"}),
        ("PUT", "/operation/formData", {"formData": {"userInput": {}}}),
        ("PUT", "/operation/application", {"applicationContext": CONTEXT}),
    ):
        assert nextstep.refused(verb, path, {"operationId": unknown, **members}) == "OPERATION_NOT_FOUND", path
    assert nextstep.refused("POST", "/operation", new("unheard_of")) == "INVALID_CONFIGURATION"
    assert nextstep.refused("POST", "/operation", new(organizationId="NONE")) == "ORGANIZATION_NOT_FOUND"
    code = nextstep.refused("PUT", "/operation", step(login, "USERNAME_PASSWORD_AUTH", organizationId="NONE"))
    assert code == "ORGANIZATION_NOT_FOUND"


CONTEXT = {"id": "BANK", "name": "Bank", "originalScopes": [], "extras": {}}


def new(name="login", **members):
    return {"operationName": name, "operationData": "A2", **members}


def test_an_id_is_used_once(nextstep):
    operation_id = unique("operation")
    nextstep.create(operationId=operation_id)
    for name in ("login", "authorize_payment", "unheard_of"):
        assert nextstep.refused("POST", "/operation", new(name, operationId=operation_id)) == "OPERATION_ALREADY_EXISTS"
    assert nextstep.detail(operation_id)["operationName"] == "login"


AWKWARD = {
    "long": "a" * 256,
    "of any script": "Účet/../🏦?#%",
    "with blanks": "  leading and trailing  ",
    "with control characters": "tab\tand\nline\x7f",
    "of another language": "'; DROP TABLE operation; --",
}


UNLIKE_A_USER = {AWKWARD["with blanks"], AWKWARD["with control characters"]}


@pytest.mark.parametrize("awkward", AWKWARD.values(), ids=AWKWARD)
def test_any_text_may_be_an_id(nextstep, awkward):
    operation_id = (unique("") + awkward)[:256]
    # A user's id is looked at by people: it must look like no other.
    user_id = unique() if awkward in UNLIKE_A_USER else operation_id
    assert nextstep.create(operationId=operation_id)["operationId"] == operation_id
    assert nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", userId=user_id)["operationId"] == operation_id
    assert nextstep.detail(operation_id)["userId"] == user_id
    assert nextstep.ok("GET", "/operation/detail", params={"operationId": operation_id})["result"] == "CONTINUE"
    [listed] = nextstep.ok("POST", "/user/operation/list", {"userId": user_id})
    assert listed["operationId"] == operation_id
    assert nextstep.step(operation_id, "CONSENT")["result"] == "DONE"


def test_everything_that_was_given_at_creation_is_told_again(nextstep):
    given = {
        "userId": unique(),
        "organizationId": "SME",
        "operationNameExternal": "login-web",
        "externalTransactionId": unique("transaction"),
        "params": [{"key": "channel", "value": "web"}, {"key": "empty"}],
        "applicationContext": {
            **CONTEXT,
            "description": "The bank's own",
            "originalScopes": ["profile", "aisp"],
            "extras": {"deep": {"list": [1, 2.50, None, "ž"]}, "flag": True},
        },
    }
    created = nextstep.create(**given)
    found = nextstep.detail(created["operationId"])
    for name in ("organizationId", "operationNameExternal", "externalTransactionId"):
        assert created[name] == found[name] == given[name]
    assert (found["userId"], found["applicationContext"]) == (given["userId"], given["applicationContext"])
    assert (found["formData"], created["formData"]) == (None, None)


def test_a_damaged_operation_is_not_valid(nextstep, stack, login):
    stack.sql("UPDATE operation SET state = '{}' WHERE operation_id = :id", id=login)
    assert nextstep.refused("POST", "/operation/detail", {"operationId": login}) == "OPERATION_NOT_VALID"


def test_an_operation_whose_workflow_was_terminated_is_not_valid(nextstep, stack, login):
    nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=unique())
    stack.temporal_call(lambda client: client.get_workflow_handle(login).terminate("by an operator"))
    code = nextstep.refused("PUT", "/operation", step(login, "CONSENT"))
    assert code == "OPERATION_NOT_VALID"


def test_an_operators_cancellation_of_the_workflow_cancels_the_operation(nextstep, stack, login):
    stack.temporal_call(lambda client: client.get_workflow_handle(login).cancel())
    until(lambda: stack.operation_row(login)["result"] == "FAILED", stack.worker)
    found = nextstep.detail(login)
    assert found["history"][-1]["authStepResultDescription"] == "canceled.interrupted_operation"
