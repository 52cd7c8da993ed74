"""Scenarios of passwords, alone and with one-time passwords, for operations and for none (`nextstep-scenarios.md`)."""

import pytest

from tests.api.nextstep.scenarios.codes import (
    clear_counter,
    give,
    new_code,
    reset_counters,
    result,
    say,
    say_both,
    told,
    wrong,
)
from tests.e2e.client import unique

WRONG = "an0ther_Value"
PARTS = ("authenticationResult", "credentialAuthenticationResult", "otpAuthenticationResult")


@pytest.mark.parametrize("with_operation", [True, False])
@pytest.mark.parametrize("is_right", [True, False])
def test_a_credential(bank, person, with_operation, is_right):
    operation_id = bank.new_operation() if with_operation else None
    members = {"operationId": operation_id, "updateOperation": True} if with_operation else {}
    answer = say(bank, person, person.value if is_right else WRONG, **members)
    assert told(answer, "authenticationResult", "credentialStatus", "userIdentityStatus", "remainingAttempts") == (
        ("SUCCEEDED", "ACTIVE", "ACTIVE", 3) if is_right else ("FAILED", "ACTIVE", "ACTIVE", 2)
    )
    if with_operation:
        assert result(bank, operation_id) == ("DONE" if is_right else "CONTINUE")


def test_a_user_whom_there_is_not(bank):
    asked = {"credentialName": bank.credential, "userId": unique("nobody"), "credentialValue": WRONG}
    assert bank.nextstep.refused("POST", "/auth/credential", asked) == "USER_IDENTITY_NOT_FOUND"


@pytest.mark.parametrize("with_operation", [True, False])
@pytest.mark.parametrize(
    ("is_password_right", "is_code_right", "expected"),
    [
        (True, True, ("SUCCEEDED", "SUCCEEDED", "SUCCEEDED")),
        (False, True, ("FAILED", "FAILED", "SUCCEEDED")),
        (True, False, ("FAILED", "SUCCEEDED", "FAILED")),
    ],
)
def test_both(bank, person, with_operation, is_password_right, is_code_right, expected):
    operation_id = bank.new_operation() if with_operation else None
    code = new_code(bank, userId=person.user_id, credentialName=bank.credential, operationId=operation_id)
    answer = say_both(
        bank,
        person,
        person.value if is_password_right else WRONG,
        code,
        code["otpValue"] if is_code_right else wrong(code),
        updateOperation=with_operation,
    )
    assert told(answer, *PARTS) == expected
    if with_operation:
        assert result(bank, operation_id) == ("DONE" if expected[0] == "SUCCEEDED" else "CONTINUE")


def test_a_blocked_user(bank, person):
    code = new_code(bank, userId=person.user_id, credentialName=bank.credential)
    bank.ok("/user/block", userId=person.user_id)
    names = ("authenticationResult", "userIdentityStatus", "remainingAttempts")
    assert told(say(bank, person, person.value), *names) == ("FAILED", "BLOCKED", 0)
    answer = say_both(bank, person, person.value, code, code["otpValue"])
    assert told(answer, *names) == ("FAILED", "BLOCKED", 0)
    assert told(answer, *PARTS) == ("FAILED", "FAILED", "FAILED")
    bank.ok("/user/unblock", userId=person.user_id)
    assert told(say(bank, person, person.value), *names) == ("SUCCEEDED", "ACTIVE", 3)


def test_a_blocked_credential(bank, person):
    bank.ok("/credential/block", userId=person.user_id, credentialName=bank.credential)
    answer = say(bank, person, person.value)
    assert told(answer, "authenticationResult", "credentialStatus", "remainingAttempts") == (
        "FAILED",
        "BLOCKED_PERMANENT",
        0,
    )
    assert answer["timestampBlocked"] is not None


def test_a_removed_credential(bank, person):
    bank.ok("/credential/delete", userId=person.user_id, credentialName=bank.credential)
    answer = say(bank, person, person.value)
    assert told(answer, "authenticationResult", "credentialStatus") == ("FAILED", "REMOVED")


@pytest.mark.parametrize("together", [True, False])
def test_most_failures_of_an_operation(bank, person, together):
    operation_id = bank.new_operation()
    tied = {"userId": person.user_id, "credentialName": bank.credential, "operationId": operation_id}
    code = new_code(bank, **tied) if together else None
    found = []
    for _ in range(5):
        if code is None:
            answer = say(bank, person, WRONG, operationId=operation_id, updateOperation=True)
        else:
            answer = say_both(bank, person, WRONG, code, code["otpValue"], updateOperation=True)
        found.append(told(answer, "remainingAttempts", "operationFailed"))
        clear_counter(bank, person)
    assert found == [(2, False), (2, False), (2, False), (1, False), (0, True)]
    assert result(bank, operation_id) == "FAILED"


def test_soft_and_hard_limits(bank, person):
    found = [told(say(bank, person, WRONG), "credentialStatus", "remainingAttempts") for _ in range(4)]
    assert found == [("ACTIVE", 2), ("ACTIVE", 1), ("BLOCKED_TEMPORARY", 0), ("BLOCKED_TEMPORARY", 0)]
    reset_counters(bank)
    assert told(say(bank, person, WRONG), "credentialStatus", "remainingAttempts") == ("ACTIVE", 1)
    assert told(say(bank, person, WRONG), "credentialStatus", "remainingAttempts") == ("BLOCKED_PERMANENT", 0)
    assert told(say(bank, person, person.value), "authenticationResult") == ("FAILED",)


def test_positions(bank):
    plain = bank.new_credential()
    person = bank.new_person(plain, "s3cret_Value")
    asked = {
        "credentialName": plain,
        "userId": person.user_id,
        "authenticationMode": "MATCH_ONLY_SPECIFIED_POSITIONS",
        "credentialPositionsToVerify": [0, 7],
    }
    assert bank.ok("/auth/credential", credentialValue="sV", **asked)["authenticationResult"] == "SUCCEEDED"
    assert bank.ok("/auth/credential", credentialValue="sv", **asked)["authenticationResult"] == "FAILED"
    nowhere = {**asked, "credentialValue": "sV", "credentialPositionsToVerify": []}
    assert bank.nextstep.refused("POST", "/auth/credential", nowhere) == "INVALID_REQUEST"


def test_the_history_of_a_user(bank, person):
    code = new_code(bank, userId=person.user_id)
    say(bank, person, WRONG)
    give(bank, code, code["otpValue"])
    listed = bank.ok("/user/authentication/list", userId=person.user_id)["authentications"]
    assert {told(one, "authenticationType", "authenticationResult") for one in listed} == {
        ("OTP", "SUCCEEDED"),
        ("CREDENTIAL", "FAILED"),
    }


@pytest.mark.parametrize(
    ("path", "members", "code"),
    [
        ("/auth/credential", {"credentialName": "NONE"}, "CREDENTIAL_DEFINITION_NOT_FOUND"),
        ("/auth/credential", {"userId": "x" * 257}, "REQUEST_VALIDATION_FAILED"),
        ("/auth/credential", {"credentialValue": None}, "REQUEST_VALIDATION_FAILED"),
        ("/auth/credential", {"authenticationMode": "ALMOST"}, "INVALID_REQUEST"),
        ("/auth/credential", {"credentialPositionsToVerify": ["first"]}, "INVALID_REQUEST"),
        ("/auth/credential", {"operationId": "none"}, "OPERATION_NOT_FOUND"),
        ("/auth/credential", {"updateOperation": True}, "INVALID_REQUEST"),
        ("/auth/combined", {}, "INVALID_REQUEST"),
        ("/auth/combined", {"otpId": "0" * 36}, "OTP_NOT_FOUND"),
    ],
)
def test_what_is_refused(bank, person, path, members, code):
    given = {"userId": person.user_id, "credentialValue": person.value, "otpValue": "1"}
    asked = {"credentialName": bank.credential, **given, **members}
    assert bank.nextstep.refused("POST", path, asked) == code


def test_a_code_that_is_tied_to_nothing_is_not_taken_together(bank, person):
    code = new_code(bank, userId=person.user_id)
    asked = {"userId": person.user_id, "credentialValue": person.value, "otpId": code["otpId"], "otpValue": "1"}
    assert bank.nextstep.refused("POST", "/auth/combined", asked) == "INVALID_REQUEST"


def test_a_repetition_under_one_key_counts_once(bank, person):
    operation_id = bank.new_operation()
    headers = {"Idempotency-Key": unique("key")}
    asked = {
        "credentialName": bank.credential,
        "userId": person.user_id,
        "credentialValue": WRONG,
        "operationId": operation_id,
        "updateOperation": True,
    }
    first = bank.nextstep.ok("POST", "/auth/credential", asked, headers=headers)
    assert bank.nextstep.ok("POST", "/auth/credential", asked, headers=headers) == first
    other = {**asked, "credentialValue": person.value}
    assert bank.nextstep.refused("POST", "/auth/credential", other, headers=headers) == "INVALID_REQUEST"
    assert len(bank.nextstep.detail(operation_id)["history"]) == 2
