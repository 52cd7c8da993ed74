"""Registrations that wait, and those of them whose time is long over by the database's clock."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, String, Table, bindparam, select, tuple_

from activities.store.database import Database
from activities.store.database_clock import database_ms
from activities.store.registrations import WAITS
from activities.store.tables import RegistrationRow


@dataclass(frozen=True, slots=True)
class OverduePlace:
    """Of one in the order in which they are looked at."""

    expires_ms: int
    id: str


_ROW: Table = RegistrationRow.__table__  # type: ignore[attr-defined]
_ORDER = (_ROW.c.expires_ms, _ROW.c.registration_id)
_LAST = tuple_(bindparam("expires_ms", type_=BigInteger), bindparam("id", type_=String))
_NEXT_OPEN = select(*_ORDER).where(WAITS, tuple_(*_ORDER) > _LAST).order_by(*_ORDER).limit(bindparam("size"))
_NEXT = _NEXT_OPEN.where(_ROW.c.expires_ms < database_ms() - bindparam("grace_ms", type_=BigInteger))


def find_overdue(database: Database, after: OverduePlace | None, *, grace_ms: int, size: int) -> list[OverduePlace]:
    """The next ones whose deadline passed longer ago than `grace_ms`, oldest deadline first; null: from the first one on."""
    place = after or OverduePlace(-1, "")
    values = {"expires_ms": place.expires_ms, "id": place.id, "grace_ms": grace_ms, "size": size}
    return [OverduePlace(*row) for row in database.rows(_NEXT, values)]


def find_open(database: Database, after: OverduePlace | None, *, size: int) -> list[OverduePlace]:
    """The next ones that wait, whatever their deadline, oldest deadline first; null: from the first one on."""
    place = after or OverduePlace(-1, "")
    values = {"expires_ms": place.expires_ms, "id": place.id, "size": size}
    return [OverduePlace(*row) for row in database.rows(_NEXT_OPEN, values)]
