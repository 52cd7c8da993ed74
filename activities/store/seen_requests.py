"""What may come only once (reference `powerauth-protocol.md` §2.5, §6): encrypted requests since 3.2, uses of tokens."""

import hashlib

from sqlalchemy import Table, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.tables import SeenRequestRow

_SEEN: Table = SeenRequestRow.__table__  # type: ignore[attr-defined]
_NOTE = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_SEEN).on_conflict_do_nothing().returning(_SEEN.c.digest)
    for dialect in (sqlite, postgresql)
}
_OLD = delete(_SEEN).where(_SEEN.c.expires_ms < bindparam("now_ms"))


def is_new(session: Session, value: str, *, expires_ms: int) -> bool:
    """Note the value until `expires_ms`; false where it was noted before.

    It is kept as a digest: values hold keys and nonces of any length, and nobody needs to read them again.
    """
    digest = hashlib.sha256(value.encode()).hexdigest()
    connection = session.connection()
    noted = connection.execute(_NOTE[connection.dialect.name], {"digest": digest, "expires_ms": expires_ms})
    return noted.first() is not None


def forget(session: Session, now_ms: int) -> None:
    """Drop those that would be refused for their time anyway."""
    session.connection().execute(_OLD, {"now_ms": now_ms})
