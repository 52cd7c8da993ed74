"""Signs of life."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis


class HeartbeatRow(SQLModel, table=True):
    """When the processes of a kind have written last, by the database's clock: one row a kind.

    `clock_ahead_ms`: how far the clock of the one that wrote is ahead of the database's, at least.
    """

    __tablename__ = "heartbeat"

    kind: str = Field(primary_key=True)
    at_ms: int = Field(sa_column=millis())
    clock_ahead_ms: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
