"""Wrong proofs, counted by the hour for all processes together."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import UnprovedRow

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class UnprovedCount:
    """See `UnprovedRow`."""

    action: str
    result: str
    registration_id: str | None
    address: str | None
    occurrences: int
    until_ms: int


_UNPROVED: Table = UnprovedRow.__table__  # type: ignore[attr-defined]
_SHOWN = [_UNPROVED.c[name] for name in ("action", "result", "registration_id", "address", "occurrences", "until_ms")]
_OVER = passing.delete_old(_UNPROVED, _UNPROVED.c.until_ms <= database_ms()).returning(*_SHOWN)
_GIVEN: dict[str, Any] = {name: bindparam(name) for name in ("action", "place", "result", "registration_id", "address")}
_ONE_MORE: dict[str, Any] = {}
for _dialect in (sqlite, postgresql):
    _insert = _dialect.insert(_UNPROVED).values(**_GIVEN, occurrences=1, until_ms=database_ms() + HOUR_MS)
    _latest = {name: _insert.excluded[name] for name in ("result", "address")}
    _ONE_MORE[_dialect.__name__.rpartition(".")[2]] = _insert.on_conflict_do_update(
        index_elements=["action", "place"], set_={**_latest, "occurrences": _UNPROVED.c.occurrences + 1}
    ).returning(_UNPROVED.c.occurrences)


def count(
    session: Session, *, action: str, place: str, result: str, registration_id: str | None, address: str | None
) -> int:
    """Count one more; how many there were within this hour."""
    values = {
        "action": action,
        "place": place,
        "result": result,
        "registration_id": registration_id,
        "address": address,
    }
    return int(session.run(_ONE_MORE, values).scalar_one())


def take_over(session: Session) -> list[UnprovedCount]:
    """Those whose hour is over, at most `passing.MAX`; they are counted anew."""
    return [UnprovedCount(*row) for row in session.run(_OVER)]
