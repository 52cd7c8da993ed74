"""How often somebody gave a wrong password, and where accounts were let in."""

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from activities.store.tables.columns import millis


class LoginRow(SQLModel, table=True):
    """Failures of an account, of an address, or of an account at an address, since they were forgotten last.

    `key` is a keyed hash of which: names that no account has may be mistyped passwords. `let_in_ms`: of an account at an address,
    when its password was right there last.
    """

    __tablename__ = "login"

    key: str = Field(primary_key=True)
    failures: int
    failed_ms: int = Field(sa_column=millis())
    let_in_ms: int | None = Field(default=None, sa_column=millis(nullable=True))
    changed_ms: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
