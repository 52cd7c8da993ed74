"""Which rules of its policy a user name or a value breaks (`nextstep.md` §6). Letters and digits are those of ASCII."""

import string
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from activities.credentials.generation_rules import Characters
from activities.credentials.hash_config import HashConfig
from activities.credentials.hashing import BCRYPT_BYTES
from activities.credentials.policy import CredentialPolicy
from activities.credentials.validation_rules import ValidationRules
from config.identity_vocabulary import (
    CredentialValidationFailure,
    CredentialValidationMode,
    UsernameGenerationAlgorithm,
)

_Failure = CredentialValidationFailure
_MODES = CredentialValidationMode

VALIDATES_USERNAME: Final = frozenset({_MODES.VALIDATE_USERNAME, _MODES.VALIDATE_USERNAME_AND_CREDENTIAL})
VALIDATES_VALUE: Final = frozenset({_MODES.VALIDATE_CREDENTIAL, _MODES.VALIDATE_USERNAME_AND_CREDENTIAL})


def _is_special(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


_CLASSES: Final[tuple[tuple[Characters, CredentialValidationFailure, Callable[[str], bool]], ...]] = (
    (Characters.CAPITAL_LETTERS, _Failure.CREDENTIAL_INSUFFICIENT_UPPERCASE, string.ascii_uppercase.__contains__),
    (Characters.SMALL_LETTERS, _Failure.CREDENTIAL_INSUFFICIENT_LOWERCASE, string.ascii_lowercase.__contains__),
    (Characters.ALPHABETICAL_LETTERS, _Failure.CREDENTIAL_INSUFFICIENT_ALPHABETICAL, string.ascii_letters.__contains__),
    (Characters.DIGITS, _Failure.CREDENTIAL_INSUFFICIENT_DIGIT, string.digits.__contains__),
    (Characters.SPECIAL_CHARS, _Failure.CREDENTIAL_INSUFFICIENT_SPECIAL, _is_special),
)


def username_failures(policy: CredentialPolicy, username: str | None) -> list[CredentialValidationFailure]:
    """In the order of the vocabulary; none where the policy has no user names. Whether it is taken is not looked at."""
    if policy.username_generation.algorithm is UsernameGenerationAlgorithm.NO_USERNAME:
        return []
    if not username:
        return [_Failure.USERNAME_EMPTY]
    return [*_username_failures(policy, username)]


def value_failures(
    policy: CredentialPolicy, value: str | None, username: str | None
) -> list[CredentialValidationFailure]:
    """In the order of the vocabulary. Whether it was used before is not looked at."""
    if not value:
        return [_Failure.CREDENTIAL_EMPTY]
    return [*_length_failures(policy, value), *_rule_failures(policy.validation, value, username)]


def storage_failures(hashing: HashConfig | None, value: str) -> list[CredentialValidationFailure]:
    """What cannot be kept, whatever is validated: bcrypt would pass over the rest."""
    too_long = hashing is not None and hashing.argon2 is None and len(value.encode()) > BCRYPT_BYTES
    return [_Failure.CREDENTIAL_TOO_LONG] if too_long else []


def _username_failures(policy: CredentialPolicy, username: str) -> Iterator[CredentialValidationFailure]:
    if policy.username_length_min is not None and len(username) < policy.username_length_min:
        yield _Failure.USERNAME_TOO_SHORT
    if policy.username_length_max is not None and len(username) > policy.username_length_max:
        yield _Failure.USERNAME_TOO_LONG
    if _has_whitespace(username):
        yield _Failure.USERNAME_ILLEGAL_WHITESPACE
    if policy.username_pattern is not None and not policy.username_pattern.matches(username):
        yield _Failure.USERNAME_ALLOWED_MATCH_FAILED


def _length_failures(policy: CredentialPolicy, value: str) -> Iterator[CredentialValidationFailure]:
    if policy.credential_length_min is not None and len(value) < policy.credential_length_min:
        yield _Failure.CREDENTIAL_TOO_SHORT
    if policy.credential_length_max is not None and len(value) > policy.credential_length_max:
        yield _Failure.CREDENTIAL_TOO_LONG


def _rule_failures(rules: ValidationRules, value: str, username: str | None) -> Iterator[CredentialValidationFailure]:
    if rules.no_whitespace and _has_whitespace(value):
        yield _Failure.CREDENTIAL_ILLEGAL_WHITESPACE
    if rules.no_username and username:
        folded = value.casefold()
        if username.casefold() in folded:
            yield _Failure.CREDENTIAL_ILLEGAL_USERNAME
        if username.casefold()[::-1] in folded:
            yield _Failure.CREDENTIAL_ILLEGAL_USERNAME_REVERSED
    if rules.allowed_chars is not None and not set(value) <= set(rules.allowed_chars):
        yield _Failure.CREDENTIAL_ALLOWED_CHAR_FAILED
    if rules.allowed_regex is not None and not rules.allowed_regex.finds(value):
        yield _Failure.CREDENTIAL_ALLOWED_MATCH_FAILED
    if rules.illegal_chars is not None and not set(value).isdisjoint(rules.illegal_chars):
        yield _Failure.CREDENTIAL_ILLEGAL_CHAR
    if rules.illegal_regex is not None and rules.illegal_regex.finds(value):
        yield _Failure.CREDENTIAL_ILLEGAL_MATCH
    for one, failure, is_one in _CLASSES:
        if sum(map(is_one, value)) < rules.least.get(one, 0):
            yield failure


def _has_whitespace(text: str) -> bool:
    return any(map(str.isspace, text))
