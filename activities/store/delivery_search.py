"""Deliveries as administrators and operators look for them, newest first, and those that tell of one subject."""

from collections.abc import Collection

from sqlalchemy import Table, func, select

from activities.store.database import Session
from activities.store.deliveries import COLUMNS, WAITS, StoredDelivery
from activities.store.tables import DeliveryRow

# An operation has no more changes; of a registration these are the first.
_CHANGES = 300
_MESSAGES = ("message-", "inbox-")

_ROW: Table = DeliveryRow.__table__  # type: ignore[attr-defined]
_WAITING = select(func.count(), func.min(_ROW.c.created_ms)).where(WAITS)


def search(
    session: Session,
    *,
    states: Collection[str] = (),
    kind: str | None = None,
    application_id: str | None = None,
    since_ms: int = 0,
    start: int = 0,
    size: int,
) -> list[StoredDelivery]:
    """Deliveries of every application that were noted since then, newest first, from the one at `start`; no states: in any."""
    statement = select(*COLUMNS).where(_ROW.c.created_ms >= since_ms)
    if states:
        statement = statement.where(_ROW.c.state.in_(list(states)))
    if kind is not None:
        statement = statement.where(_ROW.c.kind == kind)
    if application_id is not None:
        statement = statement.where(_ROW.c.application_id == application_id)
    statement = statement.order_by(_ROW.c.created_ms.desc(), _ROW.c.delivery_id).limit(size).offset(start)
    return [StoredDelivery(*row) for row in session.connection().execute(statement)]


def count_waiting(session: Session) -> tuple[int, int | None]:
    """How many wait, and since when the oldest of them does, in milliseconds since the epoch."""
    count, oldest = session.run(_WAITING).one()
    return count, oldest


def event_keys(subject_id: str) -> list[str]:
    """How the events of an operation or a registration are called, by the number of its change, and of a message, by its id.

    Never by an operation's id alone: callers choose it, and `pay:2` is also how the second change of `pay` is called.
    """
    return [f"{kind}{subject_id}" for kind in _MESSAGES] + [f"{subject_id}:{n}" for n in range(_CHANGES)]


def subject_and_change(event_key: str) -> tuple[str, str | None]:
    """The id of what an event is about, and the number of its change; null: it is about a message."""
    subject, colon, change = event_key.rpartition(":")
    if colon and change.isdecimal():
        return subject, change
    return next((event_key.removeprefix(kind) for kind in _MESSAGES if event_key.startswith(kind)), event_key), None


def list_of_events(session: Session, event_keys: Collection[str]) -> list[StoredDelivery]:
    """The deliveries that tell of these events, oldest first."""
    statement = select(*COLUMNS).where(_ROW.c.event_key.in_(list(event_keys)))
    statement = statement.order_by(_ROW.c.created_ms, _ROW.c.delivery_id)
    return [StoredDelivery(*row) for row in session.connection().execute(statement)]
