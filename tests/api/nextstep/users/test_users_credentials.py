"""Credentials that are set with their users, and go with them (`nextstep.md` §6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.api.nextstep.in_process import InProcess
from tests.e2e.client import unique


def said(bank, **members):
    """A credential in a request."""
    plain = {"credentialName": bank.credential, "credentialType": "PERMANENT", "credentialValue": "s3cret_Value"}
    return {**plain, "username": unique("name").replace("-", "_"), **members}


def credentials(nextstep, user_id, include_removed=False):
    found = nextstep.ok("POST", "/user/credential/list", {"userId": user_id, "includeRemoved": include_removed})
    query = {"userId": user_id, "includeRemoved": str(include_removed).lower()}
    assert nextstep.ok("GET", "/user/credential", params=query) == found
    detail = nextstep.ok("POST", "/user/detail", {"userId": user_id, "includeRemoved": include_removed})
    assert detail["credentials"] == found["credentials"]
    return found["credentials"]


def authenticates(nextstep, user_id, name, value):
    asked = {"userId": user_id, "credentialName": name, "credentialValue": value}
    return nextstep.ok("POST", "/auth/credential", asked)["authenticationResult"] == "SUCCEEDED"


def test_a_user_is_created_with_credentials_whose_generated_values_are_told_once(nextstep, bank):
    user_id, given = unique(), said(bank)
    made = {"credentialName": bank.generated, "credentialType": "TEMPORARY"}
    created = nextstep.ok("POST", "/user", {"userId": user_id, "credentials": [given, made]})
    told = {one["credentialName"]: one for one in created["credentials"]}
    assert told[bank.credential]["username"] == given["username"]
    assert told[bank.credential]["credentialValue"] is None
    value = told[bank.generated]["credentialValue"]
    assert value.isalpha()
    assert len(value) == 10
    listed = credentials(nextstep, user_id)
    assert [one["credentialName"] for one in listed] == sorted(told)
    assert all("credentialValue" not in one and one["credentialStatus"] == "ACTIVE" for one in listed)
    assert authenticates(nextstep, user_id, bank.generated, value)
    assert authenticates(nextstep, user_id, bank.credential, given["credentialValue"])


def test_a_detail_of_one_credential_tells_of_no_other(nextstep, bank):
    person = bank.new_person()
    nextstep.ok(
        "POST",
        "/credential",
        {"userId": person.user_id, **said(bank, credentialName=bank.generated, credentialValue="other_Value")},
    )
    for name in (bank.credential, bank.generated):
        asked = {"userId": person.user_id, "credentialName": name}
        found = nextstep.ok("POST", "/user/detail", asked)
        assert [one["credentialName"] for one in found["credentials"]] == [name]
        assert nextstep.ok("GET", "/user/detail", params={**asked, "includeRemoved": "false"}) == found
    asked = {"userId": person.user_id, "credentialName": unique("definition")}
    assert nextstep.refused("POST", "/user/detail", asked) == "CREDENTIAL_DEFINITION_NOT_FOUND"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"credentialName": "nobody defined it"}, "CREDENTIAL_DEFINITION_NOT_FOUND"),
        ({"credentialValue": "short"}, "CREDENTIAL_VALIDATION_FAILED"),
        ({"username": "a b"}, "CREDENTIAL_VALIDATION_FAILED"),
        ({"credentialType": None}, "REQUEST_VALIDATION_FAILED"),
        ({"credentialType": "ETERNAL"}, "INVALID_REQUEST"),
        ({"credentialValue": ["s3cret_Value"]}, "INVALID_REQUEST"),
        ({"timestampExpires": "tomorrow"}, "INVALID_REQUEST"),
    ],
)
@pytest.mark.parametrize("verb", ["POST", "PUT"])
def test_a_credential_that_cannot_be_is_refused_and_nothing_is_changed(nextstep, bank, user_id, verb, members, code):
    named = unique() if verb == "POST" else user_id
    sent = {"userId": named, "extras": {"new": True}, "roles": ["CLERK"], "credentials": [said(bank, **members)]}
    assert nextstep.refused(verb, "/user", sent) == code
    if verb == "POST":
        assert nextstep.refused("POST", "/user/detail", {"userId": named}) == "USER_IDENTITY_NOT_FOUND"
    else:
        found = nextstep.ok("POST", "/user/detail", {"userId": named})
        assert (found["extras"], found["roles"], found["credentials"]) == ({}, [], [])


def test_two_credentials_of_one_definition_are_refused(nextstep, bank):
    sent = {"userId": unique(), "credentials": [said(bank), said(bank)]}
    assert nextstep.refused("POST", "/user", sent) == "INVALID_REQUEST"
    many = {"userId": unique(), "credentials": [said(bank)] * 21}
    assert nextstep.refused("POST", "/user", many) == "REQUEST_VALIDATION_FAILED"


def test_of_many_users_created_at_once_with_one_user_name_one_has_it(app, bank):
    wanted = said(bank)

    def create(_):
        with InProcess(app) as client:
            answer = client.ask("POST", "/user", {"userId": unique(), "credentials": [wanted]})
        return answer.json()["responseObject"].get("code")

    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(create, range(8)))
    assert sorted(codes, key=str) == ["CREDENTIAL_VALIDATION_FAILED"] * 7 + [None]


def test_of_many_that_create_a_user_with_a_credential_at_once_one_does(app, bank, nextstep):
    user_id = unique()

    def create(number):
        with InProcess(app) as client:
            new = {"userId": user_id, "credentials": [said(bank, credentialValue=f"s3cret_Value{number}")]}
            answer = client.ask("POST", "/user", new)
        return answer.status_code, answer.json()["responseObject"].get("code"), number

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(create, range(8)))
    [(_, _, winner)] = [answer for answer in answers if answer[0] == 200]
    assert {code for status, code, _ in answers if status != 200} == {"USER_IDENTITY_ALREADY_EXISTS"}
    assert authenticates(nextstep, user_id, bank.credential, f"s3cret_Value{winner}")


def test_a_change_that_names_credentials_removes_the_others(nextstep, bank, person):
    other = said(bank, credentialName=bank.generated, credentialValue="other_Value")
    changed = nextstep.ok("PUT", "/user", {"userId": person.user_id, "credentials": [other]})
    assert [one["credentialName"] for one in changed["credentials"]] == [bank.generated]
    assert [one["credentialName"] for one in credentials(nextstep, person.user_id)] == [bank.generated]
    states = {
        one["credentialName"]: (one["credentialStatus"], one["username"])
        for one in credentials(nextstep, person.user_id, include_removed=True)
    }
    assert states == {bank.credential: ("REMOVED", None), bank.generated: ("ACTIVE", other["username"])}
    nextstep.ok("PUT", "/user", {"userId": person.user_id, "extras": {"a": 1}})
    assert len(credentials(nextstep, person.user_id)) == 1
    assert nextstep.ok("PUT", "/user", {"userId": person.user_id, "credentials": []})["credentials"] == []
    assert credentials(nextstep, person.user_id) == []


def test_a_removed_user_has_no_user_name_and_somebody_else_may_have_it(nextstep, bank, person):
    nextstep.ok("POST", "/user/delete", {"userId": person.user_id})
    found = nextstep.ok("POST", "/user/detail", {"userId": person.user_id, "includeRemoved": True})
    [credential] = found["credentials"]
    assert (credential["credentialStatus"], credential["username"]) == ("REMOVED", None)
    refused = nextstep.refused("POST", "/user/credential/list", {"userId": person.user_id, "includeRemoved": True})
    assert refused == "USER_IDENTITY_NOT_FOUND"
    heir = {"userId": unique(), "credentials": [said(bank, username=person.username)]}
    assert nextstep.ok("POST", "/user", heir)["credentials"][0]["username"] == person.username


@pytest.mark.parametrize("way", ["create", "change", "change without"])
def test_a_removed_user_comes_back_with_a_new_credential_or_without(nextstep, bank, person, way):
    nextstep.ok("POST", "/user/delete", {"userId": person.user_id})
    renewed = said(bank, username=person.username, credentialValue="another_Value1")
    members = {} if way == "change without" else {"credentials": [renewed]}
    if way == "create":
        nextstep.ok("POST", "/user", {"userId": person.user_id, **members})
    else:
        nextstep.ok("PUT", "/user", {"userId": person.user_id, "userIdentityStatus": "ACTIVE", **members})
    listed = credentials(nextstep, person.user_id)
    if way == "change without":
        assert listed == []
        return
    assert [one["username"] for one in listed] == [person.username]
    assert authenticates(nextstep, person.user_id, bank.credential, "another_Value1")
    assert not authenticates(nextstep, person.user_id, bank.credential, person.value)


def test_a_user_that_is_removed_by_a_change_gets_no_credential(nextstep, bank, person):
    sent = {"userId": person.user_id, "userIdentityStatus": "REMOVED", "credentials": [said(bank)]}
    assert nextstep.refused("PUT", "/user", sent) == "INVALID_REQUEST"


@pytest.mark.parametrize("way", ["/user/delete", "/user/update/multi"])
def test_one_time_passwords_go_with_their_user(nextstep, bank, person, way):
    made = nextstep.ok("POST", "/otp", {"userId": person.user_id, "otpName": bank.otp, "otpData": "A1"})
    many = {"userIds": [person.user_id], "userIdentityStatus": "REMOVED"}
    nextstep.ok("POST", way, {"userId": person.user_id} if way == "/user/delete" else many)
    detail = nextstep.ok("POST", "/otp/detail", {"otpId": made["otpId"]})
    assert detail["otpDetail"]["otpStatus"] == "REMOVED"


def test_authentications_are_listed_newest_first(nextstep, bank, person):
    for value in (person.value, "wrong_Value1", person.value):
        authenticates(nextstep, person.user_id, bank.credential, value)
    found = nextstep.ok("POST", "/user/authentication/list", {"userId": person.user_id})
    assert nextstep.ok("GET", "/user/authentication", params={"userId": person.user_id}) == found
    results = [one["authenticationResult"] for one in found["authentications"]]
    assert (found["userId"], results) == (person.user_id, ["SUCCEEDED", "FAILED", "SUCCEEDED"])
    newest = found["authentications"][0]
    assert newest.pop("timestampCreated")
    assert newest == {
        "authenticationType": "CREDENTIAL",
        "credentialName": bank.credential,
        "otpName": None,
        "authenticationResult": "SUCCEEDED",
        "credentialAuthenticationResult": "SUCCEEDED",
        "otpAuthenticationResult": None,
    }


@pytest.mark.parametrize(
    ("times", "count"),
    [
        ({"createdStartDate": "2018-06-28T12:04:00Z"}, 1),
        ({"createdStartDate": "2118-06-28T12:04:00Z"}, 0),
        ({"createdEndDate": "2018-06-28T12:04:00Z"}, 0),
        ({"createdStartDate": "2018-06-28T12:04:00.000Z", "createdEndDate": 4_683_182_640_000}, 1),
    ],
)
def test_authentications_of_a_time_are_listed(nextstep, bank, person, times, count):
    authenticates(nextstep, person.user_id, bank.credential, person.value)
    asked = {"userId": person.user_id, **times}
    found = nextstep.ok("POST", "/user/authentication/list", asked)
    assert len(found["authentications"]) == count
    assert nextstep.ok("GET", "/user/authentication", params=asked) == found
    bad = {"userId": person.user_id, "createdStartDate": "yesterday"}
    assert nextstep.refused("POST", "/user/authentication/list", bad) == "INVALID_REQUEST"
