"""Signs of life of our processes, by the database's clock, and how far their own are ahead of it.

SQLite's clock is that of the process that asks: what it takes for written in the future was written by a clock that is ahead.
"""

from dataclasses import dataclass

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import HeartbeatRow
from config.clock import ahead, now_ms

API = "api"

_ROW: Table = HeartbeatRow.__table__  # type: ignore[attr-defined]
_BEAT = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_ROW)
    .values(kind=bindparam("this"), at_ms=database_ms())
    .on_conflict_do_update(index_elements=["kind"], set_={"at_ms": database_ms()})
    .returning(_ROW.c.at_ms)
    for dialect in (sqlite, postgresql)
}
_NOTE = update(_ROW).where(_ROW.c.kind == bindparam("this")).values(clock_ahead_ms=bindparam("ahead_ms"))
_LAST = select(database_ms() - _ROW.c.at_ms, _ROW.c.clock_ahead_ms).where(_ROW.c.kind == bindparam("this"))


def of_workers(task_queue: str) -> str:
    """The kind of those that poll a task queue: of two releases side by side each has its own, and one is none of the other's."""
    return f"worker {task_queue}"


@dataclass(frozen=True, slots=True)
class Beat:
    """The last one of a kind: how long ago it was, and how far the clock of who wrote it is ahead of the database's."""

    age_ms: int
    clock_ahead_ms: int


def beat(session: Session, kind: str) -> int:
    """Write that a process of this kind lives: the database's time, in milliseconds."""
    before = now_ms()
    written: int = session.run(_BEAT, {"this": kind}).scalar_one()
    session.run(_NOTE, {"this": kind, "ahead_ms": -ahead(before, written, now_ms())})
    return written


def last(session: Session, kind: str) -> Beat | None:
    """The last sign of life of this kind; null: there is none."""
    row = session.run(_LAST, {"this": kind}).first()
    if row is None:
        return None
    age_ms, ahead_ms = row
    return Beat(max(age_ms, 0), ahead_ms or max(-age_ms, 0))
