"""Regular expressions of policies, matched in bounded time."""

from dataclasses import dataclass
from functools import lru_cache

import regex

from config.reasons import Reason
from config.refused import Refused

# A text has 256 characters at most: what takes longer backtracks for ever, or nearly.
SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of a policy's. Both methods raise `Refused` CONFIGURATION_INVALID where it takes too long."""

    text: str
    compiled: "regex.Pattern[str]"

    def matches(self, value: str) -> bool:
        """Whether all of the value matches."""
        try:
            return self.compiled.fullmatch(value, timeout=SECONDS) is not None
        except TimeoutError:
            raise self._slow() from None

    def finds(self, value: str) -> bool:
        """Whether a part of the value matches."""
        try:
            return self.compiled.search(value, timeout=SECONDS) is not None
        except TimeoutError:
            raise self._slow() from None

    def _slow(self) -> Refused:
        return Refused(Reason.CONFIGURATION_INVALID, "a regular expression of the policy takes too long")


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern:
    """Raises `ValueError` where it is none."""
    try:
        return Pattern(text, regex.compile(text, regex.VERSION0 | regex.ASCII))
    except (regex.error, OverflowError, RecursionError) as error:
        raise ValueError(f"is no regular expression: {error}") from None
