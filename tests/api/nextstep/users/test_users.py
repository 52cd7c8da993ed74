"""Users' lives: created, read, changed, blocked, unblocked, removed, created again (`nextstep.md` §6)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from tests.api.nextstep.in_process import InProcess
from tests.e2e.client import unique

PHONE = {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420603123456", "primary": True}
MAIL = {"contactName": "home", "contactType": "EMAIL", "contactValue": "roman@example.org", "primary": True}
WORK = {"contactName": "work", "contactType": "EMAIL", "contactValue": "roman@example.com", "primary": False}
EXTRAS = {"branch": 12, "limit": 1.50, "tags": ["vip", None], "since": {"year": 2018}}


def detail(nextstep, user_id, **members):
    return nextstep.ok("POST", "/user/detail", {"userId": user_id, **members})


def status(nextstep, user_id):
    return detail(nextstep, user_id, includeRemoved=True)["userIdentityStatus"]


def undated(contacts):
    return [
        {name: value for name, value in one.items() if not name.startswith("timestamp")}
        for one in sorted(contacts, key=lambda one: one["contactName"])
    ]


def test_a_user_is_read_as_it_was_created(nextstep):
    user_id = unique()
    new = {"userId": user_id, "extras": EXTRAS, "roles": ["READER", "CLERK", "CLERK"], "contacts": [PHONE, MAIL, WORK]}
    created = nextstep.ok("POST", "/user", new)
    found = detail(nextstep, user_id)
    assert datetime.fromisoformat(found.pop("timestampCreated"))
    assert found.pop("timestampLastUpdated") is None
    assert found == created
    assert undated(created.pop("contacts")) == [MAIL, PHONE, WORK]
    assert created.pop("credentials", []) == []
    assert created == {
        "userId": user_id, "userIdentityStatus": "ACTIVE", "extras": EXTRAS, "roles": ["CLERK", "READER"]
    }  # fmt: skip


def test_a_user_of_which_only_the_id_is_said_has_nothing(nextstep, user_id):
    found = detail(nextstep, user_id)
    assert (found["extras"], found["roles"], found["contacts"]) == ({}, [], [])


def test_a_users_id_is_given_once(nextstep, user_id):
    assert nextstep.refused("POST", "/user", {"userId": user_id, "extras": EXTRAS}) == "USER_IDENTITY_ALREADY_EXISTS"
    nextstep.ok("POST", "/user/block", {"userId": user_id})
    assert nextstep.refused("POST", "/user", {"userId": user_id}) == "USER_IDENTITY_ALREADY_EXISTS"
    assert detail(nextstep, user_id)["extras"] == {}


@pytest.mark.parametrize("removed", [False, True])
def test_of_many_that_create_a_user_at_once_one_does(app, nextstep, removed):
    user_id = unique()
    if removed:
        nextstep.ok("POST", "/user", {"userId": user_id, "roles": ["WRITER"]})
        nextstep.ok("POST", "/user/delete", {"userId": user_id})
    roles = ["CLERK", "READER"]

    def create(number):
        with InProcess(app) as client:
            new = {"userId": user_id, "roles": [roles[number % 2]], "contacts": [PHONE]}
            answer = client.ask("POST", "/user", new)
        return answer.status_code, answer.json()["responseObject"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(16)))
    created = [answer for status, answer in answers if status == 200]
    refused = [(status, answer["code"]) for status, answer in answers if status != 200]
    assert refused == [(400, "USER_IDENTITY_ALREADY_EXISTS")] * 15
    assert detail(nextstep, user_id)["roles"] == created[0]["roles"]


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"roles": ["CLERK", "NOBODY_KNOWS"]}, "role not found: NOBODY_KNOWS"),
        ({"contacts": [PHONE, {**PHONE, "primary": False}]}, "two contacts have one name and type"),
    ],
)
@pytest.mark.parametrize("verb", ["POST", "PUT"])
def test_what_cannot_be_is_refused_and_changes_nothing(nextstep, user_id, verb, members, why):
    named = unique() if verb == "POST" else user_id
    answer = nextstep.ask(verb, "/user", {"userId": named, "extras": EXTRAS, **members})
    error = answer.json()["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "INVALID_REQUEST")
    assert why in error["message"]
    if verb == "POST":
        assert nextstep.refused("POST", "/user/detail", {"userId": named}) == "USER_IDENTITY_NOT_FOUND"
    else:
        assert detail(nextstep, named)["extras"] == {}


@pytest.mark.parametrize(("verb", "path"), [("PUT", "/user"), ("POST", "/user/update")])
def test_a_change_replaces_what_it_says_and_leaves_the_rest(nextstep, verb, path):
    user_id = unique()
    new = {"userId": user_id, "extras": EXTRAS, "roles": ["CLERK"], "contacts": [PHONE, MAIL]}
    before = nextstep.ok("POST", "/user", new)
    assert nextstep.ok(verb, path, {"userId": user_id}) == before
    changed = nextstep.ok(verb, path, {"userId": user_id, "extras": {"branch": 13}})
    assert changed == {**before, "extras": {"branch": 13}}
    changed = nextstep.ok(verb, path, {"userId": user_id, "roles": ["READER", "WRITER"]})
    assert changed == {**before, "extras": {"branch": 13}, "roles": ["READER", "WRITER"]}
    changed = nextstep.ok(
        verb, path, {"userId": user_id, "contacts": [{**MAIL, "contactValue": "r@example.org"}, WORK]}
    )
    assert undated(changed["contacts"]) == [{**MAIL, "contactValue": "r@example.org"}, WORK]
    assert changed["roles"] == ["READER", "WRITER"]
    emptied = nextstep.ok(verb, path, {"userId": user_id, "extras": {}, "roles": [], "contacts": []})
    assert (emptied["extras"], emptied["roles"], emptied["contacts"]) == ({}, [], [])
    found = detail(nextstep, user_id)
    assert datetime.fromisoformat(found["timestampLastUpdated"]) >= datetime.fromisoformat(found["timestampCreated"])


def test_of_several_primary_contacts_of_a_type_the_last_is_primary(nextstep, user_id):
    said = [MAIL, {**WORK, "primary": True}, PHONE]
    changed = nextstep.ok("PUT", "/user", {"userId": user_id, "contacts": said})
    assert undated(changed["contacts"]) == [{**MAIL, "primary": False}, PHONE, {**WORK, "primary": True}]


def test_blocking_and_unblocking_follow_each_other(nextstep, user_id):
    assert nextstep.refused("POST", "/user/unblock", {"userId": user_id}) == "USER_IDENTITY_NOT_BLOCKED"
    blocked = nextstep.ok("POST", "/user/block", {"userId": user_id})
    assert blocked == {"userId": user_id, "userIdentityStatus": "BLOCKED"}
    assert nextstep.refused("POST", "/user/block", {"userId": user_id}) == "USER_IDENTITY_NOT_ACTIVE"
    assert detail(nextstep, user_id)["userIdentityStatus"] == "BLOCKED"
    assert nextstep.ok("PUT", "/user", {"userId": user_id, "extras": EXTRAS})["userIdentityStatus"] == "BLOCKED"
    unblocked = nextstep.ok("POST", "/user/unblock", {"userId": user_id})
    assert unblocked == {"userId": user_id, "userIdentityStatus": "ACTIVE"}


def test_of_many_that_block_a_user_at_once_one_does(app, nextstep, user_id):
    def block(_):
        with InProcess(app) as client:
            return client.ask("POST", "/user/block", {"userId": user_id}).json()["responseObject"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(block, range(8)))
    assert sorted(answer.get("code", "") for answer in answers) == ["", *["USER_IDENTITY_NOT_ACTIVE"] * 7]


_OF_A_USER = [
    ("POST", "/user/detail", {}),
    ("PUT", "/user", {}),
    ("POST", "/user/block", {}),
    ("POST", "/user/unblock", {}),
    ("POST", "/user/delete", {}),
    ("POST", "/user/role", {"roleName": "CLERK"}),
    ("POST", "/user/role/remove", {"roleName": "CLERK"}),
    ("POST", "/user/contact", PHONE),
    ("POST", "/user/contact/list", {}),
    ("PUT", "/user/contact", PHONE),
    ("POST", "/user/contact/delete", {"contactName": "mobile", "contactType": "PHONE"}),
    ("POST", "/user/alias", {"aliasName": "short", "aliasValue": "rs"}),
    ("POST", "/user/alias/list", {"includeRemoved": True}),
    ("PUT", "/user/alias", {"aliasName": "short", "aliasValue": "rs"}),
    ("POST", "/user/alias/delete", {"aliasName": "short"}),
]


@pytest.mark.parametrize(
    ("verb", "path", "members"), _OF_A_USER, ids=[f"{verb} {path}" for verb, path, _ in _OF_A_USER]
)
def test_a_removed_user_is_as_one_that_never_was(nextstep, user_id, verb, path, members):
    nextstep.ok("POST", "/user/role", {"userId": user_id, "roleName": "CLERK"})
    nextstep.ok("POST", "/user/contact", {"userId": user_id, **PHONE})
    nextstep.ok("POST", "/user/alias", {"userId": user_id, "aliasName": "short", "aliasValue": "rs"})
    nextstep.ok("POST", "/user/delete", {"userId": user_id})
    for named in (user_id, unique()):
        assert nextstep.refused(verb, path, {"userId": named, **members}) == "USER_IDENTITY_NOT_FOUND"


def test_a_removed_user_is_read_where_removed_ones_are_included(nextstep, user_id):
    removed = nextstep.ok("POST", "/user/delete", {"userId": user_id})
    assert removed == {"userId": user_id, "userIdentityStatus": "REMOVED"}
    assert detail(nextstep, user_id, includeRemoved=True)["userIdentityStatus"] == "REMOVED"
    query = {"userId": user_id, "includeRemoved": "true"}
    assert nextstep.ok("GET", "/user/detail", params=query)["userIdentityStatus"] == "REMOVED"
    refused = nextstep.refused("GET", "/user/detail", params={**query, "includeRemoved": "false"})
    assert refused == "USER_IDENTITY_NOT_FOUND"


@pytest.mark.parametrize("state", ["ACTIVE", "BLOCKED"])
def test_a_removed_user_comes_back_by_a_change_that_says_its_state(nextstep, state):
    user_id = unique()
    nextstep.ok("POST", "/user", {"userId": user_id, "roles": ["CLERK"], "contacts": [PHONE]})
    nextstep.ok("POST", "/user/delete", {"userId": user_id})
    revived = nextstep.ok("PUT", "/user", {"userId": user_id, "userIdentityStatus": state})
    assert (revived["userIdentityStatus"], revived["roles"]) == (state, ["CLERK"])
    assert undated(revived["contacts"]) == [PHONE]
    assert status(nextstep, user_id) == state


def test_a_removed_user_that_is_created_again_has_nothing_of_what_it_had(nextstep):
    user_id = unique()
    new = {"userId": user_id, "extras": EXTRAS, "roles": ["CLERK"], "contacts": [PHONE]}
    nextstep.ok("POST", "/user", new)
    nextstep.ok("POST", "/user/alias", {"userId": user_id, "aliasName": "short", "aliasValue": "rs"})
    nextstep.ok("POST", "/user/delete", {"userId": user_id})
    nextstep.ok("POST", "/user", {"userId": user_id})
    found = detail(nextstep, user_id)
    assert (found["extras"], found["roles"], found["contacts"]) == ({}, [], [])
    assert found["timestampLastUpdated"] is None
    assert nextstep.ok("POST", "/user/alias/list", {"userId": user_id})["aliases"] == []


def test_a_change_to_removed_removes(nextstep, user_id):
    removed = nextstep.ok("PUT", "/user", {"userId": user_id, "userIdentityStatus": "REMOVED"})
    assert removed["userIdentityStatus"] == "REMOVED"
    assert nextstep.refused("POST", "/user/detail", {"userId": user_id}) == "USER_IDENTITY_NOT_FOUND"


@pytest.mark.parametrize(("verb", "path"), [("PUT", "/user/multi"), ("POST", "/user/update/multi")])
@pytest.mark.parametrize("state", ["ACTIVE", "BLOCKED", "REMOVED"])
def test_many_users_come_into_one_state_and_ids_of_nobody_are_passed_over(nextstep, verb, path, state):
    ids = [unique() for _ in range(3)]
    for user_id in ids[:2]:
        nextstep.ok("POST", "/user", {"userId": user_id})
    nextstep.ok("POST", "/user/block", {"userId": ids[0]})
    asked = {"userIds": [*reversed(ids), ids[0]], "userIdentityStatus": state}
    assert nextstep.ok(verb, path, asked) == {"userIds": [ids[1], ids[0]], "userIdentityStatus": state}
    assert [status(nextstep, user_id) for user_id in ids[:2]] == [state] * 2
    none = {"userIds": [ids[2]], "userIdentityStatus": state}
    assert nextstep.refused(verb, path, none) == "USER_IDENTITY_NOT_FOUND"


@pytest.mark.parametrize(
    ("verb", "path", "members", "code"),
    [
        ("POST", "/user", {}, "REQUEST_VALIDATION_FAILED"),
        ("POST", "/user", {"userId": "x" * 257}, "REQUEST_VALIDATION_FAILED"),
        ("POST", "/user", {"userId": "x", "extras": []}, "INVALID_REQUEST"),
        ("POST", "/user", {"userId": "x", "extras": {str(n): n for n in range(51)}}, "REQUEST_VALIDATION_FAILED"),
        ("POST", "/user", {"userId": "x", "roles": "CLERK"}, "INVALID_REQUEST"),
        ("POST", "/user", {"userId": "x", "roles": [{}]}, "INVALID_REQUEST"),
        ("POST", "/user", {"userId": "x", "roles": ["R"] * 101}, "REQUEST_VALIDATION_FAILED"),
        ("POST", "/user", {"userId": "x", "contacts": {}}, "INVALID_REQUEST"),
        ("POST", "/user", {"userId": "x", "contacts": [7]}, "INVALID_REQUEST"),
        ("POST", "/user", {"userId": "x", "contacts": [{**PHONE, "contactType": "FAX"}]}, "INVALID_REQUEST"),
        ("POST", "/user", {"userId": "x", "contacts": [{**PHONE, "contactValue": "1"}]}, "REQUEST_VALIDATION_FAILED"),
        ("POST", "/user", {"userId": "x", "contacts": [PHONE] * 101}, "REQUEST_VALIDATION_FAILED"),
        ("PUT", "/user", {"userId": "x", "userIdentityStatus": "GONE"}, "INVALID_REQUEST"),
        ("PUT", "/user/multi", {"userIds": [], "userIdentityStatus": "ACTIVE"}, "REQUEST_VALIDATION_FAILED"),
        ("PUT", "/user/multi", {"userIds": ["x"]}, "REQUEST_VALIDATION_FAILED"),
        ("PUT", "/user/multi", {"userIds": [" x"], "userIdentityStatus": "ACTIVE"}, "REQUEST_VALIDATION_FAILED"),
    ],
)
def test_bad_members_have_their_codes(nextstep, verb, path, members, code):
    assert nextstep.refused(verb, path, members) == code


def test_a_read_by_get_says_whether_removed_ones_are_included(nextstep, user_id):
    answer = nextstep.ask("GET", "/user/detail", params={"userId": user_id})
    error = answer.json()["responseObject"]
    assert (answer.status_code, error["code"]) == (400, "REQUEST_VALIDATION_FAILED")
    assert [one["fieldName"] for one in error["violations"]] == ["includeRemoved"]
    query = {"userId": user_id, "includeRemoved": "false"}
    assert nextstep.ok("GET", "/user/detail", params=query) == detail(nextstep, user_id)


def test_the_methods_of_a_user_are_told_with_its_state(nextstep, user_id):
    def told(named):
        asked = {"userId": named, "operationName": "login"}
        return nextstep.ok("POST", "/user/auth-method/enabled/list", asked)["userIdentityStatus"]

    assert told(user_id) == "ACTIVE"
    nextstep.ok("POST", "/user/block", {"userId": user_id})
    assert told(user_id) == "BLOCKED"
    assert told(unique()) is None
