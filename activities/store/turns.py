"""Turns: of those who decide by how many rows there are, one follows the other, where there is no row that all would lock."""

import hashlib

from sqlalchemy import func, select

from activities.store.database import Session


def take(session: Session, *of: str) -> None:
    """Until the transaction ends, nobody else gets past here for the same things; what is read after it is what they left."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time
        connection.execute(select(func.pg_advisory_xact_lock(_number(of))))


def _number(of: tuple[str, ...]) -> int:
    """A name for PostgreSQL's advisory locks: a signed number of 64 bits."""
    return int.from_bytes(hashlib.sha256("\0".join(of).encode()).digest()[:8], "big", signed=True)
