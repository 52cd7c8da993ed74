"""Connections to PostgreSQL: they keep what they have prepared, wait for locks for a while only, and hold none for ever."""

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.pq import ExecStatus, TransactionStatus

# Whoever has waited for a lock sees what was left under it, whatever a server does by itself.
_SET: Final = """
    SELECT set_config('lock_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false),
           set_config('default_transaction_isolation', 'read committed', false)
"""


class PostgresConnection(psycopg.Connection[Any]):
    """The driver's, which with each rollback forgets all that is prepared, and has the server forget it too
    (`findings/psycopg-forgets-prepared-statements.sh`): a request that is refused ends with one.
    """

    def rollback(self) -> None:
        """End the transaction. After a fault in it the driver forgets as ever: what it had prepared may be what was wrong."""
        is_kept = self.pgconn.transaction_status == TransactionStatus.INTRANS
        if not is_kept or self.pgconn.exec_(b"ROLLBACK").status != ExecStatus.COMMAND_OK:
            super().rollback()


def is_undone(connection: psycopg.Connection[Any]) -> bool:
    """Whether a fault has undone the transaction: to commit it would roll it back, and say nothing."""
    return connection.pgconn.transaction_status == TransactionStatus.INERROR


def connect(arguments: Mapping[str, Any], lock_seconds: float, idle_seconds: float) -> PostgresConnection:
    """One that waits so long for what others have locked, and whose transactions stand still for so long at most; 0: for ever."""
    connection = PostgresConnection.connect(**arguments, autocommit=True)
    try:
        connection.execute(_SET, [f"{lock_seconds * 1000:.0f}ms", f"{idle_seconds * 1000:.0f}ms"])
        connection.autocommit = False
    except BaseException:
        connection.close()
        raise
    return connection
