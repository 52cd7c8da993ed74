"""Messages that were shown in development, the last ones of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select

from activities.store.database import Session
from activities.store.tables import PushShownRow
from config import exact_json

# Of all devices together.
KEPT = 200


@dataclass(frozen=True, slots=True)
class StoredShown:
    """See `PushShownRow`."""

    registration_id: str
    message: dict[str, Any]
    shown_ms: int


_SHOWN: Table = PushShownRow.__table__  # type: ignore[attr-defined]
_ADD = insert(_SHOWN)
_NEWEST = select(func.max(_SHOWN.c.id)).scalar_subquery()
_OLD = delete(_SHOWN).where(_SHOWN.c.id <= _NEWEST - KEPT)
_OF_ONE = (
    select(_SHOWN.c.registration_id, _SHOWN.c.message, _SHOWN.c.shown_ms)
    .where(_SHOWN.c.registration_id == bindparam("registration_id"))
    .order_by(_SHOWN.c.id)
)


def add(session: Session, registration_id: str, message: Mapping[str, Any], shown_ms: int) -> None:
    """Keep a message, and drop the oldest."""
    values = {"registration_id": registration_id, "message": exact_json.write(message), "shown_ms": shown_ms}
    connection = session.connection()
    connection.execute(_ADD, values)
    connection.execute(_OLD)


def list_shown(session: Session, registration_id: str) -> list[StoredShown]:
    """What was shown on the registration's device, oldest first."""
    rows = session.run(_OF_ONE, {"registration_id": registration_id})
    return [StoredShown(name, exact_json.read(message), shown_ms) for name, message, shown_ms in rows]
