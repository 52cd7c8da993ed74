"""A credential's life: created, changed, reset, blocked, removed; and everything that is refused on the way."""

import re

import pytest

from config.identity_vocabulary import UserIdentityStatus
from tests.e2e.client import unique

BLOCKING = [
    ("/credential/block", "BLOCKED_PERMANENT"),
    ("/credential/unblock", "ACTIVE"),
    ("/credential/delete", "REMOVED"),
]


def test_a_credential_is_created_with_what_is_given(house):
    who = {"userId": house.person(), "credentialName": house.define()}
    username = unique("Name").replace("-", "_")
    created = house.ok("/credential", who, credentialType="PERMANENT", username=username, credentialValue="s3cretA")
    assert created == {
        **who,
        "credentialType": "PERMANENT",
        "credentialStatus": "ACTIVE",
        "username": username.lower(),
        "credentialValue": None,
        "credentialChangeRequired": False,
    }
    assert house.check(who, "s3cretA")
    assert "s3cretA" not in house.row(who).value


def test_what_is_left_out_is_generated_and_told_once(house):
    who = {"userId": house.person(), "credentialName": house.define()}
    created = house.ok("/credential", who, credentialType="TEMPORARY")
    assert re.fullmatch("[1-9][0-9]{7}", created["username"])
    assert re.fullmatch("[a-zA-Z]{10}", created["credentialValue"])
    assert sum(map(str.islower, created["credentialValue"])) == 5
    assert house.check(who, created["credentialValue"])


@pytest.mark.parametrize(
    ("policy", "username", "value"),
    [
        (
            {
                "usernameGenAlgorithm": "RANDOM_LETTERS",
                "usernameGenParam": {"length": 10},
                "credentialGenParam": {
                    "length": 12,
                    "includeSmallLetters": True,
                    "smallLettersCount": 5,
                    "includeCapitalLetters": True,
                    "capitalLettersCount": 5,
                    "includeDigits": True,
                    "digitsCount": 1,
                    "includeSpecialChars": True,
                    "specialCharsCount": 1,
                },
            },
            "[a-z]{10}",
            r"(?=(?:.*[a-z]){5})(?=(?:.*[A-Z]){5})(?=.*[0-9])(?=.*[\^<>{};:.,~!?@#$%=&*\[\]()]).{12}",
        ),
        (
            {
                "usernameGenAlgorithm": "NO_USERNAME",
                "usernameGenParam": {},
                "credentialLengthMin": 4,
                "credentialGenAlgorithm": "RANDOM_PIN",
                "credentialGenParam": {"length": 6},
            },
            None,
            "[0-9]{6}",
        ),
    ],
)
def test_generated_ones_are_as_the_policy_says(house, policy, username, value):
    created = house.ok(
        "/credential", userId=house.person(), credentialName=house.define(**policy), credentialType="PERMANENT"
    )
    assert re.fullmatch(value, created["credentialValue"])
    assert created["username"] is None if username is None else re.fullmatch(username, created["username"])
    assert not created["credentialChangeRequired"]


def test_a_new_credential_replaces_the_one_before_whatever_blocks_it(house):
    who = house.credential()
    for _ in range(3):
        assert not house.check(who, "wrong")
    created = house.ok("/credential", who, credentialType="PERMANENT", credentialValue="An0therValue")
    assert created["credentialStatus"] == "ACTIVE"
    assert house.check(who, "An0therValue")
    assert house.row(who).attempt_counter == 1


def test_user_names_are_of_one_user_of_a_definition_in_whatever_case(house):
    name, username = house.define(), unique("name").replace("-", "_")
    mine = house.credential(name, username=username)
    other = {"userId": house.person(), "credentialName": name, "credentialType": "PERMANENT"}
    given = {"username": username.upper(), "credentialValue": "s3cretA"}
    for mode in ("NO_VALIDATION", "VALIDATE_CREDENTIAL", "VALIDATE_USERNAME_AND_CREDENTIAL"):
        assert house.problems("/credential", other, **given, validationMode=mode) == ["USERNAME_ALREADY_EXISTS"]
    again = {"username": username.upper(), "credentialValue": "An0therValue"}
    assert house.ok("/credential", mine, credentialType="PERMANENT", **again)["username"] == username
    elsewhere = {**other, "credentialName": house.define(), "credentialValue": "Th1rdValue"}
    assert house.ok("/credential", elsewhere, username=username)["username"] == username
    house.ok("/credential/delete", mine)
    assert house.ok("/credential", other, **given)["username"] == username


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("NO_VALIDATION", None),
        ("VALIDATE_USERNAME", ["USERNAME_TOO_SHORT"]),
        ("VALIDATE_CREDENTIAL", ["CREDENTIAL_TOO_SHORT"]),
        ("VALIDATE_USERNAME_AND_CREDENTIAL", ["USERNAME_TOO_SHORT", "CREDENTIAL_TOO_SHORT"]),
        (None, ["USERNAME_TOO_SHORT", "CREDENTIAL_TOO_SHORT"]),
    ],
)
def test_a_new_credential_is_held_against_what_is_asked(house, mode, expected):
    new = {
        "userId": house.person(),
        "credentialName": house.define(),
        "credentialType": "PERMANENT",
        "username": "short",
        "credentialValue": "abc",
        "validationMode": mode,
    }
    if expected is None:
        assert house.ok("/credential", new)["credentialChangeRequired"]
    else:
        assert house.problems("/credential", new) == expected


@pytest.mark.parametrize(("verb", "path"), [("PUT", "/credential"), ("POST", "/credential/update")])
@pytest.mark.parametrize(
    "changes",
    [
        {"username": "changed_{}"},
        {"credentialValue": "An0therValue"},
        {"username": "changed_{}", "credentialValue": "An0therValue"},
        {"credentialType": "TEMPORARY"},
        {"timestampExpires": "2099-01-01T00:00:00+0000"},
        {},
    ],
)
def test_a_change_changes_what_it_names(house, verb, path, changes):
    who = house.credential()
    before = house.row(who)
    changes = {member: value.format(unique("").strip("-")) for member, value in changes.items()}
    changed = house.nextstep.ok(verb, path, {**who, **changes})
    after = house.row(who)
    assert changed == {
        **who,
        "credentialType": changes.get("credentialType", "PERMANENT"),
        "credentialStatus": "ACTIVE",
        "username": changes.get("username", before.username),
        "credentialChangeRequired": False,
    }
    assert house.check(who, changes.get("credentialValue", "s3cretA"))
    assert (after.value != before.value) is ("credentialValue" in changes)
    assert (after.value_changed_ms != before.value_changed_ms) is ("credentialValue" in changes)
    assert (after.username_changed_ms != before.username_changed_ms) is ("username" in changes)
    assert (after.expires_ms is not None) is ("timestampExpires" in changes)
    assert after.updated_ms is not None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"username": "short"}, ["USERNAME_TOO_SHORT"]),
        ({"credentialValue": "abc"}, ["CREDENTIAL_TOO_SHORT"]),
        (
            {"username": "a$", "credentialValue": "abc"},
            ["USERNAME_TOO_SHORT", "USERNAME_ALLOWED_MATCH_FAILED", "CREDENTIAL_TOO_SHORT"],
        ),
    ],
)
def test_a_change_that_breaks_the_policy_changes_nothing(house, changes, expected):
    who = house.credential()
    before = house.row(who)
    assert house.problems("/credential/update", who, **changes) == expected
    assert house.row(who) == before


def test_a_change_to_somebody_elses_user_name_is_refused(house):
    name, username = house.define(), unique("name").replace("-", "_")
    house.credential(name, username=username)
    who = house.credential(name)
    assert house.problems("/credential/update", who, username=username) == ["USERNAME_ALREADY_EXISTS"]


@pytest.mark.parametrize("status", ["ACTIVE", "BLOCKED_TEMPORARY", "BLOCKED_PERMANENT", "REMOVED"])
def test_a_status_is_set_freely(house, status):
    who = house.credential()
    assert not house.check(who, "wrong")
    assert house.ok("/credential/update", who, credentialStatus=status)["credentialStatus"] == status
    row = house.row(who)
    assert (row.failed_soft, row.failed_hard) == ((0, 0) if status == "ACTIVE" else (1, 1))
    assert (row.blocked_ms is not None) is status.startswith("BLOCKED")
    assert (row.username is None) is (row.value is None) is (status == "REMOVED")


def test_a_change_leaves_a_block_and_its_counters(house):
    who = house.credential()
    for _ in range(3):
        house.check(who, "wrong")
    changed = house.ok("/credential/update", who, credentialValue="An0therValue")
    assert changed["credentialStatus"] == "BLOCKED_TEMPORARY"
    assert house.row(who).failed_hard == 3


def test_what_was_removed_comes_back_with_a_status_a_user_name_and_a_value_only(house):
    who = house.credential()
    house.ok("/credential/delete", who)
    assert house.refused("/credential/update", who, credentialValue="An0therValue") == "CREDENTIAL_NOT_FOUND"
    assert house.refused("/credential/update", who, credentialStatus="ACTIVE") == "CREDENTIAL_NOT_FOUND"
    back = {"credentialStatus": "ACTIVE", "credentialValue": "An0therValue"}
    assert house.problems("/credential/update", who, **back) == ["USERNAME_EMPTY"]
    assert house.ok("/credential/update", who, **back, username="somebody_else")["credentialStatus"] == "ACTIVE"
    assert house.check(who, "An0therValue")


def test_a_reset_keeps_the_user_name_and_unblocks(house):
    who = house.credential()
    username = house.row(who).username
    house.ok("/credential/block", who)
    reset = house.ok("/credential/reset", who)
    assert reset == {
        **who,
        "username": username,
        "credentialValue": reset["credentialValue"],
        "credentialStatus": "ACTIVE",
    }
    assert not house.check(who, "s3cretA")
    assert house.check(who, reset["credentialValue"])
    house.ok("/credential/reset", who, credentialType="TEMPORARY", timestampExpires="2099-01-01T00:00:00+0000")
    assert (house.row(who).type, house.row(who).expires_ms) == ("TEMPORARY", 4070908800000)


@pytest.mark.parametrize(
    ("policy", "kind", "seconds"),
    [
        ({"temporaryCredentialExpirationTime": 600}, "TEMPORARY", 600),
        ({"temporaryCredentialExpirationTime": 600}, "PERMANENT", None),
        ({"rotationEnabled": True, "rotationDays": 2}, "PERMANENT", 2 * 86_400),
        ({"rotationEnabled": True, "rotationDays": 2, "temporaryCredentialExpirationTime": 600}, "TEMPORARY", 600),
        ({"rotationEnabled": True, "rotationDays": 2}, "TEMPORARY", 2 * 86_400),
        ({"rotationEnabled": False, "rotationDays": 2}, "PERMANENT", None),
    ],
)
def test_a_credential_expires_as_its_policy_says(house, policy, kind, seconds):
    row = house.row(house.credential(house.define(**policy), credentialType=kind))
    assert row.expires_ms == (None if seconds is None else row.created_ms + seconds * 1000)


def test_blocking_and_unblocking_are_refused_where_they_change_nothing(house):
    who = house.credential()
    assert house.refused("/credential/unblock", who) == "CREDENTIAL_NOT_BLOCKED"
    assert house.ok("/credential/block", who) == {**who, "credentialStatus": "BLOCKED_PERMANENT"}
    assert not house.check(who, "s3cretA")
    assert house.refused("/credential/block", who) == "CREDENTIAL_NOT_ACTIVE"
    assert house.ok("/credential/unblock", who) == {**who, "credentialStatus": "ACTIVE"}
    assert house.check(who, "s3cretA")
    for _ in range(3):
        house.check(who, "wrong")
    assert house.ok("/credential/block", who)["credentialStatus"] == "BLOCKED_PERMANENT"


def test_a_removed_credential_is_not_there(house):
    who = house.credential()
    assert house.ok("/credential/delete", who) == {**who, "credentialStatus": "REMOVED"}
    assert not house.check(who, "s3cretA")
    for path, members in (
        ("/credential/delete", {}),
        ("/credential/block", {}),
        ("/credential/unblock", {}),
        ("/credential/reset", {}),
        ("/credential/update", {"credentialValue": "An0therValue"}),
        ("/credential/counter/update", {"authenticationResult": "FAILED"}),
    ):
        assert house.refused(path, who, **members) == "CREDENTIAL_NOT_FOUND"


ALL = [
    ("/credential", {"credentialType": "PERMANENT"}),
    ("/credential/update", {"credentialValue": "s3cretA"}),
    ("/credential/validate", {"validationMode": "NO_VALIDATION"}),
    ("/credential/reset", {}),
    ("/credential/delete", {}),
    ("/credential/block", {}),
    ("/credential/unblock", {}),
    ("/credential/counter/update", {"authenticationResult": "FAILED"}),
]


@pytest.mark.parametrize(("path", "members"), ALL)
def test_unknown_and_removed_users_and_definitions_are_refused(house, path, members):
    name, who = house.define(), house.person()
    removed = house.person(UserIdentityStatus.REMOVED)
    for user_id in (removed, "nobody", "x" * 256):
        asked = {"userId": user_id, "credentialName": name, **members}
        assert house.refused(path, asked) == "USER_IDENTITY_NOT_FOUND"
    gone = house.define()
    house.ok("/credential/definition/delete", {"credentialDefinitionName": gone})
    for unknown in (gone, "NOTHING", "x" * 256):
        asked = {"userId": who, "credentialName": unknown, **members}
        assert house.refused(path, asked) == "CREDENTIAL_DEFINITION_NOT_FOUND"
    for wrong in ({"userId": "x" * 257}, {"credentialName": "x"}, {"userId": None}, {"credentialName": None}):
        asked = {"userId": who, "credentialName": name, **members, **wrong}
        assert house.refused(path, asked) == "REQUEST_VALIDATION_FAILED"
    if path not in ("/credential", "/credential/validate"):
        asked = {"userId": who, "credentialName": name, **members}
        assert house.refused(path, asked) == "CREDENTIAL_NOT_FOUND"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"credentialType": "FOREVER"}, "INVALID_REQUEST"),
        ({"credentialType": None}, "REQUEST_VALIDATION_FAILED"),
        ({"credentialHistory": {}}, "INVALID_REQUEST"),
        ({"credentialHistory": [1]}, "INVALID_REQUEST"),
        ({"credentialHistory": [{"username": "somebody"}]}, "REQUEST_VALIDATION_FAILED"),
        ({"credentialHistory": [{"credentialValue": "value"}] * 101}, "REQUEST_VALIDATION_FAILED"),
        ({"credentialValue": "x" * 257}, "REQUEST_VALIDATION_FAILED"),
        ({"credentialValue": ["x"]}, "INVALID_REQUEST"),
        ({"timestampExpires": "tomorrow"}, "INVALID_REQUEST"),
        ({"validationMode": "NONE"}, "INVALID_REQUEST"),
    ],
)
def test_bad_members_are_refused_and_values_not_repeated(house, wrong, code):
    new = {"userId": house.person(), "credentialName": house.define(), "credentialType": "PERMANENT", **wrong}
    response = house.nextstep.ask("POST", "/credential", new)
    assert (response.status_code, response.json()["responseObject"]["code"]) == (400, code)
    assert "x" * 100 not in response.text
