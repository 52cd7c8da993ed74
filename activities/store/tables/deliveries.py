"""The outbox: what is to leave the house, noted in the transaction of the change that it tells of."""

from sqlalchemy import BigInteger, Column, Index, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis, text

_WAITS = sql("state = 'WAITING'")


class DeliveryRow(SQLModel, table=True):
    """Something to be told to somebody outside, at least once.

    `target` is a callback's id or a registration's, as the `kind` has it; `lane` names who receives it, with all else of the same
    lane. `event_key` names the event: each target hears of it by one delivery, however often its writer runs. `payload` is what
    its kind sends or makes its requests of, sealed: of a callback the very body. `attempts` are those that were begun;
    `last_error` is a constant word. `changed_ms` is when the delivery was noted, last attempted or found held, or ended;
    `expires_ms`, once it has ended, when it may be dropped. `due_ms`, while it waits, is when somebody is to look after it, by
    the database's clock: whoever does moves it on, and should he die, the next one comes.
    `traceparent`, where traces are recorded, is the span by which it was noted: attempts are parts of its trace.
    """

    __tablename__ = "delivery"

    delivery_id: str = Field(primary_key=True)
    kind: str
    target: str
    lane: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=sql("''")))
    application_id: str
    event_key: str
    payload: str = Field(sa_column=text())
    state: str
    attempts: int
    last_error: str | None = None
    created_ms: int = Field(sa_column=millis())
    changed_ms: int = Field(sa_column=millis())
    retention_days: int
    due_ms: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    expires_ms: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    traceparent: str | None = None

    __table_args__ = (
        Index("ix_delivery_event", "event_key", "kind", "target", unique=True),
        Index("ix_delivery_application", "application_id", "kind", "state", "created_ms"),
        Index("ix_delivery_due", "due_ms", "created_ms", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )
