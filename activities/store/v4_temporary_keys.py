"""Secrets for the encryption of version 4.0, which live for minutes (`powerauth-protocol-4.md` §4.5)."""

from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, insert, select

from activities.store import passing
from activities.store.columns import columns
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import V4TemporaryKeyRow


@dataclass(frozen=True, slots=True)
class StoredV4TemporaryKey:
    """A sealed secret; `registration_id` is null in application scope."""

    key_id: str
    application_key: str
    registration_id: str | None
    secret: str = field(repr=False)
    expires_ms: int


_KEY: Table = V4TemporaryKeyRow.__table__  # type: ignore[attr-defined]
_ONE = select(*(_KEY.c[field.name] for field in fields(StoredV4TemporaryKey))).where(
    _KEY.c.key_id == bindparam("key_id")
)
_INSERT = insert(_KEY)
_OLD = passing.delete_old(_KEY, _KEY.c.expires_ms < database_ms())


def find(session: Session, key_id: str) -> StoredV4TemporaryKey | None:
    """The secret, or null."""
    row = session.run(_ONE, {"key_id": key_id}).first()
    return None if row is None else StoredV4TemporaryKey(*row)


def add(session: Session, key: StoredV4TemporaryKey) -> None:
    """A new secret."""
    session.run(_INSERT, columns(key))


def delete_expired(session: Session) -> int:
    """Drop those that have expired."""
    return session.run(_OLD).rowcount
