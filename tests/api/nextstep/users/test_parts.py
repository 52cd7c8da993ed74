"""What belongs to a user: roles, contacts, aliases (`nextstep.md` §6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.nextstep.in_process import InProcess

PHONE = {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420603123456", "primary": True}
ALIAS = {"aliasName": "short", "aliasValue": "rs"}
LONG = "x" * 257


def roles(nextstep, user_id):
    return nextstep.ok("POST", "/user/detail", {"userId": user_id})["roles"]


def contacts(nextstep, user_id):
    found = nextstep.ok("POST", "/user/contact/list", {"userId": user_id})
    assert nextstep.ok("GET", "/user/contact", params={"userId": user_id}) == found
    assert found["userId"] == user_id
    return found["contacts"]


def aliases(nextstep, user_id, include_removed=False):
    found = nextstep.ok("POST", "/user/alias/list", {"userId": user_id, "includeRemoved": include_removed})
    query = {"userId": user_id, "includeRemoved": str(include_removed).lower()}
    assert nextstep.ok("GET", "/user/alias", params=query) == found
    assert found["userId"] == user_id
    return found["aliases"]


def test_a_role_is_given_and_taken_and_given_again(nextstep, user_id):
    clerk = {"userId": user_id, "roleName": "CLERK"}
    for _ in range(2):
        assert nextstep.refused("POST", "/user/role/remove", clerk) == "USER_ROLE_NOT_ASSIGNED"
        assert nextstep.ok("POST", "/user/role", clerk) == {**clerk, "userRoleStatus": "ACTIVE"}
        assert nextstep.refused("POST", "/user/role", clerk) == "USER_ROLE_ALREADY_ASSIGNED"
        assert roles(nextstep, user_id) == ["CLERK"]
        assert nextstep.ok("POST", "/user/role/remove", clerk) == {**clerk, "userRoleStatus": "REMOVED"}
        assert roles(nextstep, user_id) == []


@pytest.mark.parametrize("path", ["/user/role", "/user/role/remove"])
def test_a_role_that_nobody_defined_is_an_invalid_request(nextstep, user_id, path):
    unknown = {"userId": user_id, "roleName": "NOBODY_KNOWS"}
    assert nextstep.refused("POST", path, unknown) == "INVALID_REQUEST"


def test_a_contact_is_created_changed_and_deleted(nextstep, user_id):
    created = nextstep.ok("POST", "/user/contact", {"userId": user_id, **PHONE})
    assert created == {"userId": user_id, **PHONE}
    assert nextstep.refused("POST", "/user/contact", created) == "USER_CONTACT_ALREADY_EXISTS"
    [found] = contacts(nextstep, user_id)
    assert found == {**PHONE, "timestampCreated": found["timestampCreated"], "timestampLastUpdated": None}
    for verb, path in (("PUT", "/user/contact"), ("POST", "/user/contact/update")):
        changed = {"userId": user_id, **PHONE, "contactValue": f"{verb} +420", "primary": False}
        assert nextstep.ok(verb, path, changed) == changed
        [found] = contacts(nextstep, user_id)
        assert (found["contactValue"], found["primary"]) == (changed["contactValue"], False)
        assert found["timestampLastUpdated"]
    key = {"userId": user_id, "contactName": "mobile", "contactType": "PHONE"}
    assert nextstep.ok("POST", "/user/contact/delete", key) == key
    assert contacts(nextstep, user_id) == []
    assert nextstep.refused("POST", "/user/contact/delete", key) == "USER_CONTACT_NOT_FOUND"
    assert nextstep.refused("PUT", "/user/contact", {"userId": user_id, **PHONE}) == "USER_CONTACT_NOT_FOUND"


def test_a_contacts_name_is_another_with_another_type(nextstep, user_id):
    for kind in ("PHONE", "EMAIL", "OTHER"):
        nextstep.ok("POST", "/user/contact", {"userId": user_id, **PHONE, "contactType": kind})
    assert {(one["contactType"], one["primary"]) for one in contacts(nextstep, user_id)} == {
        ("PHONE", True),
        ("EMAIL", True),
        ("OTHER", True),
    }


def test_of_a_type_the_contact_is_primary_that_was_last_said_to_be(nextstep, user_id):
    def primary():
        return [one["contactName"] for one in contacts(nextstep, user_id) if one["primary"]]

    for contact in ("first", "second"):
        nextstep.ok("POST", "/user/contact", {"userId": user_id, **PHONE, "contactName": contact})
        assert primary() == [contact]
    nextstep.ok("POST", "/user/contact", {"userId": user_id, **PHONE, "contactName": "third", "primary": None})
    assert primary() == ["second"]
    nextstep.ok("PUT", "/user/contact", {"userId": user_id, **PHONE, "contactName": "first"})
    assert primary() == ["first"]


def test_of_many_that_make_a_contact_primary_at_once_one_is(app, nextstep, user_id):
    def create(number):
        with InProcess(app) as client:
            client.ok("POST", "/user/contact", {"userId": user_id, **PHONE, "contactName": f"phone {number}"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(create, range(12)))
    assert sorted(one["primary"] for one in contacts(nextstep, user_id)) == [False] * 11 + [True]


def test_a_user_has_at_most_a_hundred_contacts(nextstep, user_id):
    many = [{**PHONE, "contactName": f"phone {number}"} for number in range(100)]
    nextstep.ok("PUT", "/user", {"userId": user_id, "contacts": many})
    assert nextstep.refused("POST", "/user/contact", {"userId": user_id, **PHONE}) == "INVALID_REQUEST"
    assert len(contacts(nextstep, user_id)) == 100


def test_an_alias_is_created_changed_removed_and_created_again(nextstep, user_id):
    created = nextstep.ok("POST", "/user/alias", {"userId": user_id, **ALIAS, "extras": {"from": "CRM"}})
    assert created == {"userId": user_id, **ALIAS, "extras": {"from": "CRM"}, "userAliasStatus": "ACTIVE"}
    refused = nextstep.refused("POST", "/user/alias", {"userId": user_id, **ALIAS})
    assert refused == "USER_ALIAS_ALREADY_EXISTS"
    for verb, path in (("PUT", "/user/alias"), ("POST", "/user/alias/update")):
        changed = nextstep.ok(verb, path, {"userId": user_id, "aliasName": "short", "aliasValue": f"{verb} r"})
        assert changed == {**created, "aliasValue": f"{verb} r"}
        [found] = aliases(nextstep, user_id)
        assert found["timestampLastUpdated"]
        assert (found["aliasValue"], found["extras"]) == (f"{verb} r", {"from": "CRM"})
    key = {"userId": user_id, "aliasName": "short"}
    assert nextstep.ok("POST", "/user/alias/delete", key) == {**key, "userAliasStatus": "REMOVED"}
    assert aliases(nextstep, user_id) == []
    assert [one["userAliasStatus"] for one in aliases(nextstep, user_id, include_removed=True)] == ["REMOVED"]
    assert nextstep.refused("POST", "/user/alias/delete", key) == "USER_ALIAS_NOT_FOUND"
    assert nextstep.refused("PUT", "/user/alias", {**key, "aliasValue": "rs"}) == "USER_ALIAS_NOT_FOUND"
    again = nextstep.ok("POST", "/user/alias", {"userId": user_id, **ALIAS})
    assert again == {"userId": user_id, **ALIAS, "extras": {}, "userAliasStatus": "ACTIVE"}
    [found] = aliases(nextstep, user_id)
    assert found["timestampLastUpdated"] is None


def test_a_removed_alias_comes_back_by_a_change_that_says_its_state(nextstep, user_id):
    nextstep.ok("POST", "/user/alias", {"userId": user_id, **ALIAS})
    nextstep.ok("POST", "/user/alias/delete", {"userId": user_id, "aliasName": "short"})
    back = nextstep.ok("PUT", "/user/alias", {"userId": user_id, **ALIAS, "userAliasStatus": "ACTIVE"})
    assert back["userAliasStatus"] == "ACTIVE"
    assert len(aliases(nextstep, user_id)) == 1


def test_a_user_has_at_most_a_hundred_aliases(nextstep, user_id):
    for number in range(100):
        nextstep.ok("POST", "/user/alias", {"userId": user_id, **ALIAS, "aliasName": f"alias {number}"})
    assert nextstep.refused("POST", "/user/alias", {"userId": user_id, **ALIAS}) == "INVALID_REQUEST"
    nextstep.ok("POST", "/user/alias/delete", {"userId": user_id, "aliasName": "alias 0"})
    assert nextstep.refused("POST", "/user/alias", {"userId": user_id, **ALIAS}) == "INVALID_REQUEST"
    nextstep.ok("POST", "/user/alias", {"userId": user_id, **ALIAS, "aliasName": "alias 0"})


@pytest.mark.parametrize("path", ["/user/alias", "/user/detail"])
def test_a_list_by_get_says_whether_removed_ones_are_included(nextstep, user_id, path):
    refused = nextstep.refused("GET", path, params={"userId": user_id})
    assert refused == "REQUEST_VALIDATION_FAILED"
    assert nextstep.refused("GET", path, params={"userId": user_id, "includeRemoved": "maybe"}) == "INVALID_REQUEST"


@pytest.mark.parametrize(
    ("path", "members", "code"),
    [
        ("/user/role", {"roleName": None}, "REQUEST_VALIDATION_FAILED"),
        ("/user/role", {"roleName": LONG}, "REQUEST_VALIDATION_FAILED"),
        ("/user/role", {"roleName": ["CLERK"]}, "INVALID_REQUEST"),
        ("/user/contact", {**PHONE, "contactName": "x"}, "REQUEST_VALIDATION_FAILED"),
        ("/user/contact", {**PHONE, "contactValue": LONG}, "REQUEST_VALIDATION_FAILED"),
        ("/user/contact", {**PHONE, "contactType": "FAX"}, "INVALID_REQUEST"),
        ("/user/contact", {**PHONE, "primary": "yes"}, "INVALID_REQUEST"),
        ("/user/contact/delete", {"contactName": "mobile"}, "REQUEST_VALIDATION_FAILED"),
        ("/user/alias", {**ALIAS, "aliasValue": None}, "REQUEST_VALIDATION_FAILED"),
        ("/user/alias", {**ALIAS, "aliasName": LONG}, "REQUEST_VALIDATION_FAILED"),
        ("/user/alias", {**ALIAS, "extras": "none"}, "INVALID_REQUEST"),
        ("/user/alias/update", {**ALIAS, "userAliasStatus": "GONE"}, "INVALID_REQUEST"),
    ],
)
def test_bad_members_have_their_codes(nextstep, user_id, path, members, code):
    assert nextstep.refused("POST", path, {"userId": user_id, **members}) == code
