"""What may come only once (`powerauth-protocol.md` §2.5, §6): encrypted requests since 3.2, uses of tokens."""

import hashlib

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from activities.store import passing
from activities.store.database import Session
from activities.store.database_clock import database_ms
from activities.store.tables import SeenRequestRow

_SEEN: Table = SeenRequestRow.__table__  # type: ignore[attr-defined]
_NOTE = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(_SEEN).on_conflict_do_nothing().returning(_SEEN.c.digest)
    for dialect in (sqlite, postgresql)
}
# A process whose clock is behind the database's takes a request for younger than it is. A header of a token is good for two hours
# and a half by any clock, and no process serves whose clock is wrong by as much.
_MARGIN_MS = 6 * 3_600_000
_OLD = passing.delete_old(_SEEN, _SEEN.c.expires_ms < database_ms() - _MARGIN_MS)


def is_new(session: Session, value: str, *, expires_ms: int) -> bool:
    """Note the value until `expires_ms`; false where it was noted before.

    It is kept as a digest: values hold keys and nonces of any length, and nobody needs to read them again.
    """
    digest = hashlib.sha256(value.encode()).hexdigest()
    return session.run(_NOTE, {"digest": digest, "expires_ms": expires_ms}).first() is not None


def delete_expired(session: Session) -> int:
    """Drop those that would be refused for their time anyway."""
    return session.run(_OLD).rowcount
