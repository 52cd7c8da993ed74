"""What operations carry and nothing decides about: the user's input, the application's context, anti-fraud actions."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.nextstep.samples import request
from tests.e2e.client import unique


@pytest.fixture
def payment(nextstep):
    """The id of a new payment with the document's form."""
    return nextstep.ok("POST", "/operation", request("create"))["operationId"]


def end(nextstep, operation_id):
    nextstep.step(operation_id, "USERNAME_PASSWORD_AUTH", "CANCELED")


def enter(nextstep, operation_id, entries, **form):
    update = {"operationId": operation_id, "formData": {"userInput": entries, **form}}
    return nextstep.ok("PUT", "/operation/formData", update)


@pytest.mark.parametrize("ended", [False, True])
def test_user_input_is_merged_in_any_state(nextstep, payment, ended):
    if ended:
        end(nextstep, payment)
    before = nextstep.detail(payment)
    enter(nextstep, payment, {"account": "CZ40", "note": "a"})
    enter(nextstep, payment, {"note": "b 🏦", "empty": "", "x.disabled": "true"}, title={"id": "other"}, parameters=[])
    expected = {"account": "CZ40", "note": "b 🏦", "empty": "", "x.disabled": "true"}
    assert nextstep.detail(payment) == {**before, "formData": {**before["formData"], "userInput": expected}}


def test_parallel_inputs_all_arrive(nextstep, payment):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: enter(nextstep, payment, {f"key{number}": str(number)}), range(24)))
    assert nextstep.detail(payment)["formData"]["userInput"] == {f"key{n}": str(n) for n in range(24)}


def test_user_input_of_an_operation_without_a_form_is_refused_and_makes_none(nextstep):
    operation_id = nextstep.create()["operationId"]
    for entries in ({"a": "b"}, {}):
        update = {"operationId": operation_id, "formData": {"userInput": entries}}
        error = nextstep.ask("PUT", "/operation/formData", update).json()["responseObject"]
        assert error == {
            "code": "INVALID_REQUEST",
            "message": "Request data is invalid, cause: the operation has no form",
        }
    assert nextstep.detail(operation_id)["formData"] is None


def test_a_note_may_be_as_long_as_a_request_and_be_sent_back_localized(nextstep):
    new = request("create")
    note = {"type": "NOTE", "id": "operation.note", "note": "xyž" * 100_000}
    operation_id = nextstep.create(formData={**new["formData"], "parameters": [note]})["operationId"]
    [shown] = nextstep.detail(operation_id, headers={"Accept-Language": "en"})["formData"]["parameters"]
    assert (shown["note"], shown["formattedValue"]) == (note["note"], note["note"])
    short = {**shown, "note": "x" * 5000, "formattedValue": "x" * 5000, "formattedValues": {"value": "x" * 5000}}
    again = nextstep.create(formData={**new["formData"], "parameters": [short]})["operationId"]
    assert nextstep.detail(again)["formData"]["parameters"] == [short]


def test_user_input_is_bounded(nextstep, payment):
    for start in range(0, 3000, 100):
        update = {f"{number:04}{'k' * 150}": "v" * 200 for number in range(start, start + 100)}
        body = {"operationId": payment, "formData": {"userInput": update}}
        response = nextstep.ask("PUT", "/operation/formData", body)
        if response.status_code != 200:
            assert response.json()["responseObject"]["code"] == "REQUEST_VALIDATION_FAILED"
            break
    else:
        pytest.fail("a form grows without an end")
    assert nextstep.detail(payment)["result"] == "CONTINUE"


CONTEXT = {
    "id": "BANK",
    "name": "Bank",
    "description": None,
    "originalScopes": ["aisp"],
    "extras": {"consent": {"id": 7}, "amount": 1.10},
}


@pytest.mark.parametrize("ended", [False, True])
def test_the_applications_context_is_replaced_in_any_state(nextstep, payment, ended):
    if ended:
        end(nextstep, payment)
    before = nextstep.detail(payment)
    change = {"operationId": payment, "applicationContext": CONTEXT}
    assert nextstep.ok("PUT", "/operation/application", change) is None
    found = nextstep.detail(payment)
    assert {**found["applicationContext"], "description": None} == CONTEXT
    assert {**found, "applicationContext": None} == before
    change["applicationContext"] = {"id": "OTHER", "name": "Other", "originalScopes": [], "extras": {}}
    nextstep.ok("PUT", "/operation/application", change)
    assert nextstep.detail(payment)["applicationContext"]["id"] == "OTHER"
    assert nextstep.detail(payment)["applicationContext"]["extras"] == {}


def test_a_step_may_bring_the_applications_context(nextstep, payment):
    nextstep.step(payment, "USERNAME_PASSWORD_AUTH", userId=unique(), applicationContext=CONTEXT)
    assert nextstep.detail(payment)["applicationContext"]["id"] == "BANK"
    nextstep.step(payment, "SMS_KEY")
    assert nextstep.detail(payment)["applicationContext"]["id"] == "BANK"


def action(operation_id, **members):
    return {
        "operationId": operation_id,
        "afsAction": "LOGIN_INIT",
        "stepIndex": 1,
        "timestampCreated": 1572618429867,
        **members,
    }


def test_anti_fraud_actions_are_told_by_the_detail(nextstep, payment):
    late = action(
        payment,
        afsAction="LOGIN_AUTH",
        afsLabel="2FA",
        afsResponseApplied=True,
        requestAfsExtras='{"browser": {"name": "x", "version": 1.50}}',
        responseAfsExtras="{}",
        timestampCreated="2019-11-02T00:00:00+0000",
    )
    for one in (late, action(payment)):
        assert nextstep.ok("POST", "/operation/afs/action", one) is None
    assert nextstep.detail(payment)["afsActions"] == [
        {
            "action": "LOGIN_INIT",
            "stepIndex": 1,
            "afsLabel": None,
            "afsResponseApplied": False,
            "requestExtras": None,
            "responseExtras": None,
        },
        {
            "action": "LOGIN_AUTH",
            "stepIndex": 1,
            "afsLabel": "2FA",
            "afsResponseApplied": True,
            "requestExtras": {"browser": {"name": "x", "version": 1.5}},
            "responseExtras": {},
        },
    ]
    assert nextstep.refused("POST", "/operation/afs/action", late) == "INVALID_REQUEST"


def test_an_action_for_an_unknown_operation_is_passed_over(nextstep):
    assert nextstep.ok("POST", "/operation/afs/action", action(unique("nobody"))) is None


@pytest.mark.parametrize("extras", ["nonsense", "[]", '"text"', '{"a":1,"a":2}', '{"a":NaN}', "{" * 200])
def test_extras_that_are_not_a_json_object_are_refused(nextstep, payment, extras):
    for member in ("requestAfsExtras", "responseAfsExtras"):
        code = nextstep.refused("POST", "/operation/afs/action", action(payment, **{member: extras}))
        assert code == "INVALID_REQUEST"
    assert nextstep.detail(payment)["afsActions"] == []


TIMES = [0, 1572618429867, "2018-06-28T12:04:00Z", "2018-06-28T12:04:00.123+0000", "2018-06-28T14:04:00+02:00"]
NO_TIMES = ["", "yesterday", "2018-06-28", "2018-06-28T12:04:00", -1, 10**18, 1.5, True, [], {}, "9" * 50]


@pytest.mark.parametrize("time", TIMES)
def test_times_are_read_in_their_usual_forms(nextstep, time):
    assert nextstep.ok("POST", "/operation/afs/action", action(unique("nobody"), timestampCreated=time)) is None


@pytest.mark.parametrize("time", NO_TIMES, ids=map(str, NO_TIMES))
def test_what_is_no_time_is_refused(nextstep, time):
    body = action(unique("nobody"), timestampCreated=time)
    assert nextstep.refused("POST", "/operation/afs/action", body) == "INVALID_REQUEST"
