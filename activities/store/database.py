"""The database: an engine, transactions that read and transactions that write, and its schema's version.

SQLite (WAL) and PostgreSQL. Every SQL fault that means "the database is away" leaves here as `StoreUnavailable`.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Connection, CursorResult, Engine, Executable, Select, event, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlmodel import Session as OrmSession
from sqlmodel import create_engine

from activities.store import first_write, schema, system_authorities
from activities.store.prepared import Found
from activities.store.statement_cache import prepare_once, run
from activities.store.unavailable import StoreUnavailable

__all__ = ["Database", "Session"]


# A caller waits at most ten seconds for an answer of any kind.
_CONNECT_SECONDS = 3
_POOL_SECONDS = 5
# For so long a transaction of SQLite waits for the one that writes, and one that migrates for another that does.
_BUSY_SECONDS, _MIGRATING_SECONDS = 5, 600


class Session:
    """A transaction. `info`: what those who take part in it leave for one another.

    Statements are run on its connection. What is seldom done is done by rows as objects, through `orm`, which costs as much as
    several statements; their changes are written before the transaction is committed.
    """

    def __init__(self, connection: Connection, info: Mapping[Any, Any]) -> None:
        self.info = dict(info)
        self._connection = connection
        self._orm: OrmSession | None = None

    def run(
        self, statement: Executable | Mapping[str, Executable], parameters: Mapping[str, Any] | None = None
    ) -> Found | CursorResult[Any]:
        """What a constant statement finds or changes; of several, that of the database's dialect."""
        connection = self._connection
        chosen = statement[connection.dialect.name] if isinstance(statement, Mapping) else statement
        return run(connection, chosen, parameters or {})

    def connection(self) -> Connection:
        """For statements that are made for the occasion."""
        return self._connection

    @property
    def orm(self) -> OrmSession:
        """For rows as objects; it neither commits nor begins a transaction of its own."""
        if self._orm is None:
            self._orm = OrmSession(self._connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        return self._orm

    def flush(self) -> None:
        """Write what was changed in rows as objects."""
        if self._orm is not None:
            self._orm.flush()

    @contextmanager
    def begin_nested(self) -> Iterator[None]:
        """A part of the transaction that is undone alone where it fails."""
        self.flush()
        with self._connection.begin_nested():
            yield
            self.flush()


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
        self._engine = _engine(url, pool_size)
        self._writer = self._engine.execution_options(writes=True)
        self._writing = threading.Lock() if self._engine.dialect.name == "sqlite" else None
        self._driver_error: type[Exception] = self._engine.dialect.loaded_dbapi.OperationalError

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads. Raises `StoreUnavailable`."""
        with self._needing_schema(), self._engine.connect() as connection:
            connection.begin()  # rolled back when the connection is given back
            yield Session(connection, {})

    def rows(self, statement: Select[Any], parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What one statement finds, as plain columns. Raises `StoreUnavailable`.

        For the reads of every request: compiled once, run on a pooled connection of the driver, without a transaction.
        """
        prepared = prepare_once(statement, self._engine.dialect, parameters)
        if prepared is None:
            raise TypeError("a statement with lists that may be long needs a session")
        with self._needing_schema():
            connection = self._engine.raw_connection()
            try:
                return [*prepared.execute(connection.cursor(), parameters)]
            finally:
                connection.close()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back by any exception. Raises `StoreUnavailable`.

        On SQLite the write lock is taken at the start: a transaction that reads first and writes later would otherwise
        be refused when another one wrote in between.
        """
        with (
            self._turn(),
            self._needing_schema(),
            self._writer.connect() as connection,
            connection.begin(),
        ):
            session = Session(connection, self._info)
            first = first_write.pending()
            if first is not None:
                first.action(session)
            yield session
            session.flush()
        if first is not None:
            first.is_committed = True
        self._on_commit(session)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite has one writer: its others sleep and look again, ever longer. Those of a process follow each other at once."""
        if self._writing is None:
            yield
            return
        if not self._writing.acquire(timeout=_BUSY_SECONDS):
            raise StoreUnavailable("the database does not answer: others write")
        try:
            yield
        finally:
            self._writing.release()

    def migrate(self) -> None:
        """Bring the schema to the current version; repeatable, and safe when several processes try at once."""
        # Whoever comes second waits until the first is through, as long as that takes.
        engine = _engine(self.url, pool_size=1, busy_seconds=_MIGRATING_SECONDS)
        _make_private(engine.url)
        try:
            with _translate_errors(), engine.execution_options(writes=True).begin() as connection:
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
        with _translate_errors(), self._engine.connect() as connection:
            return schema.find_version(connection)

    @contextmanager
    def _needing_schema(self) -> Iterator[None]:
        """A database that has not been migrated yet is as good as away; where it has been, the statement is wrong."""
        try:
            with _translate_errors(self._driver_error):
                yield
        except Exception as error:
            fault = error.__cause__ if isinstance(error, StoreUnavailable) else error
            if schema.misses_table_or_column(fault) and (lack := self.find_lack()):
                raise StoreUnavailable(f"the database has {lack}: run `nextstep migrate`") from error
            raise

    def overwrite_log(self) -> bool:
        """Have what was deleted gone from the files of SQLite, its write-ahead log too; false where a reader is in the way.

        Its pages are overwritten with each deletion. PostgreSQL does both by itself, in its own time. Raises `StoreUnavailable`.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        with _translate_errors(self._driver_error):
            connection = self._engine.raw_connection()  # not in a transaction, where this is refused
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (is_busy, *_), *_ = cursor.fetchall()
                return not is_busy
            finally:
                connection.close()

    def close(self) -> None:
        self._engine.dispose()


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


def _engine(url: str, pool_size: int, busy_seconds: int | None = None) -> Engine:
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 4, "pool_timeout": _POOL_SECONDS}
    options["hide_parameters"] = True  # in the words of faults, which get into logs
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        arguments = {
            **system_authorities.connect_arguments(address, os.environ),
            "connect_timeout": _CONNECT_SECONDS,
            "tcp_user_timeout": 5000,
            "prepare_threshold": 1,
            # By itself the driver asks for the database's own encoding, and of SQL_ASCII it reads bytes for texts.
            "client_encoding": "utf8",
        }
        return create_engine(url, pool_pre_ping=True, connect_args=arguments, **options)
    arguments = {"timeout": _BUSY_SECONDS if busy_seconds is None else busy_seconds, "check_same_thread": False}
    engine = create_engine(url, poolclass=QueuePool, connect_args=arguments, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is late and never IMMEDIATE
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translate_errors(driver_error: type[Exception] = OperationalError) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, driver_error) as error:
        raise StoreUnavailable(f"the database does not answer: {type(error).__name__}") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailable("the connection to the database was lost") from error
        raise
