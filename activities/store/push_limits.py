"""How many messages a user may be sent in a minute of the clock, counted for all processes together."""

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import PushCountRow

_MINUTE_MS = 60_000

_COUNT: Table = PushCountRow.__table__  # type: ignore[attr-defined]
_OLD = passing.delete_old(_COUNT, _COUNT.c.minute < database_ms() // _MINUTE_MS - 1)


_ONE_MORE = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_COUNT)
    .on_conflict_do_update(
        index_elements=["application_id", "user_id", "minute"],
        set_={"pushes": _COUNT.c.pushes + 1},
        where=_COUNT.c.pushes < bindparam("most"),
    )
    .returning(_COUNT.c.pushes)
    for dialect in (sqlite, postgresql)
}


def allows(session: Session, application_id: str, user_id: str, *, most: int, now_ms: int) -> bool:
    """Count one more message of the application to its user; False where `most` (at least 1) were sent in this minute."""
    values = {"application_id": application_id, "user_id": user_id, "minute": now_ms // _MINUTE_MS, "pushes": 1}
    return session.run(_ONE_MORE, values | {"most": most}).first() is not None


def delete_expired(session: Session) -> int:
    """Drop the counts of minutes that are over."""
    return session.run(_OLD).rowcount
