"""Statements are prepared on connections to PostgreSQL itself, and not on those that a pooler lends.

A pooler that lends a connection for one transaction (PgBouncer, `pool_mode = transaction`) lends another for the next, where what
was prepared is not there, or is another's statement of that name. Some poolers see to it, and none says whether it does.
"""

from typing import Any, Final

# How often a statement has been run before it is prepared.
_PREPARE_THRESHOLD: Final = 1


def prepare_where_direct(connection: Any, _record: object) -> None:
    """Has psycopg prepare statements on a new connection, unless a pooler answers for the server.

    A pooler tells its clients a number of its own for the server's process, by which they may cancel what runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        direct = cursor.fetchone() == (connection.info.backend_pid,)
    connection.rollback()
    connection.prepare_threshold = _PREPARE_THRESHOLD if direct else None
