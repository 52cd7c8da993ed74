"""`Idempotency-Key`: the same key gets the same answer, another request under it is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.client import unique


def keyed(key):
    return {"Idempotency-Key": key}


@pytest.fixture
def login(nextstep):
    """The id of a new login."""
    return nextstep.create()["operationId"]


def failed(operation_id):
    return {"operationId": operation_id, "authMethod": "USERNAME_PASSWORD_AUTH", "authStepResult": "AUTH_FAILED"}


def test_a_repeated_step_is_taken_once(nextstep, login):
    headers = keyed(unique("key"))
    first = nextstep.ok("PUT", "/operation", failed(login), headers=headers)
    for _ in range(3):
        assert nextstep.ok("PUT", "/operation", failed(login), headers=headers) == first
    assert nextstep.ok("POST", "/operation/update", failed(login), headers=headers) == first
    found = nextstep.detail(login)
    assert (found["remainingAttempts"], len(found["history"])) == (4, 2)
    nextstep.ok("PUT", "/operation", failed(login), headers=keyed(unique("key")))
    assert nextstep.detail(login)["remainingAttempts"] == 3


def test_a_repetition_is_answered_after_the_end_too(nextstep, login):
    headers = keyed(unique("key"))
    confirm = {**failed(login), "authStepResult": "CONFIRMED", "userId": unique()}
    first = nextstep.ok("PUT", "/operation", confirm, headers=headers)
    last_headers = keyed(unique("key"))
    consent = {"operationId": login, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"}
    last = nextstep.ok("PUT", "/operation", consent, headers=last_headers)
    assert last["result"] == "DONE"
    assert nextstep.ok("PUT", "/operation", consent, headers=last_headers) == last
    assert nextstep.ok("PUT", "/operation", confirm, headers=headers) == first
    assert nextstep.refused("PUT", "/operation", consent) == "OPERATION_ALREADY_FINISHED"
    assert nextstep.detail(login)["result"] == "DONE"


def test_parallel_repetitions_are_one(nextstep, login):
    headers = keyed(unique("key"))
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: nextstep.ok("PUT", "/operation", failed(login), headers=headers), range(16))
        )
    assert all(one == answers[0] for one in answers)
    assert nextstep.detail(login)["remainingAttempts"] == 4


def test_a_key_of_another_request_is_refused(nextstep, login):
    headers = keyed(unique("key"))
    nextstep.ok("PUT", "/operation", failed(login), headers=headers)
    for other in (
        {**failed(login), "authStepResult": "CANCELED"},
        {**failed(login), "userId": "somebody"},
        {**failed(login), "authInstruments": ["CREDENTIAL"]},
    ):
        assert nextstep.refused("PUT", "/operation", other, headers=headers) == "INVALID_REQUEST"
    assert nextstep.detail(login)["remainingAttempts"] == 4


def test_a_key_belongs_to_its_operation(nextstep, login):
    headers, other = keyed(unique("key")), nextstep.create()["operationId"]
    for operation_id in (login, other):
        answered = nextstep.ok("PUT", "/operation", failed(operation_id), headers=headers)
        assert answered["operationId"] == operation_id


def test_a_refused_step_may_be_repeated(nextstep, login):
    headers = keyed(unique("key"))
    consent = {"operationId": login, "authMethod": "CONSENT", "authStepResult": "CONFIRMED"}
    assert nextstep.refused("PUT", "/operation", consent, headers=headers) == "INVALID_REQUEST"
    nextstep.step(login, "USERNAME_PASSWORD_AUTH", userId=unique())
    assert nextstep.ok("PUT", "/operation", consent, headers=headers)["result"] == "DONE"


def new(name="login", **members):
    return {"operationName": name, "operationData": "A2", **members}


def test_a_repeated_creation_is_one_operation(nextstep, stack):
    headers, user_id = keyed(unique("key")), unique()
    first = nextstep.ok("POST", "/operation", new(userId=user_id), headers=headers)
    assert nextstep.ok("POST", "/operation", new(userId=user_id), headers=headers) == first
    assert nextstep.refused("POST", "/operation", new(userId=unique()), headers=headers) == "INVALID_REQUEST"
    assert nextstep.refused("POST", "/operation", new("authorize_payment"), headers=headers) == "INVALID_REQUEST"
    assert stack.sql("SELECT count(*) AS n FROM operation WHERE user_id = :user", user=user_id) == [{"n": 1}]


def test_a_repeated_creation_answers_the_operation_as_it_stands(nextstep):
    headers = keyed(unique("key"))
    first = nextstep.ok("POST", "/operation", new(), headers=headers)
    nextstep.step(first["operationId"], "USERNAME_PASSWORD_AUTH", userId=unique())
    again = nextstep.ok("POST", "/operation", new(), headers=headers)
    assert again["operationId"] == first["operationId"]
    assert [one["authMethod"] for one in again["steps"]] == ["CONSENT"]


def test_parallel_creations_under_one_key_are_one_operation(nextstep, stack):
    headers, user_id = keyed(unique("key")), unique()
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: nextstep.ok("POST", "/operation", new(userId=user_id), headers=headers), range(12))
        )
    assert len({one["operationId"] for one in answers}) == 1
    assert stack.sql("SELECT count(*) AS n FROM operation WHERE user_id = :user", user=user_id) == [{"n": 1}]


def test_a_creation_with_a_key_and_an_id_may_be_repeated(nextstep):
    operation_id, headers = unique("operation"), keyed(unique("key"))
    first = nextstep.ok("POST", "/operation", new(operationId=operation_id), headers=headers)
    assert first["operationId"] == operation_id
    assert nextstep.ok("POST", "/operation", new(operationId=operation_id), headers=headers) == first
    assert nextstep.refused("POST", "/operation", new(operationId=operation_id)) == "OPERATION_ALREADY_EXISTS"


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\there", "žluť".encode(), b"\xff\xfe"])
def test_a_key_that_does_not_print_is_refused(nextstep, login, key):
    assert nextstep.refused("PUT", "/operation", failed(login), headers=keyed(key)) == "INVALID_REQUEST"
    assert nextstep.refused("POST", "/operation", new(), headers=keyed(key)) == "INVALID_REQUEST"
    assert nextstep.detail(login)["remainingAttempts"] is None


@pytest.mark.parametrize("key", ["k", "k" * 255, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"])
def test_any_printable_key_will_do(nextstep, login, key):
    headers = keyed((unique("") + key)[:255])
    first = nextstep.ok("PUT", "/operation", failed(login), headers=headers)
    assert nextstep.ok("PUT", "/operation", failed(login), headers=headers) == first


def test_choices_and_assignments_take_keys_too(nextstep, login):
    headers = keyed(unique("key"))
    choice = {"operationId": login, "chosenAuthMethod": "USERNAME_PASSWORD_AUTH"}
    other = {"operationId": login, "chosenAuthMethod": "USER_ID_ASSIGN"}
    nextstep.ok("PUT", "/operation/chosenAuthMethod", choice, headers=headers)
    nextstep.ok("PUT", "/operation/chosenAuthMethod", other)
    nextstep.ok("PUT", "/operation/chosenAuthMethod", choice, headers=headers)  # repeated: done already
    assert nextstep.detail(login)["chosenAuthMethod"] == "USER_ID_ASSIGN"
    headers = keyed(unique("key"))
    assignment = {"operationId": login, "userId": "first"}
    nextstep.ok("PUT", "/operation/user", assignment, headers=headers)
    nextstep.ok("PUT", "/operation/user", {"operationId": login, "userId": "second"})
    nextstep.ok("PUT", "/operation/user", assignment, headers=headers)
    assert nextstep.detail(login)["userId"] == "second"
