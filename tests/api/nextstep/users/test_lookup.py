"""Users looked up by what they have (`nextstep.md` §6)."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from activities.identities import lookup
from tests.e2e.client import unique


def ids(found):
    return [one["userId"] for one in found["users"]]


def at(offset_ms):
    """A time so far from now, as callers write it."""
    return (datetime.now(UTC) + timedelta(milliseconds=offset_ms)).isoformat(timespec="milliseconds")


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_a_user_is_found_by_its_user_name_in_whatever_case(nextstep, bank, person, change):
    asked = {"username": change(person.username), "credentialName": bank.credential}
    one = nextstep.ok("POST", "/user/lookup/single", asked)
    assert one == {"user": nextstep.ok("POST", "/user/detail", {"userId": person.user_id})}
    assert nextstep.ok("POST", "/user/lookup", asked) == {"users": [one["user"]]}


def test_nobody_is_found_by_a_name_that_nobody_has(nextstep, bank, person):
    for asked in (
        {"username": unique("name"), "credentialName": bank.credential},
        {"username": person.username, "credentialName": bank.generated},
    ):
        for path in ("/user/lookup", "/user/lookup/single"):
            assert nextstep.refused("POST", path, asked) == "USER_IDENTITY_NOT_FOUND"


def test_a_removed_user_is_not_found(nextstep, bank, person):
    nextstep.ok("POST", "/user/delete", {"userId": person.user_id})
    asked = {"username": person.username, "credentialName": bank.credential}
    for path in ("/user/lookup", "/user/lookup/single"):
        assert nextstep.refused("POST", path, asked) == "USER_IDENTITY_NOT_FOUND"
    removed = {"credentialName": bank.credential, "credentialStatus": "REMOVED", "userIdentityStatus": "REMOVED"}
    assert person.user_id in ids(nextstep.ok("POST", "/user/lookup", removed))


def test_a_definition_that_there_is_not_is_an_invalid_request(nextstep, person):
    asked = {"username": person.username, "credentialName": unique("definition")}
    assert nextstep.refused("POST", "/user/lookup/single", asked) == "INVALID_REQUEST"


def test_users_that_a_data_adapter_knows_need_one(nextstep, bank):
    proxied = bank.new_credential(dataAdapterProxyEnabled=True)
    asked = {"username": "novak", "credentialName": proxied, "operationId": "operation"}
    answer = nextstep.ask("POST", "/user/lookup/single", asked)
    error = answer.json()["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "INVALID_CONFIGURATION")
    assert "data adapter" in error["message"]


def test_users_are_found_by_the_state_of_a_credential(nextstep, bank):
    name = bank.new_credential(hashed=True)
    people = sorted((bank.new_person(name).user_id for _ in range(3)), reverse=True)
    nextstep.ok("POST", "/credential/block", {"userId": people[0], "credentialName": name})
    for state, expected in (("ACTIVE", sorted(people[1:])), ("BLOCKED_PERMANENT", people[:1])):
        asked = {"credentialName": name, "credentialStatus": state}
        assert ids(nextstep.ok("POST", "/user/lookup", asked)) == expected
    none = {"credentialName": name, "credentialStatus": "BLOCKED_TEMPORARY"}
    assert nextstep.refused("POST", "/user/lookup", none) == "USER_IDENTITY_NOT_FOUND"


def test_users_are_found_by_the_time_of_their_creation_oldest_first(nextstep):
    begun = at(0)
    made = []
    for _ in range(3):
        made.append(unique())
        nextstep.ok("POST", "/user", {"userId": made[-1]})
        time.sleep(0.005)  # to be told from the next
    ended = at(0)
    assert ids(nextstep.ok("POST", "/user/lookup", {"createdStartDate": begun, "createdEndDate": ended})) == made
    assert ids(nextstep.ok("POST", "/user/lookup", {"createdStartDate": begun})) == made
    before = ids(nextstep.ok("POST", "/user/lookup", {"createdEndDate": ended}))
    assert before[-3:] == made
    for none in ({"createdStartDate": at(60_000)}, {"createdEndDate": 1}):
        assert nextstep.refused("POST", "/user/lookup", none) == "USER_IDENTITY_NOT_FOUND"


def test_state_and_roles_hold_besides(nextstep):
    begun = {"createdStartDate": at(0)}
    roles = {unique(): ["CLERK"], unique(): ["CLERK", "READER"], unique(): []}
    first, second, third = roles
    for user_id, names in roles.items():
        nextstep.ok("POST", "/user", {"userId": user_id, "roles": names})
    nextstep.ok("POST", "/user/block", {"userId": second})
    nextstep.ok("POST", "/user/role/remove", {"userId": first, "roleName": "CLERK"})
    nextstep.ok("POST", "/user/role", {"userId": first, "roleName": "CLERK"})
    nextstep.ok("POST", "/user/delete", {"userId": third})

    def found(**members):
        answer = nextstep.ask("POST", "/user/lookup", {**begun, **members})
        return set(ids(answer.json()["responseObject"])) if answer.status_code == 200 else set()

    assert found() == {first, second}
    assert found(userIdentityStatus="ACTIVE") == {first}
    assert found(userIdentityStatus="BLOCKED") == {second}
    assert found(userIdentityStatus="REMOVED") == {third}
    assert found(roles=["CLERK"]) == {first, second}
    assert found(roles=["READER", "CLERK", "CLERK"]) == {second}
    assert found(roles=["WRITER"]) == set()
    assert found(roles=["CLERK"], userIdentityStatus="ACTIVE") == {first}


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"roles": ["CLERK"]},
        {"userIdentityStatus": "ACTIVE"},
        {"username": "novak"},
        {"credentialName": "RETAIL"},
        {"credentialStatus": "ACTIVE"},
        {"username": "novak", "credentialStatus": "ACTIVE"},
        {"username": "novak", "credentialName": "RETAIL", "credentialStatus": "ACTIVE"},
        {"username": "novak", "credentialName": "RETAIL", "createdStartDate": 1},
        {"credentialName": "RETAIL", "credentialStatus": "ACTIVE", "createdEndDate": 1},
        {"credentialName": "RETAIL", "createdEndDate": 1},
        {"createdStartDate": 1, "credentialStatus": "ACTIVE"},
        {"createdStartDate": "yesterday"},
        {"createdStartDate": 1, "roles": [["CLERK"]]},
        {"createdStartDate": 1, "userIdentityStatus": "GONE"},
    ],
)
def test_users_are_looked_up_in_no_other_way(nextstep, members):
    assert nextstep.refused("POST", "/user/lookup", members) == "INVALID_REQUEST"


@pytest.mark.parametrize(
    ("path", "members"),
    [
        ("/user/lookup/single", {"username": "novak"}),
        ("/user/lookup/single", {"credentialName": "RETAIL"}),
        ("/user/lookup/single", {"username": "x" * 257, "credentialName": "RETAIL"}),
        ("/user/lookup", {"createdStartDate": 1, "roles": ["C"]}),
    ],
)
def test_bad_members_are_violations(nextstep, path, members):
    assert nextstep.refused("POST", path, members) == "REQUEST_VALIDATION_FAILED"


def test_an_answer_holds_so_many_users_and_the_next_begin_where_it_ends(nextstep, monkeypatch):
    monkeypatch.setattr(lookup, "MOST", 3)
    begun = at(0)
    made = [unique() for _ in range(5)]
    for user_id in made:
        nextstep.ok("POST", "/user", {"userId": user_id})
        time.sleep(0.005)
    found = nextstep.ok("POST", "/user/lookup", {"createdStartDate": begun})
    assert ids(found) == made[:3]
