"""Deliveries as they are stored: noted once for an event and a target, attempted, ended, and dropped some time after.

Payloads pass through here sealed.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, fields

from sqlalchemy import BigInteger, ColumnElement, Table, bindparam, cast, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.columns import columns
from activities.store.database import Database, Session
from activities.store.database_clock import database_ms
from activities.store.tables import DeliveryRow
from config.vocabulary import DeliveryState

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """See `DeliveryRow`; `payload` is sealed."""

    delivery_id: str
    kind: str
    target: str
    application_id: str
    event_key: str
    payload: str = field(repr=False)
    state: str
    attempts: int
    last_error: str | None
    created_ms: int
    changed_ms: int
    retention_days: int
    lane: str = ""
    due_ms: int = 0
    expires_ms: int | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that somebody is to look after; `attempts` were begun by others before."""

    delivery_id: str
    kind: str
    lane: str
    attempts: int
    traceparent: str | None = None


_ROW: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
COLUMNS = tuple(_ROW.c[field.name] for field in fields(StoredDelivery))
_ID = _ROW.c.delivery_id == bindparam("id")
# A literal, so that the index of what waits serves.
WAITS: ColumnElement[bool] = literal_column("state = 'WAITING'")

_NOTES = {
    dialect.dialect.name: dialect.insert(_ROW).on_conflict_do_nothing().returning(_ROW.c.delivery_id)
    for dialect in (sqlite, postgresql)
}
_ONE = select(*COLUMNS).where(_ID)
_LOCKED = _ONE.with_for_update()
_DUE = (
    select(_ROW.c.delivery_id, _ROW.c.kind, _ROW.c.lane, _ROW.c.attempts, _ROW.c.traceparent)
    .where(WAITS, _ROW.c.due_ms <= database_ms())
    .order_by(_ROW.c.due_ms, _ROW.c.created_ms)
    .limit(bindparam("size"))
)
_DUE_OF_OTHERS = _DUE.where(_ROW.c.lane.not_in(bindparam("full", expanding=True)))
_UNCLAIMED = (
    select(_ROW.c.delivery_id)
    .where(WAITS, _ROW.c.due_ms <= database_ms(), _ROW.c.delivery_id.in_(bindparam("ids", expanding=True)))
    .with_for_update(skip_locked=True)
)
_LATER = (
    update(_ROW)
    .where(WAITS, _ROW.c.delivery_id.in_(bindparam("ids", expanding=True)))
    .values(due_ms=database_ms() + bindparam("care_ms"))
)
_BEGIN = (
    update(_ROW)
    .where(_ID, WAITS)
    .values(
        attempts=_ROW.c.attempts + 1,
        changed_ms=bindparam("now_ms"),
        due_ms=database_ms() + bindparam("care_ms", type_=BigInteger),
    )
    .returning(*COLUMNS)
)
_HOLD = (
    update(_ROW)
    .where(_ID, WAITS, _ROW.c.changed_ms <= bindparam("now_ms"))
    .values(
        last_error=bindparam("reason"),
        changed_ms=bindparam("now_ms"),
        due_ms=database_ms() + bindparam("care_ms", type_=BigInteger),
    )
)
_END = (
    update(_ROW)
    .where(_ID, _ROW.c.state != literal_column("'DELIVERED'"))
    .values(
        state=bindparam("ended"),
        last_error=bindparam("reason"),
        changed_ms=bindparam("now_ms"),
        expires_ms=bindparam("now_ms", type_=BigInteger)
        + cast(_ROW.c.retention_days, BigInteger) * literal_column(str(_DAY_MS), BigInteger),
    )
    .returning(_ROW.c.state)
)
_OLD = passing.delete_old(_ROW, _ROW.c.expires_ms < database_ms())


def expiry(ended_ms: int, retention_days: int) -> int:
    """When a delivery that has ended may be dropped."""
    return ended_ms + retention_days * _DAY_MS


def insert(session: Session, delivery: StoredDelivery) -> bool:
    """Note a delivery; False where its event is noted for its target already."""
    return session.run(_NOTES, columns(delivery)).first() is not None


def find(session: Session, delivery_id: str) -> StoredDelivery | None:
    """The delivery, or null."""
    row = session.run(_ONE, {"id": delivery_id}).first()
    return None if row is None else StoredDelivery(*row)


def read(database: Database, delivery_id: str) -> StoredDelivery | None:
    """As `find`, in a transaction of its own."""
    rows = database.rows(_ONE, {"id": delivery_id})
    return StoredDelivery(*rows[0]) if rows else None


def lock(session: Session, delivery_id: str) -> StoredDelivery | None:
    """The delivery, kept from other writers until the transaction ends; or null."""
    row = session.run(_LOCKED, {"id": delivery_id}).first()
    return None if row is None else StoredDelivery(*row)


def amend(session: Session, delivery_id: str, **values: str | int | None) -> None:
    """Write columns."""
    session.connection().execute(update(_ROW).where(_ROW.c.delivery_id == delivery_id).values(**values))


def find_due(database: Database, size: int, full: Collection[str] = ()) -> list[Due]:
    """Deliveries that nobody looks after, longest due first, but for those of `full` lanes; to be claimed."""
    if not full:
        return [Due(*row) for row in database.rows(_DUE, {"size": size})]
    with database.read() as session:
        return [Due(*row) for row in session.run(_DUE_OF_OTHERS, {"size": size, "full": list(full)})]


def claim(session: Session, delivery_ids: Collection[str], care_ms: int) -> set[str]:
    """Those among the deliveries that nobody looks after by now: the caller does, for `care_ms`."""
    claimed = {*session.run(_UNCLAIMED, {"ids": list(delivery_ids)}).scalars()}
    if claimed:
        look_after(session, claimed, care_ms)
    return claimed


def look_after(session: Session, delivery_ids: Collection[str], care_ms: int) -> None:
    """Nobody else needs to look after these for `care_ms`, if they wait still."""
    session.run(_LATER, {"ids": list(delivery_ids), "care_ms": care_ms})


def begin(session: Session, delivery_id: str, now_ms: int, care_ms: int) -> StoredDelivery | None:
    """Count an attempt of a delivery that waits; for `care_ms` the caller looks after it.

    The delivery, or null where there is none (any more).
    """
    begun = session.run(_BEGIN, {"id": delivery_id, "now_ms": now_ms, "care_ms": care_ms}).first()
    return find(session, delivery_id) if begun is None else StoredDelivery(*begun)


def hold(session: Session, delivery_id: str, reason: str, now_ms: int, care_ms: int) -> None:
    """Note that a delivery which waits is held, unless an attempt has begun meanwhile.

    For `care_ms` the caller looks after it.
    """
    session.run(_HOLD, {"id": delivery_id, "reason": reason, "now_ms": now_ms, "care_ms": care_ms})


def end(session: Session, delivery_id: str, state: DeliveryState, last_error: str | None, now_ms: int) -> str | None:
    """It was delivered, or will not be; some days later it may be dropped. The state that it has ended in, null: it is gone.

    What was delivered stays so: of two attempts at once the other one may have failed.
    """
    ended = session.run(_END, {"id": delivery_id, "ended": state.value, "reason": last_error, "now_ms": now_ms}).first()
    if ended is not None:
        return state
    stored = find(session, delivery_id)
    return None if stored is None else stored.state


def reopen(session: Session, delivery_id: str, now_ms: int, traceparent: str | None) -> None:
    """A delivery that has ended waits once more, as if it had never been attempted, and as a part of another trace."""
    amend(
        session,
        delivery_id,
        state=DeliveryState.WAITING.value,
        attempts=0,
        last_error=None,
        changed_ms=now_ms,
        expires_ms=None,
        due_ms=0,
        traceparent=traceparent,
    )


def delete_ended(session: Session) -> int:
    """Drop those that ended long enough ago."""
    return session.run(_OLD).rowcount
