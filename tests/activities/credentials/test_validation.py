"""What a policy refuses, one rule each (`nextstep-scenarios.md`: credential and username validation)."""

import pytest

from activities.credentials.validation import storage_failures, username_failures, value_failures
from config.reasons import Reason
from config.refused import Refused
from tests.activities.credentials.made import a_policy, hashed

USERNAME = "novak_roman"

VALUES = [
    ("", {}, ["CREDENTIAL_EMPTY"]),
    (None, {}, ["CREDENTIAL_EMPTY"]),
    ("short", {}, ["CREDENTIAL_TOO_SHORT"]),
    ("x" * 31, {}, ["CREDENTIAL_TOO_LONG"]),
    ("abc def", {"includeWhitespaceRule": True}, ["CREDENTIAL_ILLEGAL_WHITESPACE"]),
    ("abc\u00a0def", {"includeWhitespaceRule": True}, ["CREDENTIAL_ILLEGAL_WHITESPACE"]),
    ("1Novak_Roman1", {"includeUsernameRule": True}, ["CREDENTIAL_ILLEGAL_USERNAME"]),
    ("1namor_kavon1", {"includeUsernameRule": True}, ["CREDENTIAL_ILLEGAL_USERNAME_REVERSED"]),
    (
        "abcdefz",
        {"includeAllowedCharacterRule": True, "allowedChars": "abcdef"},
        ["CREDENTIAL_ALLOWED_CHAR_FAILED"],
    ),
    ("abcdef", {"includeAllowedRegexRule": True, "allowedRegex": "[0-9]+"}, ["CREDENTIAL_ALLOWED_MATCH_FAILED"]),
    ("abcdef$$", {"includeIllegalCharacterRule": True, "illegalChars": "$&"}, ["CREDENTIAL_ILLEGAL_CHAR"]),
    ("abcdef12", {"includeIllegalRegexRule": True, "illegalRegex": "[0-9]"}, ["CREDENTIAL_ILLEGAL_MATCH"]),
    (
        "abcdef1$",
        {"includeCharacterRule": True, "includeCapitalLetters": True, "capitalLettersMin": 1},
        ["CREDENTIAL_INSUFFICIENT_UPPERCASE"],
    ),
    (
        "ABCDEF1$",
        {"includeCharacterRule": True, "includeSmallLetters": True, "smallLettersMin": 1},
        ["CREDENTIAL_INSUFFICIENT_LOWERCASE"],
    ),
    (
        "123456$a",
        {"includeCharacterRule": True, "includeAlphabeticalLetters": True, "alphabeticalLettersMin": 2},
        ["CREDENTIAL_INSUFFICIENT_ALPHABETICAL"],
    ),
    (
        "abcdefA$",
        {"includeCharacterRule": True, "includeDigits": True, "digitsMin": 1},
        ["CREDENTIAL_INSUFFICIENT_DIGIT"],
    ),
    (
        "abcdefA1",
        {"includeCharacterRule": True, "includeSpecialChars": True, "specialCharsMin": 1},
        ["CREDENTIAL_INSUFFICIENT_SPECIAL"],
    ),
    ("a b", {"includeWhitespaceRule": True}, ["CREDENTIAL_TOO_SHORT", "CREDENTIAL_ILLEGAL_WHITESPACE"]),
    ("abcdef1$A", {"includeCharacterRule": True, "includeSpecialChars": True, "specialCharsMin": 1}, []),
    ("1Novak_Roman1", {}, []),
    ("abc def", {}, []),
    ("nothing is asked", {"includeWhitespaceRule": False, "allowedChars": "x", "digitsMin": 3}, []),
]

USERNAMES = [
    (None, ["USERNAME_EMPTY"]),
    ("", ["USERNAME_EMPTY"]),
    ("short", ["USERNAME_TOO_SHORT"]),
    ("x" * 31, ["USERNAME_TOO_LONG"]),
    ("novak roman", ["USERNAME_ILLEGAL_WHITESPACE", "USERNAME_ALLOWED_MATCH_FAILED"]),
    ("novak$roman", ["USERNAME_ALLOWED_MATCH_FAILED"]),
    (USERNAME, []),
]


@pytest.mark.parametrize(("value", "rules", "expected"), VALUES)
def test_a_value_breaks_the_rules_that_it_breaks_and_no_other(value, rules, expected):
    assert value_failures(a_policy(credential_val_param=rules), value, USERNAME) == expected


@pytest.mark.parametrize(("username", "expected"), USERNAMES)
def test_a_user_name_breaks_the_rules_that_it_breaks_and_no_other(username, expected):
    assert username_failures(a_policy(), username) == expected


def test_a_policy_without_user_names_asks_nothing_of_them():
    policy = a_policy(username_gen_algorithm="NO_USERNAME", username_gen_param={})
    assert username_failures(policy, None) == username_failures(policy, "$") == []


def test_a_value_cannot_be_held_against_a_user_name_that_there_is_not():
    policy = a_policy(credential_val_param={"includeUsernameRule": True})
    assert value_failures(policy, "abcdefgh", None) == value_failures(policy, "abcdefgh", "") == []


@pytest.mark.exhaustive
def test_an_expression_that_takes_for_ever_is_the_policys_fault():
    policy = a_policy(
        credential_length_max=256,
        credential_val_param={"includeAllowedRegexRule": True, "allowedRegex": r"(a|aa)+\d"},
    )
    with pytest.raises(Refused) as refused:
        value_failures(policy, "a" * 60, USERNAME)
    assert refused.value.reason is Reason.CONFIGURATION_INVALID
    assert "aaaa" not in refused.value.detail


def test_what_bcrypt_would_pass_over_is_too_long_whatever_the_policy_says():
    assert storage_failures(hashed("BCRYPT"), "x" * 72) == storage_failures(hashed(), "x" * 256) == []
    assert storage_failures(hashed("BCRYPT"), "ž" * 37) == ["CREDENTIAL_TOO_LONG"]
