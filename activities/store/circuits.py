"""Circuits as they are stored: of receivers that have failed since they last answered."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Database, Session
from activities.store.tables import CircuitRow


@dataclass(frozen=True, slots=True)
class StoredCircuit:
    """See `CircuitRow`."""

    kind: str
    lane: str
    failures: int
    trials: int
    last_error: str
    since_ms: int
    next_trial_ms: int | None
    trying: bool


_ROW: Table = CircuitRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_ROW.c[field.name] for field in fields(StoredCircuit))
_THIS = (_ROW.c.kind == bindparam("of_kind")) & (_ROW.c.lane == bindparam("of_lane"))
_ONE = select(*_COLUMNS).where(_THIS)
_FORGET = delete(_ROW).where(_THIS)
_OPEN = select(_ROW.c.kind, func.count()).where(_ROW.c.next_trial_ms.is_not(None)).group_by(_ROW.c.kind)
_FIRST = {"failures": 1, "trials": 0, "next_trial_ms": None, "trying": False}
_INSERT = {one.dialect.name: one.insert(_ROW) for one in (sqlite, postgresql)}
_FAIL = {
    name: statement.on_conflict_do_update(
        index_elements=[_ROW.c.kind, _ROW.c.lane],
        set_={"failures": _ROW.c.failures + 1, "last_error": statement.excluded.last_error},
    ).returning(*_COLUMNS)
    for name, statement in _INSERT.items()
}


def find(session: Session, kind: str, lane: str) -> StoredCircuit | None:
    """The receiver's circuit; null: it has not failed since it last answered."""
    row = session.run(_ONE, {"of_kind": kind, "of_lane": lane}).first()
    return None if row is None else StoredCircuit(*row)


def read(database: Database, kind: str, lane: str) -> StoredCircuit | None:
    """As `find`, in a transaction of its own."""
    rows = database.rows(_ONE, {"of_kind": kind, "of_lane": lane})
    return StoredCircuit(*rows[0]) if rows else None


def list_open(session: Session, size: int) -> list[StoredCircuit]:
    """Those that are open, longest first."""
    statement = select(*_COLUMNS).where(_ROW.c.next_trial_ms.is_not(None)).order_by(_ROW.c.since_ms).limit(size)
    return [StoredCircuit(*row) for row in session.connection().execute(statement)]


def find_among(session: Session, kind: str, lanes: Iterable[str]) -> dict[str, StoredCircuit]:
    """The circuits of those that have one, by their lanes."""
    statement = select(*_COLUMNS).where(_ROW.c.kind == kind, _ROW.c.lane.in_(list(lanes)))
    return {row.lane: StoredCircuit(*row) for row in session.connection().execute(statement)}


def fail(session: Session, kind: str, lane: str, reason: str, now_ms: int) -> StoredCircuit:
    """Count a failure: the circuit with it, kept from other writers until the transaction ends."""
    values = {"kind": kind, "lane": lane, "last_error": reason, "since_ms": now_ms, **_FIRST}
    return StoredCircuit(*session.run(_FAIL, values).one())


def pause(session: Session, circuit: StoredCircuit, *, trials: int, next_trial_ms: int) -> None:
    """Open the circuit, or keep it open, until then."""
    this = (_ROW.c.kind == circuit.kind) & (_ROW.c.lane == circuit.lane)
    session.connection().execute(
        update(_ROW).where(this).values(trials=trials, next_trial_ms=next_trial_ms, trying=False)
    )


def claim(session: Session, circuit: StoredCircuit, next_trial_ms: int) -> bool:
    """Whether the trial that was found due is the caller's: it is one caller's, and from then on the next one's."""
    this = (_ROW.c.kind == circuit.kind) & (_ROW.c.lane == circuit.lane)
    due = _ROW.c.next_trial_ms == circuit.next_trial_ms
    done = session.connection().execute(update(_ROW).where(this, due).values(next_trial_ms=next_trial_ms, trying=True))
    return done.rowcount == 1


def delete_circuit(session: Session, kind: str, lane: str) -> None:
    """It answers, or is no more."""
    session.run(_FORGET, {"of_kind": kind, "of_lane": lane})


def count_open(database: Database) -> dict[str, int]:
    """How many circuits are open, by kind."""
    return {str(kind): int(count) for kind, count in database.rows(_OPEN, {})}
