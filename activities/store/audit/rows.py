"""The audit trail in SQL: rows are inserted, read, and given their place in the chain; nothing else changes them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.audit.ends import Begin, Head
from activities.store.columns import columns
from activities.store.database import Database, Session
from activities.store.tables import AuditChainRow, AuditRow

Row = Mapping[Any, Any]

CHAIN_ID = "audit"

_AUDIT: Table = AuditRow.__table__  # type: ignore[attr-defined]
_CHAIN: Table = AuditChainRow.__table__  # type: ignore[attr-defined]
_BATCH = 500

_WRITTEN = tuple(column.name for column in _AUDIT.c if column.name not in ("position", "link"))
_INSERT = _AUDIT.insert().values({name: bindparam(name) for name in _WRITTEN})
_WAITS = _AUDIT.c.position.is_(None)
_WAITING = select(_AUDIT.c.id, _AUDIT.c.mac).where(_WAITS).order_by(_AUDIT.c.id).limit(_BATCH)
_LONGEST_WAITING = select(_AUDIT.c.at_ms).where(_WAITS).order_by(_AUDIT.c.id).limit(1)
_PLACE = (
    update(_AUDIT)
    .where(_AUDIT.c.id == bindparam("row"), _WAITS)
    .values(position=bindparam("place"), link=bindparam("linked"))
)
_KEY = select(_CHAIN.c.sealed_key).where(_CHAIN.c.chain_id == CHAIN_ID)
_HEAD = select(_CHAIN.c.position, _CHAIN.c.link, _CHAIN.c.sealed_ms, _CHAIN.c.mac).where(_CHAIN.c.chain_id == CHAIN_ID)
# One statement, so that head and rows are of the same moment, whatever the database's isolation.
_HEAD_AND_ROWS = select(
    _CHAIN.c.position,
    _CHAIN.c.link,
    _CHAIN.c.sealed_ms,
    _CHAIN.c.mac,
    select(func.count(_AUDIT.c.position)).scalar_subquery(),
    select(func.max(_AUDIT.c.position)).scalar_subquery(),
    _CHAIN.c.begin_position,
    _CHAIN.c.begin_link,
    _CHAIN.c.begin_mac,
).where(_CHAIN.c.chain_id == CHAIN_ID)
_OF_USER = (
    select(_AUDIT)
    .where(
        _AUDIT.c.user_id == bindparam("user_id"),
        _AUDIT.c.application_id.in_(bindparam("application_ids", expanding=True)),
        _AUDIT.c.registration_id.is_not(None),
        _AUDIT.c.id >= bindparam("first"),
        _AUDIT.c.id < bindparam("end"),
    )
    .order_by(_AUDIT.c.id.desc())
    .limit(bindparam("most"))
)
_NEW_CHAIN = {
    one.dialect.name: one.insert(_CHAIN).on_conflict_do_nothing(index_elements=["chain_id"])
    for one in (sqlite, postgresql)
}


def insert(session: Session, row: Row) -> None:
    """In the transaction of what it tells of."""
    session.run(_INSERT, row)


def sealed_key(session: Session) -> str | None:
    """The chain's key; null where there is no chain yet."""
    found: str | None = session.connection().execute(_KEY).scalar()
    return found


def begin_chain(session: Session, key: str, head: Head, mac: str) -> None:
    """The chain begins with this key and head, unless it has begun."""
    connection = session.connection()
    values = {
        "chain_id": CHAIN_ID,
        "sealed_key": key,
        "mac": mac,
        **columns(head),
        "begin_position": 0,
        "begin_link": "",
    }
    connection.execute(_NEW_CHAIN[connection.dialect.name], values)


def find_head(session: Session, *, is_locked: bool) -> tuple[Head, str] | None:
    """The chain's end and its MAC; null where there is no chain. `is_locked`: until the transaction ends, from other sealers."""
    row = session.connection().execute(_HEAD.with_for_update() if is_locked else _HEAD).first()
    return None if row is None else (Head(*row[:3]), row[3])


def waiting_since(session: Session) -> int | None:
    """When the oldest row was written that has no place in the chain yet; null: all have one."""
    found: int | None = session.run(_LONGEST_WAITING).scalar()
    return found


def waiting(session: Session) -> Sequence[Row]:
    """Rows that are not sealed, oldest first: name and MAC, at most 500."""
    return session.connection().execute(_WAITING).mappings().all()


def place(session: Session, places: Sequence[Row], head: Head, mac: str) -> None:
    """Give rows their place (`row`, `place`, `linked`), and the chain its new end."""
    connection = session.connection()
    connection.execute(_PLACE, places)
    connection.execute(update(_CHAIN).where(_CHAIN.c.chain_id == CHAIN_ID).values(mac=mac, **columns(head)))


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of the chain with their MACs, how many rows are sealed, and the last of their positions."""

    head: Head
    mac: str
    count: int
    last: int | None
    begin: Begin
    begin_mac: str | None


def ends(session: Session) -> Ends | None:
    """Of one moment; null where there is no chain."""
    row = session.connection().execute(_HEAD_AND_ROWS).first()
    return None if row is None else Ends(Head(*row[:3]), row[3], row[4], row[5], Begin(row[6], row[7]), row[8])


def sealed_rows(database: Database, among: range | None = None) -> Iterator[Row]:
    """All sealed rows in the order of their positions, or those of them that have one of these; a transaction a batch."""
    statement = select(_AUDIT).where(~_WAITS)
    if among is not None:
        statement = statement.where(_AUDIT.c.position >= among.start, _AUDIT.c.position < among.stop)
    yield from batches(database, statement, _AUDIT.c.position)


def waiting_rows(database: Database) -> Iterator[Row]:
    """All rows that are not sealed, oldest first."""
    yield from batches(database, select(_AUDIT).where(_WAITS), _AUDIT.c.id)


def rows(database: Database, *, first_id: str | None, end_id: str | None) -> Iterator[Row]:
    """All rows in the order of time, from a name on and up to another."""
    statement = select(_AUDIT)
    if first_id is not None:
        statement = statement.where(_AUDIT.c.id >= first_id)
    if end_id is not None:
        statement = statement.where(_AUDIT.c.id < end_id)
    yield from batches(database, statement, _AUDIT.c.id)


def of_user(
    database: Database, user_id: str, application_ids: Collection[str], *, first_id: str, end_id: str, most: int
) -> Sequence[Row]:
    """What concerns the user's registrations in these applications, newest first."""
    keys = {
        "user_id": user_id,
        "application_ids": list(application_ids),
        "first": first_id,
        "end": end_id,
        "most": most,
    }
    with database.read() as session:
        return session.connection().execute(_OF_USER, keys).mappings().all()


def batches(database: Database, statement: Select[Any], key: Column[Any]) -> Iterator[Row]:
    """The rows of a statement in the order of `key`, a unique column: a transaction a batch."""
    first = statement.order_by(key).limit(_BATCH)
    after: Any = None
    while True:
        with database.read() as session:
            page = first if after is None else first.where(key > after)
            found = session.connection().execute(page).mappings().all()
        if not found:
            return
        yield from found
        after = found[-1][key.name]
