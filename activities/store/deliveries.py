"""Deliveries as they are stored: noted once for an event and a target, attempted, ended, and dropped some time after.

Payloads pass through here sealed.
"""

from dataclasses import asdict, dataclass, field, fields, replace

from sqlalchemy import ColumnElement, Table, and_, bindparam, literal_column, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Session
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
    expires_ms: int | None = None


_ROW: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_ROW.c[field.name] for field in fields(StoredDelivery))
_ID = _ROW.c.delivery_id == bindparam("id")
# A literal, so that the index of what waits serves.
_WAITS: ColumnElement[bool] = literal_column("state = 'WAITING'")

_NOTES = {
    dialect.dialect.name: dialect.insert(_ROW).on_conflict_do_nothing().returning(_ROW.c.delivery_id)
    for dialect in (sqlite, postgresql)
}
_ONE = select(*_COLUMNS).where(_ID)
_LOCKED = _ONE.with_for_update()
_WAITING = (
    select(_ROW.c.delivery_id)
    .where(_ROW.c.event_key == bindparam("event_key"), _ROW.c.state == DeliveryState.WAITING.value)
    .order_by(_ROW.c.delivery_id)
)
_STRANDED = (
    select(_ROW.c.delivery_id)
    .where(
        _WAITS,
        _ROW.c.delivery_id > bindparam("after"),
        or_(
            and_(
                _ROW.c.attempts == 0,
                _ROW.c.last_error.is_(None),
                _ROW.c.changed_ms < bindparam("untried_since_ms"),
            ),
            _ROW.c.changed_ms < bindparam("silent_since_ms"),
        ),
    )
    .order_by(_ROW.c.delivery_id)
    .limit(bindparam("size"))
)
_OLD = passing.old(_ROW, _ROW.c.expires_ms < database_ms())


def expiry(ended_ms: int, retention_days: int) -> int:
    """When a delivery that has ended may be dropped."""
    return ended_ms + retention_days * _DAY_MS


def insert(session: Session, delivery: StoredDelivery) -> bool:
    """Note a delivery; False where its event is noted for its target already."""
    connection = session.connection()
    return connection.execute(_NOTES[connection.dialect.name], asdict(delivery)).first() is not None


def find(session: Session, delivery_id: str) -> StoredDelivery | None:
    """The delivery, or null."""
    row = session.connection().execute(_ONE, {"id": delivery_id}).first()
    return None if row is None else StoredDelivery(*row)


def locked(session: Session, delivery_id: str) -> StoredDelivery | None:
    """The delivery, kept from other writers until the transaction ends; or null."""
    row = session.connection().execute(_LOCKED, {"id": delivery_id}).first()
    return None if row is None else StoredDelivery(*row)


def amend(session: Session, delivery_id: str, **values: str | int | None) -> None:
    """Write columns."""
    session.connection().execute(update(_ROW).where(_ROW.c.delivery_id == delivery_id).values(**values))


def begin(session: Session, delivery_id: str, now_ms: int) -> StoredDelivery | None:
    """Count an attempt of a delivery that waits. The delivery, or null where there is none (any more)."""
    stored = locked(session, delivery_id)
    if stored is None or stored.state != DeliveryState.WAITING:
        return stored
    amend(session, delivery_id, attempts=stored.attempts + 1, changed_ms=now_ms)
    return replace(stored, attempts=stored.attempts + 1, changed_ms=now_ms)


def hold(session: Session, delivery_id: str, reason: str, now_ms: int) -> None:
    """Note that a delivery which waits is held, unless an attempt has begun meanwhile."""
    waits = and_(_ROW.c.delivery_id == delivery_id, _WAITS, _ROW.c.changed_ms <= now_ms)
    session.connection().execute(update(_ROW).where(waits).values(last_error=reason, changed_ms=now_ms))


def end(session: Session, delivery_id: str, state: DeliveryState, last_error: str | None, now_ms: int) -> str | None:
    """It was delivered, or will not be; some days later it may be dropped. The state that it has ended in, null: it is gone.

    What was delivered stays so: of two attempts at once the other one may have failed.
    """
    stored = locked(session, delivery_id)
    if stored is None:
        return None
    if stored.state == DeliveryState.DELIVERED:
        return stored.state
    amend(
        session,
        delivery_id,
        state=state.value,
        last_error=last_error,
        changed_ms=now_ms,
        expires_ms=expiry(now_ms, stored.retention_days),
    )
    return state


def again(session: Session, delivery_id: str, now_ms: int) -> None:
    """A delivery that has ended waits once more, as if it had never been attempted."""
    amend(
        session,
        delivery_id,
        state=DeliveryState.WAITING.value,
        attempts=0,
        last_error=None,
        changed_ms=now_ms,
        expires_ms=None,
    )


def waiting(session: Session, event_key: str) -> list[str]:
    """The ids of the event's deliveries that have not ended."""
    return list(session.connection().execute(_WAITING, {"event_key": event_key}).scalars())


def stranded(session: Session, *, untried_since_ms: int, silent_since_ms: int, after: str, size: int) -> list[str]:
    """The ids of deliveries that wait and nobody has seen to, or not for long, in their order and behind `after`."""
    keys = {
        "untried_since_ms": untried_since_ms,
        "silent_since_ms": silent_since_ms,
        "after": after,
        "size": size,
    }
    return list(session.connection().execute(_STRANDED, keys).scalars())


def listed(
    session: Session, *, kind: str, application_id: str, state: str | None, page: int, size: int
) -> list[StoredDelivery]:
    """The application's deliveries, newest first; pages count from 0."""
    wanted = select(*_COLUMNS).where(_ROW.c.application_id == application_id, _ROW.c.kind == kind)
    if state is not None:
        wanted = wanted.where(_ROW.c.state == state)
    wanted = wanted.order_by(_ROW.c.created_ms.desc(), _ROW.c.delivery_id).limit(size).offset(page * size)
    return [StoredDelivery(*row) for row in session.connection().execute(wanted)]


def forget(session: Session) -> int:
    """Drop those that ended long enough ago."""
    return session.connection().execute(_OLD).rowcount
