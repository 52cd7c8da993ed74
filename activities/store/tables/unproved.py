"""How often somebody proved nothing, and it cost him nothing."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel


class UnprovedRow(SQLModel, table=True):
    """Wrong proofs of a kind within an hour: of a registration, or from addresses that share a place.

    `result` and `address` are those of the latest; `until_ms`, by the database's clock, is the end of the hour.
    """

    __tablename__ = "unproved"

    action: str = Field(primary_key=True)
    place: str = Field(primary_key=True)
    result: str
    registration_id: str | None = None
    address: str | None = None
    occurrences: int
    until_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
