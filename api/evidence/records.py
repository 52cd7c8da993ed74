"""The records of a bundle: what each tells, and what is missing among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

Record = dict[str, Any]


class RecordKind(StrEnum):
    """The member `record` of each, in the order in which they stand."""

    OPERATION = "operation"
    FORM = "form"
    ANSWER = "answer"
    REGISTRATION = "registration"
    STEP = "step"
    CHECK = "check"
    CODE = "code"
    DELIVERY = "delivery"
    AUDIT = "audit"
    NOTE = "note"
    GAP = "gap"


@dataclass(slots=True)
class Dossier:
    """What was found of an operation. A gap is what should be there and is not; a note, what is not there by a rule.

    `trail_head`: where the chain of the audit trail ended, as position:link.
    """

    operation_id: str
    records: list[Record] = field(default_factory=list, repr=False)
    gaps: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    trail_head: str | None = None

    def add(self, kind: RecordKind, members: Mapping[str, Any]) -> None:
        """A record."""
        self.records.append({"record": str(kind), **members})

    def lines(self) -> list[Record]:
        """All records in their order, what is missing at the end."""
        order = {str(kind): place for place, kind in enumerate(RecordKind)}
        found = sorted(self.records, key=lambda one: order[one["record"]])
        found += [{"record": str(RecordKind.NOTE), "text": text} for text in self.notes]
        return found + [{"record": str(RecordKind.GAP), "text": text} for text in self.gaps]


def instant(ms: int | None) -> str | None:
    """A time as records tell it: ISO 8601 in UTC, to the millisecond."""
    if ms is None:
        return None
    return f"{datetime.fromtimestamp(ms // 1000, UTC):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"
