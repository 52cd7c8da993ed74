"""Turns: of those who decide by how many rows there are, one follows the other, where there is no row that all would lock."""

import hashlib

from sqlalchemy import BigInteger, bindparam, func, select

from activities.store.database import Session

_LOCK = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))


def take(session: Session, *of: str) -> None:
    """Until the transaction ends, nobody else gets past here for the same things; what is read after it is what they left."""
    if session.dialect_name == "postgresql":  # SQLite has one writer at a time
        session.run(_LOCK, {"number": _number(of)}).first()


def _number(of: tuple[str, ...]) -> int:
    """A name for PostgreSQL's advisory locks: a signed number of 64 bits."""
    return int.from_bytes(hashlib.sha256("\0".join(of).encode()).digest()[:8], "big", signed=True)
