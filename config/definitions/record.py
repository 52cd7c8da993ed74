"""Reading one record of the definitions: every key typed, required ones present, unknown ones refused."""

import difflib
from enum import StrEnum
from typing import Any, TypeVar

from config.definitions.lines import KeyPath
from config.definitions.source import Source, SourceInvalid

Word = TypeVar("Word", bound=StrEnum)
Value = TypeVar("Value")


class Record:
    """A table of a source, read key by key; each reader raises `SourceInvalid` with the key's place.

    Readers answer None for an absent key; `require` turns that into a problem.
    """

    def __init__(self, source: Source, path: KeyPath, table: object) -> None:
        self.source, self.path = source, path
        if not isinstance(table, dict):
            raise self.wrong((), "must be a table")
        self._table: dict[str, Any] = table
        self._keys_read: set[str] = set()

    def wrong(self, key: KeyPath, message: str) -> SourceInvalid:
        """The error for `key` of this record."""
        return SourceInvalid(self.source.problem((*self.path, *key), message))

    def value(self, key: str) -> Any:
        """The raw value, None when absent."""
        self._keys_read.add(key)
        return self._table.get(key)

    def require(self, key: str, value: Value | None, why: str = "") -> Value:
        """`value` again, which must not be None."""
        if value is None:
            raise self.wrong((key,), f"is missing{why and f': {why}'}")
        return value

    def forbid(self, key: str, why: str) -> None:
        """Refuses `key` when it is present."""
        if self.value(key) is not None:
            raise self.wrong((key,), f"must not be given: {why}")

    def flag(self, key: str) -> bool | None:
        """true or false."""
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong((key,), f"must be true or false, not {value!r}")
        return value

    def number(self, key: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`."""
        value = self.value(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high):
            raise self.wrong((key,), f"must be a whole number from {low} to {high}, not {value!r}")
        return value

    def text(self, key: str, low: int, high: int) -> str | None:
        """A text of `low` to `high` characters."""
        value = self.value(key)
        if value is not None and (not isinstance(value, str) or not low <= len(value) <= high):
            raise self.wrong((key,), f"must be a text of {low} to {high} characters, not {value!r}")
        return value

    def word(self, key: str, words: type[Word]) -> Word | None:
        """One of `words`."""
        value = self.value(key)
        return None if value is None else self.match_word((key,), value, words)

    def match_word(self, key: KeyPath, value: Any, words: type[Word]) -> Word:
        """`value` as one of `words`."""
        try:
            return words(value)
        except ValueError:
            raise self.wrong(key, f"{value!r} is not known; {_nearest(value, [*words])}") from None

    def complete(self) -> None:
        """Refuses the keys that nobody read: they are misspelt, or belong elsewhere."""
        for key in self._table:
            if key not in self._keys_read:
                raise self.wrong((key,), f"is not a key of this table; {_nearest(key, sorted(self._keys_read))}")


def _nearest(value: object, words: list[str]) -> str:
    close = difflib.get_close_matches(str(value), words, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(words)}"
