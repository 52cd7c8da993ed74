"""Servers killed around values that are checked here, on PostgreSQL: each counts once, and is told once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.nextstep.scenarios.bank import Bank
from tests.e2e.client import unique
from tests.e2e.deaths import VICTIMS, kill, until_done


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_wrong_and_a_right_value_survive_a_death(faulty, victim):
    with faulty.client() as client, ThreadPoolExecutor(1) as thread:
        bank = Bank(client)
        person = bank.new_person()
        operation_id = bank.new_operation()
        asked = {
            "credentialName": bank.credential,
            "userId": person.user_id,
            "operationId": operation_id,
            "updateOperation": True,
        }

        def given(value):
            """The answer to a value, which is given again under one key until there is one; a server dies meanwhile."""
            headers, body = {"Idempotency-Key": unique("key")}, {**asked, "credentialValue": value}
            answer = thread.submit(until_done, lambda: client.ok("POST", "/auth/credential", body, headers=headers))
            kill(faulty, victim)
            faulty.restore()
            return answer.result()

        wrong = given("an0ther_Value")
        assert (wrong["authenticationResult"], wrong["remainingAttempts"]) == ("FAILED", 2)
        right = given(person.value)
        assert (right["authenticationResult"], right["operationFailed"]) == ("SUCCEEDED", False)
        found = until_done(lambda: client.detail(operation_id))
        assert found["result"] == "DONE"
        assert [one["requestAuthStepResult"] for one in found["history"]] == ["CONFIRMED", "AUTH_FAILED", "CONFIRMED"]
        tries = client.ok("POST", "/user/authentication/list", {"userId": person.user_id})["authentications"]
        assert [one["authenticationResult"] for one in tries] == ["SUCCEEDED", "FAILED"]
