"""Messages of a bank to its users, which their phones show (`mobile-and-cloud.md` §6)."""

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis, text

_UNREAD = sql("read_ms IS NULL")


class InboxMessageRow(SQLModel, table=True):
    """A message to a user. `read_ms` is when it was first read, on whichever of its applications; null: not yet."""

    __tablename__ = "inbox_message"

    message_id: str = Field(primary_key=True)
    user_id: str
    type: str
    subject: str
    summary: str
    body: str = Field(sa_column=text())
    created_ms: int = Field(sa_column=millis())
    read_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    request_digest: str

    __table_args__ = (
        Index("ix_inbox_message_created", "created_ms"),
        Index("ix_inbox_message_user", "user_id", "created_ms"),
        Index("ix_inbox_message_unread", "user_id", "created_ms", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    )


class InboxEntryRow(SQLModel, table=True):
    """A message is in the inbox that its user has in an application."""

    __tablename__ = "inbox_entry"

    # In this order, so that an inbox's entries stand together, whatever others have.
    user_id: str = Field(primary_key=True)
    application_id: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
