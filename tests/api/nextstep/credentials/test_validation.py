"""Values and user names held against their policy by the API, and values that were used before."""

import pytest

from tests.e2e.client import unique

USERNAME = "novak_roman"
RULES = [
    ("abc", {}, "CREDENTIAL_TOO_SHORT"),
    ("x" * 31, {}, "CREDENTIAL_TOO_LONG"),
    ("abc def", {"includeWhitespaceRule": True}, "CREDENTIAL_ILLEGAL_WHITESPACE"),
    (f"1{USERNAME}1", {"includeUsernameRule": True}, "CREDENTIAL_ILLEGAL_USERNAME"),
    (f"1{USERNAME[::-1]}1", {"includeUsernameRule": True}, "CREDENTIAL_ILLEGAL_USERNAME_REVERSED"),
    ("abcdefz", {"includeAllowedCharacterRule": True, "allowedChars": "abcdef"}, "CREDENTIAL_ALLOWED_CHAR_FAILED"),
    ("abcdef", {"includeAllowedRegexRule": True, "allowedRegex": "[0-9]+"}, "CREDENTIAL_ALLOWED_MATCH_FAILED"),
    ("abcdef$", {"includeIllegalCharacterRule": True, "illegalChars": "$&"}, "CREDENTIAL_ILLEGAL_CHAR"),
    ("abcdef1", {"includeIllegalRegexRule": True, "illegalRegex": "[0-9]"}, "CREDENTIAL_ILLEGAL_MATCH"),
    *(
        (
            "......",
            {"includeCharacterRule": True, f"include{name}": True, f"{name[0].lower()}{name[1:]}Min": 1},
            f"CREDENTIAL_INSUFFICIENT_{code}",
        )
        for name, code in (
            ("CapitalLetters", "UPPERCASE"),
            ("SmallLetters", "LOWERCASE"),
            ("AlphabeticalLetters", "ALPHABETICAL"),
            ("Digits", "DIGIT"),
        )
    ),
    (
        "abcdef",
        {"includeCharacterRule": True, "includeSpecialChars": True, "specialCharsMin": 1},
        "CREDENTIAL_INSUFFICIENT_SPECIAL",
    ),
    (None, {}, "CREDENTIAL_EMPTY"),
]
USERNAMES = [
    (None, ["USERNAME_EMPTY"]),
    ("short", ["USERNAME_TOO_SHORT"]),
    ("x" * 31, ["USERNAME_TOO_LONG"]),
    ("novak roman", ["USERNAME_ILLEGAL_WHITESPACE", "USERNAME_ALLOWED_MATCH_FAILED"]),
    ("novak$roman", ["USERNAME_ALLOWED_MATCH_FAILED"]),
    (USERNAME, []),
]


@pytest.mark.parametrize(("value", "rules", "expected"), RULES)
def test_each_rule_has_its_word(house, value, rules, expected):
    asked = {
        "userId": house.person(),
        "credentialName": house.define(credentialValParam=rules),
        "username": USERNAME,
        "credentialValue": value,
        "validationMode": "VALIDATE_CREDENTIAL",
    }
    found = house.ok("/credential/validate", asked)
    assert found == {"validationResult": "FAILED", "validationErrors": [expected]}
    good = {"validationResult": "SUCCEEDED", "validationErrors": []}
    assert house.ok("/credential/validate", asked, validationMode="VALIDATE_USERNAME") == good
    assert house.ok("/credential/validate", asked, validationMode="NO_VALIDATION") == good


@pytest.mark.parametrize(("username", "expected"), USERNAMES)
@pytest.mark.parametrize("mode", ["VALIDATE_USERNAME", "VALIDATE_USERNAME_AND_CREDENTIAL"])
def test_user_names_are_held_against_their_rules(house, username, expected, mode):
    asked = {
        "userId": house.person(),
        "credentialName": house.define(),
        "username": username,
        "credentialValue": "s3cretA",
        "validationMode": mode,
    }
    assert house.ok("/credential/validate", asked)["validationErrors"] == expected


def test_a_user_name_that_is_taken_is_told_but_to_its_own_user(house):
    name, username = house.define(), unique("name").replace("-", "_")
    mine = house.credential(name, username=username)
    asked = {"credentialName": name, "username": username.upper(), "validationMode": "VALIDATE_USERNAME"}
    taken = house.ok("/credential/validate", asked, userId=house.person())
    assert taken["validationErrors"] == ["USERNAME_ALREADY_EXISTS"]
    assert house.ok("/credential/validate", asked, userId=mine["userId"])["validationErrors"] == []


def test_a_value_is_held_against_the_present_user_name_where_none_is_given(house):
    who = house.credential(
        house.define(credentialValParam={"includeUsernameRule": True}), username=unique("u" * 8)[:20].replace("-", "_")
    )
    value = f"1{house.row(who).username}"
    found = house.ok("/credential/validate", who, credentialValue=value, validationMode="VALIDATE_CREDENTIAL")
    assert found["validationErrors"] == ["CREDENTIAL_ILLEGAL_USERNAME"]
    assert house.problems("/credential/update", who, credentialValue=value) == ["CREDENTIAL_ILLEGAL_USERNAME"]


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"hashingEnabled": False, "hashConfigName": None},
        {"encryptionEnabled": True, "encryptionAlgorithm": "AES_HMAC"},
        {"hashingEnabled": False, "hashConfigName": None, "encryptionEnabled": True, "encryptionAlgorithm": "AES_HMAC"},
    ],
)
@pytest.mark.parametrize(("others", "accepted"), [(0, False), (1, False), (2, False), (3, True)])
def test_the_newest_values_are_not_used_again(house, definition, others, accepted):
    who = house.credential(house.define(definition=definition))
    for number in range(others):
        house.ok("/credential/update", who, credentialValue=f"0therValue{number}")
    again = {**who, "credentialValue": "s3cretA"}
    validated = house.ok("/credential/validate", again, validationMode="VALIDATE_CREDENTIAL")
    if accepted:
        assert validated["validationErrors"] == []
        assert house.ok("/credential/update", again)["credentialStatus"] == "ACTIVE"
    else:
        assert validated["validationErrors"] == ["CREDENTIAL_HISTORY_CHECK_FAILED"]
        assert house.problems("/credential/update", again) == ["CREDENTIAL_HISTORY_CHECK_FAILED"]


def test_a_history_of_none_lets_everything_be_used_again(house):
    who = house.credential(house.define(checkHistoryCount=0))
    assert house.ok("/credential/update", who, credentialValue="s3cretA")["credentialStatus"] == "ACTIVE"


def test_values_of_where_it_was_kept_before_are_not_used_again(house):
    history = [{"username": "old_name", "credentialValue": f"0ldValue{number}"} for number in range(3)]
    name = house.define(checkHistoryCount=3)
    who = {"userId": house.person(), "credentialName": name}
    new = {**who, "credentialType": "PERMANENT", "username": unique("name").replace("-", "_")}
    assert house.problems("/credential", new, credentialValue="0ldValue2", credentialHistory=history) == [
        "CREDENTIAL_HISTORY_CHECK_FAILED"
    ]
    house.ok("/credential", new, credentialValue="s3cretA", credentialHistory=history)
    for value, is_free in (("0ldValue0", True), ("0ldValue1", False), ("0ldValue2", False), ("s3cretA", False)):
        found = house.ok("/credential/validate", who, credentialValue=value, validationMode="VALIDATE_CREDENTIAL")
        assert (found["validationErrors"] == []) is is_free
