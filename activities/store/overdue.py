"""What waits though its time is long over, by the database's clock."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, Table, bindparam, literal_column, select, tuple_

from activities.store.database import Database
from activities.store.database_clock import database_ms
from activities.store.tables import OperationRow, RegistrationRow


class OverdueKind(StrEnum):
    """What has a deadline, and a workflow that lets it pass."""

    OPERATIONS = "operations"
    REGISTRATIONS = "registrations"


@dataclass(frozen=True, slots=True)
class OverduePlace:
    """Of one in the order in which they are looked at."""

    expires_ms: int
    id: str


_OPERATION: Table = OperationRow.__table__  # type: ignore[attr-defined]
_REGISTRATION: Table = RegistrationRow.__table__  # type: ignore[attr-defined]


def _next(waits: str, expires_ms: ColumnElement[int], key: ColumnElement[str]) -> Select[Any]:
    order: tuple[ColumnElement[Any], ...] = (expires_ms, key)
    last = tuple_(bindparam("expires_ms", type_=BigInteger), bindparam("id", type_=String))
    return (
        select(*order)
        .where(
            # A literal, so that the index of those that wait serves.
            literal_column(waits),
            expires_ms < database_ms() - bindparam("grace_ms", type_=BigInteger),
            tuple_(*order) > last,
        )
        .order_by(*order)
        .limit(bindparam("size"))
    )


_NEXT = {
    OverdueKind.OPERATIONS: _next("result = 'CONTINUE'", _OPERATION.c.expires_ms, _OPERATION.c.operation_id),
    OverdueKind.REGISTRATIONS: _next(
        "status IN ('CREATED', 'PENDING_COMMIT')", _REGISTRATION.c.expires_ms, _REGISTRATION.c.registration_id
    ),
}


def find_overdue(
    database: Database, waiting: OverdueKind, after: OverduePlace | None, *, grace_ms: int, size: int
) -> list[OverduePlace]:
    """The next ones whose deadline passed longer ago than `grace_ms`, oldest deadline first; null: from the first one on."""
    place = after or OverduePlace(-1, "")
    values = {"expires_ms": place.expires_ms, "id": place.id, "grace_ms": grace_ms, "size": size}
    return [OverduePlace(*row) for row in database.rows(_NEXT[waiting], values)]
