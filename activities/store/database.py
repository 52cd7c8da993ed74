"""The database: an engine, transactions that read and transactions that write, and its schema's version.

SQLite (WAL) and PostgreSQL. Every SQL fault that means "the database is away" leaves here as `StoreUnavailable`.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import URL, Connection, Select

from activities.store import schema
from activities.store.connections import Connections
from activities.store.engine import make_engine
from activities.store.session import Session
from activities.store.statement_cache import prepare_once
from activities.store.transaction import Reading, Writing
from activities.store.unavailable import StoreUnavailable, telling_unavailable, unavailable_by

__all__ = ["Database", "Session"]


# A caller waits at most ten seconds for an answer of any kind.
_POOL_SECONDS = 5
# Of connections, for what is not done by one of the threads that they are counted for.
_MORE = 4
# One that migrates waits for so long for another that does.
_MIGRATING_SECONDS = 600


class Database:
    """One per process. `url` is a SQLAlchemy URL; connections are made when first needed.

    `on_commit` is called after each transaction that wrote, with its session, which is closed; it does not raise.
    `info` is what every session that writes has in its `info`: the audit trail, where there is one.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 16,
        on_commit: Callable[[Session], None] = lambda _session: None,
        info: Mapping[Any, Any] | None = None,
    ) -> None:
        self.url = url
        self._info = dict(info or {})
        self._on_commit = on_commit
        self._engine = make_engine(url)
        self._connections = Connections(self._engine, pool_size + _MORE, _POOL_SECONDS)
        self._writing = threading.Lock() if self._engine.dialect.name == "sqlite" else None
        self._driver_error: type[Exception] = self._engine.dialect.loaded_dbapi.OperationalError

    def read(self) -> Reading:
        """A transaction that only reads. Raises `StoreUnavailable`."""
        return Reading(self._connections, self._tell)

    def rows(self, statement: Select[Any], parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What one statement finds, as plain columns. Raises `StoreUnavailable`.

        For the reads of every request: compiled once, run on a pooled connection of the driver, without a transaction.
        """
        prepared = prepare_once(statement, self._engine.dialect, parameters)
        if prepared is None:
            raise TypeError("a statement with lists that may be long needs a session")
        try:
            lent = self._connections.take()
            try:
                driver: Any = lent.dbapi_connection
                if self._engine.dialect.name != "sqlite":  # its driver would begin a transaction with any statement
                    driver.autocommit = True
                found = [*prepared.execute(lent.cursor(), parameters)]
            except BaseException as fault:
                self._connections.lose(lent, fault)
                raise
            self._connections.give_back(lent)
            return found
        except Exception as error:
            self._tell(error)
            raise

    def write(self) -> Writing:
        """A transaction that is committed at the end, or rolled back by any exception. Raises `StoreUnavailable`."""
        return Writing(self._connections, self._info, self._writing, self._tell, self._on_commit)

    def migrate(self) -> None:
        """Bring the schema to the current version; repeatable, and safe when several processes try at once."""
        # Whoever comes second waits until the first is through, as long as that takes.
        engine = make_engine(self.url, busy_seconds=_MIGRATING_SECONDS)
        _make_private(engine.url)
        try:
            with telling_unavailable(), engine.execution_options(writes=True).begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7233808)")
                    _check_encoding(connection)
                schema.upgrade(connection)
        finally:
            engine.dispose()

    def is_migrated(self) -> bool:
        """Whether this code works on the schema: of its own version, or of a later release's. Raises `StoreUnavailable`."""
        return self.find_lack() is None

    def find_lack(self) -> str | None:
        """What there is in place of a schema that this code works on, in words; null: it works. Raises `StoreUnavailable`."""
        return schema.find_lack(self.find_version())

    def find_version(self) -> str | None:
        """The version of the schema; null: there is none yet. Raises `StoreUnavailable`."""
        with telling_unavailable(), self._engine.connect() as connection:
            return schema.find_version(connection)

    def _tell(self, error: Exception) -> None:
        """Raises `StoreUnavailable` where the fault means that the database is away: it is, too, while nobody has migrated it.

        Where it has been migrated, a statement that names what is not there is wrong.
        """
        if schema.misses_table_or_column(error) and (lack := self.find_lack()):
            raise StoreUnavailable(f"the database has {lack}: run `nextstep migrate`") from error
        if (told := unavailable_by(error, self._driver_error)) is not None:
            raise told from error

    def overwrite_log(self) -> bool:
        """Have what was deleted gone from the files of SQLite, its write-ahead log too; false where a reader is in the way.

        Its pages are overwritten with each deletion. PostgreSQL does both by itself, in its own time. Raises `StoreUnavailable`.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        with telling_unavailable(self._driver_error):
            connection = self._engine.raw_connection()  # not in a transaction, where this is refused
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (is_busy, *_), *_ = cursor.fetchall()
                return not is_busy
            finally:
                connection.close()

    def close(self) -> None:
        self._connections.close()


def _check_encoding(connection: Connection) -> None:
    """Raises `StoreUnavailable` for a database that does not hold every text, and measures them in bytes."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"the database's encoding is {encoding}; create it anew with ENCODING 'UTF8' TEMPLATE template0"
        )


def _make_private(url: URL) -> None:
    """A new database that is a file is its owner's alone; SQLite gives the files beside it the same mode."""
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        with suppress(OSError):  # SQLite says what is wrong with the place
            os.close(os.open(url.database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
