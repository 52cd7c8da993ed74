"""How a policy has user names and values made: as its parameters say, which are consistent (`nextstep.md` §0.3, §6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from config.identity_vocabulary import CredentialGenerationAlgorithm, UsernameGenerationAlgorithm

# Values and user names have so many characters at most.
LONGEST: Final = 256


class Characters(Enum):
    """A class of characters; the value is its name in policies' parameters."""

    SMALL_LETTERS = "smallLetters"
    CAPITAL_LETTERS = "capitalLetters"
    ALPHABETICAL_LETTERS = "alphabeticalLetters"
    DIGITS = "digits"
    SPECIAL_CHARS = "specialChars"


# Those that values are made of.
GENERATED: Final = (Characters.SMALL_LETTERS, Characters.CAPITAL_LETTERS, Characters.DIGITS, Characters.SPECIAL_CHARS)


@dataclass(frozen=True, slots=True)
class UsernameGeneration:
    """`length` counts for nothing where there are no user names."""

    algorithm: UsernameGenerationAlgorithm
    length: int


@dataclass(frozen=True, slots=True)
class CredentialGeneration:
    """`counts`: how many characters of each class a RANDOM_PASSWORD has; null: as it happens. A RANDOM_PIN has digits only."""

    algorithm: CredentialGenerationAlgorithm
    length: int
    counts: Mapping[Characters, int | None]


def username_generation(algorithm: str, parameters: Mapping[str, Any]) -> UsernameGeneration:
    """Raises `ValueError`."""
    known = UsernameGenerationAlgorithm(algorithm)
    if known is UsernameGenerationAlgorithm.NO_USERNAME:
        return UsernameGeneration(known, parameters.get("length") or 0)
    return UsernameGeneration(known, _length(parameters, "usernameGenParam"))


def credential_generation(algorithm: str, parameters: Mapping[str, Any]) -> CredentialGeneration:
    """Raises `ValueError` where the classes of characters do not make up the length."""
    known = CredentialGenerationAlgorithm(algorithm)
    length = _length(parameters, "credentialGenParam")
    if known is CredentialGenerationAlgorithm.RANDOM_PIN:
        return CredentialGeneration(known, length, {Characters.DIGITS: None})
    counts = {one: parameters.get(f"{one.value}Count") for one in GENERATED if parameters.get(include(one))}
    if not counts:
        raise ValueError("credentialGenParam includes no characters")
    counted = sum(count for count in counts.values() if count is not None)
    if None not in counts.values() and counted != length:
        raise ValueError(f"credentialGenParam counts {counted} characters, and length is {length}")
    if counted > length:
        raise ValueError(f"credentialGenParam counts {counted} characters, more than length, which is {length}")
    return CredentialGeneration(known, length, counts)


def include(characters: Characters) -> str:
    """The parameter that includes the class: `includeSmallLetters`."""
    return f"include{characters.value[0].upper()}{characters.value[1:]}"


def _length(parameters: Mapping[str, Any], where: str) -> int:
    length = parameters.get("length")
    if not isinstance(length, int) or not 1 <= length <= LONGEST:
        raise ValueError(f"length of {where} is 1 to {LONGEST}")
    return length
