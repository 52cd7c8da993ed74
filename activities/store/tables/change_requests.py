"""Changes that need a second administrator's agreement."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis, text


class ChangeRequestRow(SQLModel, table=True):
    """One administrator asks for a change, another one agrees or not; then who asked makes it, once.

    `action` is method and address, `parameters` what the request says without secrets. `open_digest` is of who asks for what, as
    long as it may still be made: there is one such request at a time. Times are by the database's clock.
    """

    __tablename__ = "change_request"

    request_id: str = Field(primary_key=True)
    requester: str
    action: str = Field(sa_column=text())
    parameters: str = Field(sa_column=text())
    status: str
    created_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    expires_ms: int = Field(sa_column=millis())
    approver: str | None = None
    decision_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    execution_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    open_digest: str | None = Field(default=None, unique=True)
