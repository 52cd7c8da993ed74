"""Scenarios of one-time passwords: alone, tied to a credential, for an operation, and how they live (`nextstep-scenarios.md`)."""

import re

import pytest

from tests.api.nextstep.scenarios.codes import give, new_code, reset_counters, result, say, told, wrong
from tests.e2e.client import unique


def test_alone(bank, person):
    code = new_code(bank, userId=person.user_id, otpData="A1*A100CZK")
    assert re.fullmatch("[0-9]{8}", code["otpValue"])
    assert code["otpStatus"] == "ACTIVE"
    assert told(give(bank, code, wrong(code))) == ("FAILED", "ACTIVE", 2)
    assert told(give(bank, code, code["otpValue"])) == ("SUCCEEDED", "USED", 0)


def test_three_wrong(bank, person):
    code = new_code(bank, userId=person.user_id)
    found = [told(give(bank, code, wrong(code))) for _ in range(3)]
    assert found == [("FAILED", "ACTIVE", 2), ("FAILED", "ACTIVE", 1), ("FAILED", "BLOCKED", 0)]


def test_tied_to_a_credential(bank, person):
    names = ("credentialStatus", "remainingAttempts")
    tied = {"userId": person.user_id, "credentialName": bank.credential}
    code = new_code(bank, **tied)
    found = [told(give(bank, code, wrong(code)), *names) for _ in range(3)]
    assert found == [("ACTIVE", 2), ("ACTIVE", 1), ("BLOCKED_TEMPORARY", 0)]
    reset_counters(bank)
    first = new_code(bank, **tied)
    second = new_code(bank, **tied)
    assert told(give(bank, first, wrong(first)), *names) == ("ACTIVE", 1)
    assert told(give(bank, second, wrong(second)), *names) == ("BLOCKED_PERMANENT", 0)
    unblocked = bank.ok("/credential/unblock", **tied)
    assert unblocked["credentialStatus"] == "ACTIVE"
    assert say(bank, person, person.value)["authenticationResult"] == "SUCCEEDED"


@pytest.mark.parametrize("who", ["known", "nobody", "external"])
def test_for_an_operation(bank, person, who):
    user_id = {"known": person.user_id, "nobody": None, "external": unique("external")}[who]
    operation_id = bank.new_operation()
    code = new_code(bank, userId=user_id, operationId=operation_id)
    answer = bank.ok("/auth/otp", operationId=operation_id, otpValue=code["otpValue"], updateOperation=True)
    assert told(answer) == ("SUCCEEDED", "USED", 0)
    assert (answer["userId"], answer["userIdentityStatus"]) == (user_id, "ACTIVE" if who == "known" else None)
    assert (answer["operationFailed"], result(bank, operation_id)) == (False, "DONE")


def test_two_for_one_operation(bank, person):
    operation_id = bank.new_operation()
    asked = {"userId": person.user_id, "operationId": operation_id}
    first, second = new_code(bank, **asked), new_code(bank, **asked)
    listed = bank.ok("/otp/list", operationId=operation_id, includeRemoved=True)["otpDetails"]
    statuses = {one["otpId"]: one["otpStatus"] for one in listed}
    assert statuses == {first["otpId"]: "REMOVED", second["otpId"]: "ACTIVE"}


def test_failures_end_the_operation(bank, person):
    operation_id = bank.new_operation()
    asked = {"userId": person.user_id, "operationId": operation_id}
    code = new_code(bank, **asked)
    left = [give(bank, code, wrong(code), updateOperation=True)["remainingAttempts"] for _ in range(3)]
    assert (left, result(bank, operation_id)) == ([2, 1, 0], "CONTINUE")
    code = new_code(bank, **asked)
    names = ("remainingAttempts", "operationFailed")
    assert told(give(bank, code, wrong(code), updateOperation=True), *names) == (1, False)
    assert told(give(bank, code, wrong(code), updateOperation=True), *names) == (0, True)
    assert result(bank, operation_id) == "FAILED"
    refused = {"otpId": code["otpId"], "otpValue": code["otpValue"], "updateOperation": True}
    assert bank.nextstep.refused("POST", "/auth/otp", refused) == "OPERATION_ALREADY_FAILED"
    assert bank.nextstep.refused("POST", "/otp", {"otpName": bank.otp, **asked}) == "OPERATION_ALREADY_FAILED"


def test_looked_at(bank, person):
    code = new_code(bank, userId=person.user_id)
    assert told(give(bank, code, code["otpValue"], checkOnly=True)) == ("SUCCEEDED", "ACTIVE", 3)
    assert told(give(bank, code, wrong(code), checkOnly=True)) == ("FAILED", "ACTIVE", 2)
    assert told(give(bank, code, code["otpValue"])) == ("SUCCEEDED", "USED", 0)


def test_looked_at_for_an_operation(bank, person):
    operation_id = bank.new_operation()
    code = new_code(bank, userId=person.user_id, operationId=operation_id)
    assert told(give(bank, code, code["otpValue"], checkOnly=True)) == ("SUCCEEDED", "ACTIVE", 3)
    assert result(bank, operation_id) == "CONTINUE"
    assert told(give(bank, code, code["otpValue"], updateOperation=True)) == ("SUCCEEDED", "USED", 0)
    assert result(bank, operation_id) == "DONE"


def test_looked_at_three_times_wrongly_it_ends_the_operation_at_the_next_try(bank, person):
    operation_id = bank.new_operation()
    code = new_code(bank, userId=person.user_id, operationId=operation_id)
    found = [told(give(bank, code, wrong(code), checkOnly=True)) for _ in range(3)]
    assert (found[-1], result(bank, operation_id)) == (("FAILED", "BLOCKED", 0), "CONTINUE")
    answer = give(bank, code, code["otpValue"], updateOperation=True)
    assert (told(answer), answer["operationFailed"]) == (("FAILED", "BLOCKED", 0), True)
    assert result(bank, operation_id) == "FAILED"


@pytest.mark.parametrize(
    ("members", "pattern"),
    [
        ({"length": 8}, "[0-9]{8}"),
        ({"length": 4}, "[0-9]{4}"),
        ({"length": 8, "genAlgorithm": "OTP_RANDOM_DIGIT_GROUPS", "genParam": {"groupSize": 2}}, "[0-9]{8}"),
    ],
)
def test_generation(bank, person, members, pattern):
    policy = bank.new_otp_policy(**members)
    code = new_code(bank, otpName=bank.new_otp(otpPolicyName=policy), userId=person.user_id)
    assert re.fullmatch(pattern, code["otpValue"])
    if "genParam" in members:
        groups = [code["otpValue"][at : at + 2] for at in range(0, 8, 2)]
        assert len(set(groups)) == 4


@pytest.mark.parametrize("with_operation", [True, False])
def test_a_life(bank, person, with_operation):
    operation_id = bank.new_operation() if with_operation else None
    code = new_code(bank, userId=person.user_id, operationId=operation_id, otpData="data")
    found = bank.ok("/otp/detail", otpId=code["otpId"])
    assert found["operationId"] == operation_id
    detail = found["otpDetail"]
    assert {name: detail[name] for name in ("otpValue", "otpStatus", "otpData", "userId", "remainingAttempts")} == {
        "otpValue": code["otpValue"],
        "otpStatus": "ACTIVE",
        "otpData": "data",
        "userId": person.user_id,
        "remainingAttempts": 3,
    }
    deleted = bank.ok("/otp/delete", otpId=code["otpId"])
    assert deleted == {"otpId": code["otpId"], "operationId": operation_id, "otpStatus": "REMOVED"}
    if operation_id is not None:
        for include, count in ((False, 0), (True, 1)):
            listed = bank.nextstep.ok(
                "GET", "/otp", params={"operationId": operation_id, "includeRemoved": str(include).lower()}
            )
            assert len(listed["otpDetails"]) == count
        missing = bank.nextstep.refused("GET", "/otp", params={"operationId": operation_id})
        assert missing == "REQUEST_VALIDATION_FAILED"
    assert told(give(bank, code, code["otpValue"], updateOperation=False)) == ("FAILED", "REMOVED", 0)


def test_a_blocked_user(bank, person):
    code = new_code(bank, userId=person.user_id, credentialName=bank.credential)
    bank.ok("/user/block", userId=person.user_id)
    asked = {"otpName": bank.otp, "userId": person.user_id}
    assert bank.nextstep.refused("POST", "/otp", asked) == "USER_IDENTITY_NOT_ACTIVE"
    names = ("authenticationResult", "userIdentityStatus", "remainingAttempts")
    assert told(give(bank, code, code["otpValue"]), *names) == ("FAILED", "BLOCKED", 0)


def test_a_blocked_credential(bank, person):
    tied = {"userId": person.user_id, "credentialName": bank.credential}
    code = new_code(bank, **tied)
    bank.ok("/credential/block", **tied)
    answer = give(bank, code, code["otpValue"])
    assert told(answer, "authenticationResult", "credentialStatus") == ("FAILED", "BLOCKED_PERMANENT")
    assert bank.nextstep.refused("POST", "/otp", {"otpName": bank.otp, **tied}) == "CREDENTIAL_NOT_ACTIVE"


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("/otp", {"otpName": "NONE"}, "OTP_DEFINITION_NOT_FOUND"),
        ("/otp", {"operationId": "none"}, "OPERATION_NOT_FOUND"),
        ("/otp", {"userId": "somebody", "credentialName": "NONE"}, "CREDENTIAL_DEFINITION_NOT_FOUND"),
        ("/otp", {"otpName": "x" * 257}, "REQUEST_VALIDATION_FAILED"),
        ("/otp", {"otpData": ["list"]}, "INVALID_REQUEST"),
        ("/otp/send", {"operationId": "none", "userId": "somebody", "language": "czech"}, "REQUEST_VALIDATION_FAILED"),
        ("/otp/send", {"operationId": "none", "userId": "somebody", "language": "cs"}, "OPERATION_NOT_FOUND"),
        ("/otp/detail", {}, "INVALID_REQUEST"),
        ("/otp/detail", {"otpId": "0" * 36}, "OTP_NOT_FOUND"),
        ("/otp/detail", {"operationId": "none"}, "OPERATION_NOT_FOUND"),
        ("/otp/delete", {}, "INVALID_REQUEST"),
        ("/otp/delete", {"otpId": "0" * 36}, "OTP_NOT_FOUND"),
        ("/otp/list", {"operationId": "none"}, "OPERATION_NOT_FOUND"),
        ("/auth/otp", {"otpValue": "1"}, "INVALID_REQUEST"),
        ("/auth/otp", {"otpId": "0" * 36, "otpValue": "1"}, "OTP_NOT_FOUND"),
        ("/auth/otp", {"otpId": "0" * 35, "otpValue": "1"}, "REQUEST_VALIDATION_FAILED"),
        ("/auth/otp", {"otpId": "0" * 36}, "REQUEST_VALIDATION_FAILED"),
        ("/auth/otp", {"otpId": "0" * 36, "otpValue": {}}, "INVALID_REQUEST"),
        (
            "/auth/otp",
            {"otpId": "0" * 36, "otpValue": "1", "checkOnly": True, "updateOperation": True},
            "INVALID_REQUEST",
        ),
    ],
)
def test_what_is_refused(bank, path, asked, code):
    given = {"otpName": bank.otp, **asked} if path in ("/otp", "/otp/send") else asked
    assert bank.nextstep.refused("POST", path, given) == code


def test_of_another_operation(bank, person):
    mine, other = bank.new_operation(), bank.new_operation()
    code = new_code(bank, userId=person.user_id, operationId=mine)
    for path in ("/otp/detail", "/otp/delete"):
        asked = {"otpId": code["otpId"], "operationId": other}
        assert bank.nextstep.refused("POST", path, asked) == "INVALID_REQUEST"
    given = {"otpId": code["otpId"], "operationId": other, "otpValue": code["otpValue"], "updateOperation": True}
    assert bank.nextstep.refused("POST", "/auth/otp", given) == "INVALID_REQUEST"


def test_a_creation_under_one_key_is_one(bank, person):
    asked, headers = {"otpName": bank.otp, "userId": person.user_id}, {"Idempotency-Key": unique("key")}
    first = bank.nextstep.ok("POST", "/otp", asked, headers=headers)
    assert bank.nextstep.ok("POST", "/otp", asked, headers=headers) == first


def test_sent_where_nobody_carries_it(bank, person):
    operation_id = bank.new_operation()
    asked = {"otpName": bank.otp, "userId": person.user_id, "operationId": operation_id, "language": "cs"}
    answer = bank.ok("/otp/send", **asked)
    assert "otpValue" not in answer
    assert (answer["otpStatus"], answer["delivered"], answer["errorMessage"]) == ("ACTIVE", False, "NO_SENDER")
