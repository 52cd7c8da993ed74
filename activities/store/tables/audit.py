"""The audit trail (see `activities.audit`)."""

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field, SQLModel

from activities.store.tables import columns
from activities.store.tables.columns import millis

_WAITS, _SEALED = text("position IS NULL"), text("position IS NOT NULL")


class AuditRow(SQLModel, table=True):
    """What happened. `id` grows with time; `event_data` is sealed; `mac` is that of all columns before it.

    `position` and `link` are its place in the chain, null until it is sealed; nothing else ever changes.
    """

    __tablename__ = "audit"

    id: str = Field(primary_key=True)
    at_ms: int = Field(sa_column=millis())
    actor: str
    action: str
    result: str
    user_id: str | None = None
    registration_id: str | None = None
    operation_id: str | None = None
    application_id: str | None = None
    external_user_id: str | None = None
    request_id: str | None = None
    address: str | None = None
    event_data: str = Field(sa_column=columns.text())
    mac: str
    position: int | None = Field(default=None, sa_column=Column(BigInteger))
    link: str | None = None

    __table_args__ = (
        Index("ix_audit_user", "user_id", "id"),
        Index("ix_audit_waiting", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_audit_position", "position", unique=True, sqlite_where=_SEALED, postgresql_where=_SEALED),
        # A request waits for each tree that its row is written into.
        {"sqlite_with_rowid": False},
    )


class AuditChainRow(SQLModel, table=True):
    """The chain: its key, sealed under the master key, and its head with the head's MAC. There is one row.

    `begin_position` and `begin_link` are those of the last row that was dropped, under a MAC too; 0, and null: none was.
    """

    __tablename__ = "audit_chain"

    chain_id: str = Field(primary_key=True)
    sealed_key: str = Field(sa_column=columns.text())
    position: int = Field(sa_column=Column(BigInteger, nullable=False))
    link: str
    sealed_ms: int = Field(sa_column=millis())
    mac: str
    begin_position: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    begin_link: str = ""
    begin_mac: str | None = None


class AuditSegmentRow(SQLModel, table=True):
    """Rows of the chain that go, or went, into one file of the archive. `sha256` is the file's; null: it is not written yet."""

    __tablename__ = "audit_segment"

    first_position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    last_position: int = Field(sa_column=Column(BigInteger, nullable=False))
    planned_ms: int = Field(sa_column=millis())
    sha256: str | None = None
