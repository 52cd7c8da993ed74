"""The audit trail's archive in SQL: which rows go into which file, and the beginning that moves on when they are dropped."""

from dataclasses import dataclass, fields

from sqlalchemy import BigInteger, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.audit.ends import Begin
from activities.store.audit.rows import CHAIN_ID
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import AuditChainRow, AuditRow, AuditSegmentRow

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Segment:
    """See `AuditSegmentRow`; both positions are in it."""

    first_position: int
    last_position: int
    planned_ms: int
    sha256: str | None


_AUDIT: Table = AuditRow.__table__  # type: ignore[attr-defined]
_CHAIN: Table = AuditChainRow.__table__  # type: ignore[attr-defined]
_SEGMENT: Table = AuditSegmentRow.__table__  # type: ignore[attr-defined]

_THE_CHAIN = _CHAIN.c.chain_id == CHAIN_ID
_BEGIN = select(_CHAIN.c.begin_position, _CHAIN.c.begin_link, _CHAIN.c.begin_mac).where(_THE_CHAIN)
_AT = select(*(_SEGMENT.c[column.name] for column in fields(Segment))).where(
    _SEGMENT.c.first_position == bindparam("first")
)
_ALL = select(*(_SEGMENT.c[column.name] for column in fields(Segment))).order_by(_SEGMENT.c.first_position)
_PLAN = {one.dialect.name: one.insert(_SEGMENT).on_conflict_do_nothing() for one in (sqlite, postgresql)}
_IN_RANGE = (_AUDIT.c.position >= bindparam("first"), _AUDIT.c.position <= bindparam("last"))
_YOUNG = database_ms() - bindparam("age_ms", type_=BigInteger)
# The last position in reach, the first that is too young, and whether the first row has waited for a day to be archived.
_REACH = select(
    select(func.max(_AUDIT.c.position)).where(*_IN_RANGE).scalar_subquery(),
    select(func.min(_AUDIT.c.position)).where(*_IN_RANGE, _AUDIT.c.at_ms >= _YOUNG).scalar_subquery(),
    select(_AUDIT.c.at_ms < _YOUNG - DAY_MS).where(_AUDIT.c.position == bindparam("first")).scalar_subquery(),
    database_ms(),
)


def begin(session: Session, *, is_locked: bool) -> tuple[Begin, str | None] | None:
    """Where the chain begins, and its MAC; null where there is no chain. `is_locked`: until the transaction ends."""
    row = session.connection().execute(_BEGIN.with_for_update() if is_locked else _BEGIN).first()
    return None if row is None else (Begin(row[0], row[1]), row[2])


def at(session: Session, first: int) -> Segment | None:
    """The segment that begins at this position; null where none is planned."""
    row = session.connection().execute(_AT, {"first": first}).first()
    return None if row is None else Segment(*row)


def list_segments(session: Session) -> list[Segment]:
    """All of them, in order."""
    return [Segment(*row) for row in session.connection().execute(_ALL)]


def reach(session: Session, first: int, *, age_ms: int, size: int) -> Segment | None:
    """The rows from this position on that are old enough, for a file of so many; null: too few, and not for a day yet."""
    keys = {"first": first, "last": first + size - 1, "age_ms": age_ms}
    last, young, has_waited, now_ms = session.connection().execute(_REACH, keys).one()
    if last is None or young == first:
        return None
    last = last if young is None else young - 1
    return Segment(first, last, now_ms, None) if has_waited or last == first + size - 1 else None


def plan(session: Session, segment: Segment) -> None:
    """What is planned first stays."""
    connection = session.connection()
    values = {column.name: getattr(segment, column.name) for column in fields(Segment)}
    connection.execute(_PLAN[connection.dialect.name], values)


def mark_written(session: Session, first: int, sha256: str) -> None:
    """The segment's file is where it belongs."""
    session.connection().execute(update(_SEGMENT).where(_SEGMENT.c.first_position == first).values(sha256=sha256))


def link(session: Session, position: int) -> str | None:
    """The link of the row there."""
    found: str | None = (
        session.connection().execute(select(_AUDIT.c.link).where(_AUDIT.c.position == position)).scalar()
    )
    return found


def drop(session: Session, after: int, new: Begin, mac: str) -> int:
    """Drop the rows behind a position up to the new beginning, which is written with it. How many there were."""
    connection = session.connection()
    connection.execute(
        update(_CHAIN).where(_THE_CHAIN).values(begin_position=new.position, begin_link=new.link, begin_mac=mac)
    )
    rows = delete(_AUDIT).where(_AUDIT.c.position > after, _AUDIT.c.position <= new.position)
    return connection.execute(rows).rowcount
