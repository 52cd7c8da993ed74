"""A user's whole life over HTTP, and many who guess at once, on each kind of database; no operation takes part."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.nextstep.in_process import KINDS, InProcess, application
from tests.api.nextstep.scenarios.bank import Bank
from tests.api.nextstep.scenarios.codes import give, new_code, say, say_both, told, wrong

WRONG = "an0ther_Value"


@pytest.fixture(scope="module", params=KINDS)
def alone(request, tmp_path_factory):
    """A bank without an engine behind it."""
    with application(request, tmp_path_factory.mktemp("life"), definitions=True) as app, InProcess(app) as client:
        yield Bank(client)


def test_a_life(alone):
    person = alone.new_person()
    who = {"userId": person.user_id}
    credential = {**who, "credentialName": alone.credential}
    assert say(alone, person, person.value)["authenticationResult"] == "SUCCEEDED"
    found = [told(say(alone, person, WRONG), "credentialStatus", "remainingAttempts") for _ in range(3)]
    assert found == [("ACTIVE", 2), ("ACTIVE", 1), ("BLOCKED_TEMPORARY", 0)]
    assert say(alone, person, person.value)["authenticationResult"] == "FAILED"
    assert alone.ok("/credential/unblock", **credential)["credentialStatus"] == "ACTIVE"
    value = alone.ok("/credential/reset", **credential)["credentialValue"]
    assert say(alone, person, person.value)["authenticationResult"] == "FAILED"
    assert say(alone, person, value)["authenticationResult"] == "SUCCEEDED"
    code = new_code(alone, **who)
    assert told(give(alone, code, code["otpValue"])) == ("SUCCEEDED", "USED", 0)
    code = new_code(alone, **credential)
    assert say_both(alone, person, value, code, code["otpValue"])["authenticationResult"] == "SUCCEEDED"
    code = new_code(alone, **who)
    assert alone.ok("/user/delete", **who)["userIdentityStatus"] == "REMOVED"
    assert give(alone, code, code["otpValue"])["authenticationResult"] == "FAILED"
    asked = {**credential, "credentialValue": value}
    assert alone.nextstep.refused("POST", "/auth/credential", asked) == "USER_IDENTITY_NOT_FOUND"
    revived = alone.ok("/user/update", **who, userIdentityStatus="ACTIVE")
    assert revived["userIdentityStatus"] == "ACTIVE"
    alone.ok(
        "/credential", **asked, credentialType="PERMANENT", username=person.username, validationMode="NO_VALIDATION"
    )
    assert say(alone, person, value)["authenticationResult"] == "SUCCEEDED"


@pytest.mark.parametrize("guesses", [2, 12])
def test_many_wrong_values_at_once_count_each_once_up_to_the_limit(alone, guesses):
    person = alone.new_person()
    code = new_code(alone, userId=person.user_id)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: say(alone, person, WRONG)["remainingAttempts"], range(guesses)))
        codes = list(threads.map(lambda _: give(alone, code, wrong(code))["remainingAttempts"], range(guesses)))
    expected = sorted(max(0, 3 - tries) for tries in range(1, guesses + 1))
    assert (sorted(found), sorted(codes)) == (expected, expected)
    counted = alone.ok("/otp/detail", otpId=code["otpId"])["otpDetail"]
    assert counted["failedAttemptCounter"] == min(guesses, 3)
    if guesses > 3:
        assert say(alone, person, person.value)["authenticationResult"] == "FAILED"
        assert give(alone, code, code["otpValue"])["authenticationResult"] == "FAILED"


def test_the_right_values_at_once_are_right_once(alone):
    person = alone.new_person()
    code = new_code(alone, userId=person.user_id, credentialName=alone.credential)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: say_both(alone, person, person.value, code, code["otpValue"]), range(6)))
    assert sorted(one["authenticationResult"] for one in found).count("SUCCEEDED") == 1
