"""A request repeated under the same `Idempotency-Key` is applied once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.cloud.conftest import with_application
from tests.e2e.client import unique

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


def test_commits_and_changes_take_keys(live, phones):
    created = live.ok("POST", "/v2/registrations", {"userId": unique(), "appId": live.app_id})
    address = f"/v2/registrations/{created['registrationId']}"
    phones.answer(live.app_id, created["activationCode"])
    commit, block, unblock, remove = (keyed() for _ in range(4))
    for _ in range(2):
        assert live.ok("POST", f"{address}/commit", {}, **commit) == OK
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


@pytest.mark.parametrize("key", ["", "k" * 256, "tab\there"])
def test_a_key_that_does_not_print_is_refused(live, key):
    new = {"userId": unique(), "appId": live.app_id}
    assert live.refused("POST", "/v2/registrations", new, headers={"Idempotency-Key": key})[0] == "ERROR_REQUEST"
    assert listed(live, new["userId"]) == []
