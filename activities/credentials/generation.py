"""Values and user names from the system's randomness, as policies have them made (`nextstep.md` §6)."""

import secrets
import string
from collections.abc import Mapping
from typing import Final

from activities.credentials.generation_rules import Characters, CredentialGeneration, UsernameGeneration
from config.identity_vocabulary import UsernameGenerationAlgorithm

_ALPHABETS: Final = {
    Characters.SMALL_LETTERS: string.ascii_lowercase,
    Characters.CAPITAL_LETTERS: string.ascii_uppercase,
    Characters.DIGITS: string.digits,
    Characters.SPECIAL_CHARS: "^<>{};:.,~!?@#$%=&*[]()",
}
_RANDOM = secrets.SystemRandom()


def generate_value(rules: CredentialGeneration) -> str:
    """A value with as many characters of each class as the rules count, and of the others at random, one of each at least."""
    characters = [secrets.choice(_ALPHABETS[one]) for one, count in _counts(rules).items() for _ in range(count)]
    _RANDOM.shuffle(characters)
    return "".join(characters)


def generate_username(rules: UsernameGeneration) -> str | None:
    """Null where there are no user names. Numbers do not begin with zero."""
    match rules.algorithm:
        case UsernameGenerationAlgorithm.NO_USERNAME:
            return None
        case UsernameGenerationAlgorithm.RANDOM_DIGITS:
            least = 10 ** (rules.length - 1) if rules.length > 1 else 0
            return str(least + secrets.randbelow(10**rules.length - least))
        case UsernameGenerationAlgorithm.RANDOM_LETTERS:
            return "".join(secrets.choice(string.ascii_lowercase) for _ in range(rules.length))


def _counts(rules: CredentialGeneration) -> Mapping[Characters, int]:
    counts = {one: count or 0 for one, count in rules.counts.items()}
    free = [one for one, count in rules.counts.items() if count is None]
    rest = rules.length - sum(counts.values())
    # One of each, as far as there is room; which of them have more is left to chance.
    for one in _RANDOM.sample(free, min(rest, len(free))):
        counts[one] += 1
        rest -= 1
    weights = [len(_ALPHABETS[one]) for one in free]
    for one in _RANDOM.choices(free, weights, k=rest) if free else ():
        counts[one] += 1
    return counts
