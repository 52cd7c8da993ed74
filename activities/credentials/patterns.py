"""Regular expressions of policies: Java's, matched in bounded time."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import regex

from activities.credentials.generation_rules import LONGEST
from activities.credentials.java_patterns import translate
from config.reasons import Reason
from config.refused import Refused

# Texts are short: what takes longer backtracks for ever, or nearly.
SECONDS: Final = 0.5
_PROBE_SECONDS: Final = 0.2
_FLAGS: Final = {"a": regex.ASCII, "i": regex.IGNORECASE}
# Repeated, they are what expressions that backtrack do so on; then something comes that does not match.
_REPEATED: Final = ("a", "A", "0", "_", " ", "!", "aA0", "a0", "a.", "a a")
_ODD: Final = ("\x00", "!", "")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of a policy's. Both methods raise `Refused` CONFIGURATION_INVALID where it takes too long."""

    text: str
    expression: "regex.Pattern[str]"

    def matches(self, value: str) -> bool:
        """Whether all of the value matches."""
        try:
            return self.expression.fullmatch(value, timeout=SECONDS) is not None
        except TimeoutError:
            raise self._slow() from None

    def finds(self, value: str) -> bool:
        """Whether a part of the value matches."""
        try:
            return self.expression.search(value, timeout=SECONDS) is not None
        except TimeoutError:
            raise self._slow() from None

    def _slow(self) -> Refused:
        return Refused(Reason.CONFIGURATION_INVALID, "a regular expression of the policy takes too long")


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern:
    """Raises `ValueError` where it is none, or is not read as Java does."""
    made, flags = translate(text)
    try:
        return Pattern(text, regex.compile(made, sum((_FLAGS[flag] for flag in flags), regex.VERSION0)))
    except (regex.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is no regular expression: {error}") from None


def probe(text: str) -> None:
    """Raises `ValueError` where it is no pattern, or takes long for some text: nobody should wait for that with a password."""
    compiled = pattern(text).expression
    own = (character for character in dict.fromkeys(text) if character not in "\\[](){}")
    for part in chain(_REPEATED, own):
        for odd in _ODD:
            probed = (part * LONGEST)[: LONGEST - len(odd)] + odd
            try:
                compiled.fullmatch(probed, timeout=_PROBE_SECONDS)
                compiled.search(probed, timeout=_PROBE_SECONDS)
            except TimeoutError:
                raise ValueError(
                    "takes too long for some texts: repetitions within it match the same in many ways"
                ) from None
