"""Scenarios of users: how they live, what belongs to them, and how they are found (`nextstep-scenarios.md`)."""

from tests.api.nextstep.scenarios.codes import say
from tests.e2e.client import unique

PHONE = {"contactName": "mobile", "contactType": "PHONE", "contactValue": "+420603123456", "primary": True}


def credentials(bank, person):
    found = bank.ok("/user/detail", userId=person.user_id, includeRemoved=True)["credentials"]
    return [(one["credentialStatus"], one["username"]) for one in found]


def new_credential(bank, person, value):
    return {
        "credentialName": bank.credential,
        "credentialType": "PERMANENT",
        "username": person.username,
        "credentialValue": value,
    }


def test_a_user_is_created_removed_and_revived_with_a_new_credential_or_without(bank, person):
    who = {"userId": person.user_id}
    assert credentials(bank, person) == [("ACTIVE", person.username)]
    assert bank.ok("/user/delete", **who)["userIdentityStatus"] == "REMOVED"
    assert credentials(bank, person) == [("REMOVED", None)]
    assert bank.nextstep.refused("POST", "/user/detail", who) == "USER_IDENTITY_NOT_FOUND"
    revived = bank.ok("/user/update", **who, userIdentityStatus="ACTIVE")
    assert (revived["userIdentityStatus"], revived["credentials"]) == ("ACTIVE", [])
    bank.ok("/user/delete", **who)
    again = [new_credential(bank, person, "an0ther_Value")]
    revived = bank.ok("/user/update", **who, userIdentityStatus="ACTIVE", credentials=again)
    assert [one["username"] for one in revived["credentials"]] == [person.username]
    assert say(bank, person, "an0ther_Value")["authenticationResult"] == "SUCCEEDED"
    assert say(bank, person, person.value)["authenticationResult"] == "FAILED"


def test_the_user_name_of_a_removed_user_is_free(bank, person):
    bank.ok("/user/delete", userId=person.user_id)
    heir = bank.ok("/user", userId=unique(), credentials=[new_credential(bank, person, "an0ther_Value")])
    assert heir["credentials"][0]["username"] == person.username


def test_a_user_is_renamed(bank, person):
    changed = bank.ok("/credential/update", userId=person.user_id, credentialName=bank.credential, username="Novak_new")
    assert changed["username"] == "novak_new"
    asked = {"username": "NOVAK_NEW", "credentialName": bank.credential}
    assert bank.ok("/user/lookup/single", **asked)["user"]["userId"] == person.user_id
    gone = {"username": person.username, "credentialName": bank.credential}
    assert bank.nextstep.refused("POST", "/user/lookup/single", gone) == "USER_IDENTITY_NOT_FOUND"


def test_a_user_is_blocked_and_unblocked_once(bank, person):
    who = {"userId": person.user_id}
    assert bank.nextstep.refused("POST", "/user/unblock", who) == "USER_IDENTITY_NOT_BLOCKED"
    assert bank.ok("/user/block", **who)["userIdentityStatus"] == "BLOCKED"
    assert bank.nextstep.refused("POST", "/user/block", who) == "USER_IDENTITY_NOT_ACTIVE"
    assert say(bank, person, person.value)["authenticationResult"] == "FAILED"
    assert bank.ok("/user/unblock", **who)["userIdentityStatus"] == "ACTIVE"
    assert say(bank, person, person.value)["authenticationResult"] == "SUCCEEDED"


def test_contacts_roles_and_aliases_make_their_round(bank, person):
    who = {"userId": person.user_id}
    bank.ok("/user/contact", **who, **PHONE)
    bank.ok("/user/contact/update", **who, **{**PHONE, "contactValue": "+420603654321"})
    [contact] = bank.ok("/user/contact/list", **who)["contacts"]
    assert contact["contactValue"] == "+420603654321"
    bank.ok("/user/contact/delete", **who, contactName="mobile", contactType="PHONE")
    assert bank.ok("/user/contact/list", **who)["contacts"] == []
    bank.ok("/user/role", **who, roleName=bank.role)
    assert bank.ok("/user/detail", **who)["roles"] == [bank.role]
    assert bank.nextstep.refused("POST", "/role/delete", {"roleName": bank.role}) == "DELETE_NOT_ALLOWED"
    bank.ok("/user/role/remove", **who, roleName=bank.role)
    assert bank.ok("/user/detail", **who)["roles"] == []
    bank.ok("/user/alias", **who, aliasName="crm", aliasValue="C-1")
    bank.ok("/user/alias/update", **who, aliasName="crm", aliasValue="C-2", extras={"since": 2018})
    [alias] = bank.ok("/user/alias/list", **who)["aliases"]
    assert (alias["aliasValue"], alias["extras"]) == ("C-2", {"since": 2018})
    bank.ok("/user/alias/delete", **who, aliasName="crm")
    assert bank.ok("/user/alias/list", **who)["aliases"] == []


def test_look_ups(bank, person):
    asked = {"username": person.username, "credentialName": bank.credential}
    assert bank.ok("/user/lookup/single", **asked)["user"]["userId"] == person.user_id
    assert [one["userId"] for one in bank.ok("/user/lookup", **asked)["users"]] == [person.user_id]
    for path in ("/user/lookup", "/user/lookup/single"):
        unknown = {**asked, "username": unique("name")}
        assert bank.nextstep.refused("POST", path, unknown) == "USER_IDENTITY_NOT_FOUND"
