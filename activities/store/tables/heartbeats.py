"""Signs of life."""

from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis


class HeartbeatRow(SQLModel, table=True):
    """When the processes of a kind have written last, by the database's clock: one row a kind."""

    __tablename__ = "heartbeat"

    kind: str = Field(primary_key=True)
    at_ms: int = Field(sa_column=millis())
