"""A request repeated under the same `Idempotency-Key` is applied once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.cloud.conftest import with_application
from tests.e2e.client import unique
from workflows.temporal.identifiers import of_registration

OK = {"status": "OK"}
OTHER = ("ERROR_REQUEST", "this Idempotency-Key was used for another request")


def keyed(key=None):
    return {"headers": {"Idempotency-Key": key or unique("key")}}


def listed(bank, user_id):
    params = {"userId": user_id, "removed": "true"}
    return [one["registrationId"] for one in bank.ok("GET", "/v2/registrations", params=params)["registrations"]]


def test_a_repeated_creation_is_one_registration(live):
    key, new = keyed(), {"userId": unique(), "appId": live.app_id, "otp": "12345678", "flags": ["ONE"]}
    first = live.ok("POST", "/v2/registrations", new, **key)
    again = live.ok("POST", "/v2/registrations", new, **key)
    assert again["registrationId"] == first["registrationId"]
    assert again["activationCode"] == first["activationCode"]
    assert listed(live, new["userId"]) == [first["registrationId"]]
    for other in ({**new, "flags": []}, {**new, "userId": unique()}, {"userId": new["userId"], "appId": live.app_id}):
        assert live.refused("POST", "/v2/registrations", other, **key) == OTHER
    assert live.ok("POST", "/v2/registrations?incompleteStatusCheck=true", {**new, "userId": unique()}, **keyed())


def test_a_repeated_creation_does_not_stand_in_its_own_way(live):
    key, new = keyed(), {"userId": unique(), "appId": live.app_id}
    path = "/v2/registrations?incompleteStatusCheck=true"
    first = live.ok("POST", path, new, **key)
    assert live.ok("POST", path, new, **key)["registrationId"] == first["registrationId"]
    assert live.refused("POST", path, new)[0] == "ERROR_REGISTRATION_NOT_ALLOWED"


def test_parallel_creations_under_one_key_are_one_registration(live):
    key, new = keyed(), {"userId": unique(), "appId": live.app_id}
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: live.ok("POST", "/v2/registrations", new, **key), range(6)))
    assert len({one["registrationId"] for one in answers}) == 1
    assert len(listed(live, new["userId"])) == 1


def test_a_key_belongs_to_its_caller(live_admin, live):
    key, user_id, other = keyed(), unique(), with_application(live_admin)
    made = {
        bank.ok("POST", "/v2/registrations", {"userId": user_id, "appId": bank.app_id}, **key)["registrationId"]
        for bank in (live, other)
    }
    assert len(made) == 2


def test_commits_and_changes_take_keys(stack, live, phones):
    created = live.ok("POST", "/v2/registrations", {"userId": unique(), "appId": live.app_id})
    address = f"/v2/registrations/{created['registrationId']}"
    phones.answer(live.app_id, created["activationCode"])
    commit, block, unblock, remove = (keyed() for _ in range(4))
    for _ in range(2):
        assert live.ok("POST", f"{address}/commit", {}, **commit) == OK
    # From here on it is SQL that decides.
    stack.temporal_call(lambda client: client.get_workflow_handle(of_registration(created["registrationId"])).result())
    for _ in range(2):
        assert live.ok("PUT", address, {"change": "BLOCK"}, **block) == OK
    assert live.refused("PUT", address, {"change": "UNBLOCK"}, **block) == OTHER
    for _ in range(2):
        assert live.ok("PUT", address, {"change": "UNBLOCK"}, **unblock) == OK
    assert live.ok("PUT", address, {"change": "BLOCK"}, **block) == OK  # done before, and not again
    assert live.ok("GET", address)["registrationStatus"] == "ACTIVE"
    for _ in range(2):
        assert live.ok("DELETE", address, **remove) == OK
    assert live.refused("DELETE", address)[0] == "ERROR_REGISTRATION_CHANGE"


PAYMENT = {"amount": "100.00", "currency": "CZK", "iban": "CZ6508000000192000145399"}
DEARER = {**PAYMENT, "amount": "200.00"}
NEWS = {"type": "text", "subject": "A subject", "summary": "A summary", "body": "A body of text"}


@pytest.fixture
def device(live, phones):
    """A user's device that waits for its commit, and the addresses of it and of an operation of nobody."""
    user_id = unique()
    created = live.ok("POST", "/v2/registrations", {"userId": user_id, "appId": live.app_id})
    phones.answer(live.app_id, created["activationCode"])
    operation = live.ok("POST", "/v2/operations", {"template": "payment", "parameters": PAYMENT})
    return {
        "user": user_id,
        "registration": f"/v2/registrations/{created['registrationId']}",
        "operation": f"/v2/operations/{operation['operationId']}",
    }


def writes(device):
    """Every write that takes a key, as it comes first and as another request, in an order in which each is possible."""
    user, registration, operation = device["user"], device["registration"], device["operation"]
    payment = {"template": "payment", "parameters": PAYMENT}
    yield "POST", f"{registration}/commit", {"externalUserId": "one"}, {"externalUserId": "other"}
    yield "POST", "/v2/operations", payment, {**payment, "parameters": DEARER}
    yield "POST", "/operations", {**payment, "userId": user}, {**payment, "userId": user, "parameters": DEARER}
    yield "POST", "/v2/messages/send", {"userId": user, "title": "One"}, {"userId": user, "title": "Other"}
    yield "POST", "/v2/inbox/messages", {**NEWS, "userId": user}, {**NEWS, "userId": user, "body": "Another text"}
    yield "POST", "/registration", {"userId": unique()}, {"userId": unique()}
    yield "DELETE", f"{operation}?statusReason=ONE", None, f"{operation}?statusReason=OTHER"
    yield "PUT", registration, {"change": "BLOCK", "blockReason": "A"}, {"change": "BLOCK", "blockReason": "B"}
    yield "DELETE", f"{registration}?externalUserId=one", None, f"{registration}?externalUserId=other"


def _unsigned(answer):
    """An answer without its activation code's signature, which is another one each time."""
    return {
        name: value.partition("#")[0] if name == "activationQrCodeData" else value for name, value in answer.items()
    }


def test_a_key_that_was_used_with_another_body_is_refused_on_every_write(live, device):
    for verb, path, body, other in writes(device):
        key = keyed()
        first = live.ok(verb, path, body, **key)
        another = (other, None) if isinstance(other, str) else (path, other)
        assert live.refused(verb, *another, **key) == OTHER, (verb, path)
        again = live.ok(verb, path, body, **key)
        assert _unsigned(again) == _unsigned(first), (verb, path)
    assert live.ok("GET", device["operation"])["statusReason"] == "ONE"
    assert live.ok("GET", device["registration"])["registrationStatus"] == "REMOVED"


def test_a_commit_with_another_password_under_a_used_key_says_nothing_of_the_password(live, phones):
    created = live.ok("POST", "/v2/registrations", {"userId": unique(), "appId": live.app_id, "otp": "12345678"})
    phones.answer(live.app_id, created["activationCode"])
    address, key = f"/v2/registrations/{created['registrationId']}", keyed()
    assert live.refused("POST", f"{address}/commit", {"otp": "00000000"}, **key)[0] == "ERROR_REGISTRATION_CHANGE"
    for otp in ("11111111", "12345678"):
        assert live.refused("POST", f"{address}/commit", {"otp": otp}, **key) == OTHER
    assert live.ok("GET", address)["registrationStatus"] == "PENDING_COMMIT"


def test_a_cancellation_whose_key_was_used_for_another_change_is_refused(live, nextstep, device):
    key, operation_id = keyed(), device["operation"].rpartition("/")[2]
    change = {"operationId": operation_id, "mobileTokenActive": True}
    nextstep.ok("PUT", "/operation/mobileToken/status", change, **key)
    assert live.refused("DELETE", device["operation"], **key) == OTHER
    assert live.ok("GET", device["operation"])["status"] == "PENDING"


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\there"])
def test_a_key_that_does_not_print_is_refused(live, key):
    new = {"userId": unique(), "appId": live.app_id}
    assert live.refused("POST", "/v2/registrations", new, headers={"Idempotency-Key": key})[0] == "ERROR_REQUEST"
    assert listed(live, new["userId"]) == []
