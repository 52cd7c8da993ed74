"""Values that a user's credentials had, the present ones too: the newest so many are kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, func, select

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import CredentialHistoryRow

# No policy looks at more.
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class PastValue:
    """See `CredentialHistoryRow`."""

    user_id: str
    ordinal: int
    credential_name: str
    username: str | None = field(repr=False)
    value: str = field(repr=False)
    hash_config_name: str | None
    is_sealed: bool
    created_ms: int


_HISTORY: Table = CredentialHistoryRow.__table__  # type: ignore[attr-defined]
_OF_USER = _HISTORY.c.user_id == bindparam("user")
_NEWEST = (
    select(*(_HISTORY.c[name] for name in PastValue.__slots__))
    .where(_OF_USER)
    .order_by(_HISTORY.c.ordinal.desc())
    .limit(MOST)
)
_LAST = select(func.coalesce(func.max(_HISTORY.c.ordinal), 0)).where(_OF_USER)
_ADD = _HISTORY.insert()
_DROP = delete(_HISTORY).where(_OF_USER, _HISTORY.c.ordinal <= bindparam("until"))


def newest(session: Session, user_id: str, most: int) -> list[PastValue]:
    """The newest values, of whatever credentials of the user's, the newest first."""
    rows: Sequence[Any] = [*session.run(_NEWEST, {"user": user_id})][:most]
    return [PastValue(*row) for row in rows]


def next_ordinal(session: Session, user_id: str) -> int:
    """The one that a value added now has. The user's row is locked."""
    return int(session.run(_LAST, {"user": user_id}).scalar_one()) + 1


def add(session: Session, past: PastValue) -> None:
    """The oldest values are dropped where there are more than anybody looks at."""
    session.run(_ADD, columns(past))
    if past.ordinal > MOST:
        session.run(_DROP, {"user": past.user_id, "until": past.ordinal - MOST})
