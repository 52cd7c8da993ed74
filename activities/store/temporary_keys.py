"""Key pairs of protocol 3.3, which live for minutes (`powerauth-protocol.md` §2.6)."""

from dataclasses import dataclass, field, fields

from sqlalchemy import Table, bindparam, insert, select

from activities.store import passing
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import TemporaryKeyRow


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key pair: its private key is sealed; `registration_id` is null in application scope."""

    key_id: str
    application_key: str
    registration_id: str | None
    private_key: str = field(repr=False)
    expires_ms: int


_KEY: Table = TemporaryKeyRow.__table__  # type: ignore[attr-defined]
_ONE = select(*(_KEY.c[field.name] for field in fields(StoredKey))).where(_KEY.c.key_id == bindparam("key_id"))
_INSERT = insert(_KEY)
_OLD = passing.delete_old(_KEY, _KEY.c.expires_ms < database_ms())


def find(session: Session, key_id: str) -> StoredKey | None:
    """The key pair, or null."""
    row = session.run(_ONE, {"key_id": key_id}).first()
    return None if row is None else StoredKey(*row)


def add(session: Session, key: StoredKey) -> None:
    """A new key pair."""
    session.run(_INSERT, {field.name: getattr(key, field.name) for field in fields(StoredKey)})


def delete_expired(session: Session) -> int:
    """Drop those that have expired."""
    return session.run(_OLD).rowcount
