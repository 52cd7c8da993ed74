"""The arithmetic of the trail: MACs of rows, links of the chain, its head. Pure; every MAC is HMAC-SHA256 as 64 hex digits."""

import hmac
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.powerauth.equality import constant_time_equal
from activities.store.audit.ends import Begin, Head
from config.random_names import random_suffix

# What a row says, in the order in which its MAC reads it: all of it but the MAC, and what the chain adds.
CONTENT = (
    "id",
    "at_ms",
    "actor",
    "action",
    "result",
    "user_id",
    "registration_id",
    "operation_id",
    "application_id",
    "external_user_id",
    "request_id",
    "address",
    "event_data",
)
_numbers = itertools.count()


def new_id(at_ms: int) -> str:
    """A name that grows with time, and in a process with each: 32 hex digits, of which 12 are the milliseconds."""
    return f"{at_ms:012x}{next(_numbers) & 0xFFFF:04x}{random_suffix()}"


def first_id(at_ms: int) -> str:
    """No id of this millisecond, or of a later one, is smaller."""
    return f"{at_ms:012x}"


@dataclass(frozen=True, slots=True)
class ChainKey:
    """Makes the trail's MACs."""

    _key: bytes = field(repr=False)

    def mac(self, row: Mapping[Any, Any]) -> str:
        """Of what a row says."""
        return self._mac("row", [row[name] for name in CONTENT])

    def link(self, before: str, position: int, row_id: str, mac: str) -> str:
        """Of the row at `position`, after the link `before`."""
        return self._mac("link", [before, position, row_id, mac])

    def head(self, head: Head) -> str:
        """Of the chain's end."""
        return self._mac("head", [head.position, head.link, head.sealed_ms])

    def begin(self, begin: Begin) -> str:
        """Of where the chain begins."""
        return self._mac("begin", [begin.position, begin.link])

    def _mac(self, kind: str, values: list[Any]) -> str:
        # JSON tells a number from a text, and a null from both; no two lists read the same.
        return hmac.digest(self._key, json.dumps([kind, *values]).encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """What is wrong, and with which row; null: with the trail as a whole."""

    reason: str
    row_id: str | None = None
    position: int | None = None

    def __str__(self) -> str:
        where = "".join(
            [f"row {self.row_id}" if self.row_id else "", f" at position {self.position}" if self.position else ""]
        ).strip()
        return f"{where}: {self.reason}" if where else self.reason


class Walk:
    """Follows the chain from where it begins, row by row in the order of positions; `head` is how far it came."""

    def __init__(self, key: ChainKey, begin: Begin | None = None) -> None:
        self.key = key
        self.head = Head() if begin is None else Head(begin.position, begin.link)

    def follow(self, row: Mapping[Any, Any]) -> ChainProblem | None:
        """What is wrong with the row that comes next; null: nothing, and the walk has passed it."""
        position, row_id = row["position"], row["id"]
        expected = self.head.position + 1
        if position != expected:
            missing = isinstance(position, int) and position > expected
            reason = (
                f"the row at position {expected} is missing before it" if missing else "its position is not its own"
            )
            return ChainProblem(reason, row_id, position)
        if not is_authentic(self.key, row):
            return ChainProblem("its content is not what was written", row_id, position)
        link = self.key.link(self.head.link, position, row_id, row["mac"])
        if not constant_time_equal(link, str(row["link"])):
            return ChainProblem("its link does not follow from the rows before it", row_id, position)
        self.head = Head(position, link)
        return None


def is_authentic(key: ChainKey, row: Mapping[Any, Any]) -> bool:
    """Whether a row says what was written."""
    try:
        return constant_time_equal(key.mac(row), str(row["mac"]))
    except TypeError:  # SQLite takes bytes in any column; we write none
        return False
