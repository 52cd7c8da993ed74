"""Signs of life of our processes, by the database's clock."""

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import HeartbeatRow

WORKER = "worker"
API = "api"

_ROW: Table = HeartbeatRow.__table__  # type: ignore[attr-defined]
_BEAT = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_ROW)
    .values(kind=bindparam("this"), at_ms=database_ms())
    .on_conflict_do_update(index_elements=["kind"], set_={"at_ms": database_ms()})
    .returning(_ROW.c.at_ms)
    for dialect in (sqlite, postgresql)
}
_AGE = select(database_ms() - _ROW.c.at_ms).where(_ROW.c.kind == bindparam("this"))


def beat(session: Session, kind: str) -> int:
    """Write that a process of this kind lives: the database's time, in milliseconds."""
    connection = session.connection()
    written: int = connection.execute(_BEAT[connection.dialect.name], {"this": kind}).scalar_one()
    return written


def age_ms(session: Session, kind: str) -> int | None:
    """How long ago a process of this kind has written last; null: none ever has."""
    found: int | None = session.connection().execute(_AGE, {"this": kind}).scalar_one_or_none()
    return found
