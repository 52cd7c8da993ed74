"""A transaction's statements, on the driver's own connection; what SQLAlchemy runs itself is in the same transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final

from sqlalchemy import Connection, CursorResult, Executable, NestedTransaction, RootTransaction
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.pool import PoolProxiedConnection
from sqlmodel import Session as OrmSession

from activities.store import postgres_connection
from activities.store.connections import Connections
from activities.store.prepared import Found
from activities.store.statement_cache import prepare_once

_UNDONE: Final = "a fault has undone the transaction"


class Session:
    """A transaction. `info`: what those who take part in it leave for one another.

    Constant statements are run by the driver. What is seldom done is done by SQLAlchemy's connection, or by rows as objects,
    through `orm`, which costs as much as several statements; their changes are written before the transaction is committed.
    """

    def __init__(self, connections: Connections, pool_proxy: PoolProxiedConnection, info: Mapping[Any, Any]) -> None:
        self.info = dict(info)
        self._connections, self._pool_proxy = connections, pool_proxy
        self._dialect = connections.engine.dialect
        driver = pool_proxy.dbapi_connection
        assert driver is not None, "a connection that has just been taken is open"
        self._driver: DBAPIConnection = driver
        self._connection: Connection | None = None
        self._root: RootTransaction | None = None
        self._orm: OrmSession | None = None
        self._is_over = self._is_in_part = False
        self._part: NestedTransaction | None = None

    @property
    def dialect_name(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._dialect.name

    def run(
        self, statement: Executable | Mapping[str, Executable], parameters: Mapping[str, Any] | None = None
    ) -> Found | CursorResult[Any]:
        """What a constant statement finds or changes; of several, that of the database's dialect."""
        chosen = statement if isinstance(statement, Executable) else statement[self._dialect.name]
        values = parameters or {}
        prepared = prepare_once(chosen, self._dialect, values)
        if prepared is None or not prepared.needs <= values.keys():  # a column that an INSERT leaves to the database
            return self.connection().execute(chosen, values)
        if self._root is not None and not self._root.is_active:
            raise PendingRollbackError(_UNDONE)
        return prepared.run(self._dialect, self._driver, values)

    def connection(self) -> Connection:
        """For statements that are made for the occasion."""
        if self._connection is None:
            # It is this transaction's: what begins one of SQLite's looks whether there is one.
            self._connection = Connection(self._connections.engine, self._pool_proxy)
            self._root = self._connection.begin()
            if self._is_in_part:
                self._part = self._connection.begin_nested()
        return self._connection

    @property
    def orm(self) -> OrmSession:
        """For rows as objects; it neither commits nor begins a transaction of its own."""
        if self._orm is None:
            self._orm = OrmSession(self.connection(), expire_on_commit=False, join_transaction_mode="rollback_only")
        return self._orm

    def flush(self) -> None:
        """Write what was changed in rows as objects."""
        if self._orm is not None:
            self._orm.flush()

    @contextmanager
    def begin_nested(self) -> Iterator[None]:
        """A part of the transaction that is undone alone where it fails; rows as objects are what they were before it."""
        before = self._orm
        try:
            with self._begin_part():
                yield
                self.flush()
        except BaseException:
            self._orm = before  # one that was made in the part knows nothing else
            raise

    def _begin_part(self) -> AbstractContextManager[Any]:
        if self._connection is None and not self._is_in_part:
            return self._savepoint()
        if self._orm is not None:
            part = self._orm.begin_nested()
            self._orm.connection()  # only now the database is told, by which statements of the driver are in it too
            return part
        return self.connection().begin_nested()

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        """A part that the driver begins; what SQLAlchemy does in it, if anything, is a part of its own, which fails with it."""
        self._tell("SAVEPOINT part")
        self._is_in_part = True
        try:
            yield
        except BaseException:
            if self._part is not None and self._part.is_active:
                self._part.rollback()
            self._tell("ROLLBACK TO SAVEPOINT part")
            raise
        else:
            if self._part is not None:
                self._part.commit()
        finally:
            self._is_in_part, self._part = False, None
        self._tell("RELEASE SAVEPOINT part")

    def commit(self) -> None:
        """The end, by whoever began the transaction. Raises what the driver raises, or SQLAlchemy of it."""
        self.flush()
        if self._is_undone():
            raise PendingRollbackError(_UNDONE)
        if self._root is None:
            self._driver.commit()
            self._is_over = True
        else:
            self._root.commit()

    def _is_undone(self) -> bool:
        """A driver commits in silence where nothing is left to be committed."""
        driver: Any = self._driver
        if self._dialect.name == "sqlite":  # a full disk ends a transaction, not only its statement
            return not driver.in_transaction
        return postgres_connection.is_undone(driver)

    def throw_away(self, fault: BaseException) -> None:
        """Close the connection rather than give it back: the next one may lead to a server that works."""
        if self._pool_proxy.is_valid:
            self._pool_proxy.invalidate(fault)

    def end(self) -> None:
        """Give the connection back; what is not committed is rolled back. One that does not even do that is thrown away."""
        self._give_back(self._undo)

    def end_read(self) -> None:
        """Give the connection back after a transaction that has changed nothing.

        PostgreSQL's is committed: at a rollback psycopg throws away all that is prepared on the connection, at the server too
        (`findings/psycopg-forgets-prepared-statements.sh`), and most transactions read.
        """
        # After a fault what is prepared may be what was wrong, and is to be thrown away.
        self._give_back(self._undo if self._dialect.name == "sqlite" or self._is_undone() else self._close)

    def _undo(self) -> None:
        if self._root is not None:
            self._root.close()
        elif not self._is_over:
            self._driver.rollback()

    def _close(self) -> None:
        if self._root is not None and not self._root.is_active:
            self._root.close()
        elif self._root is not None:
            self._root.commit()
        else:
            self._driver.commit()

    def _give_back(self, end: Callable[[], None]) -> None:
        try:
            end()
        except (DBAPIError, self._dialect.loaded_dbapi.Error) as error:
            self._connections.lose(self._pool_proxy, error)
        except BaseException:
            self._connections.lose(self._pool_proxy)
            raise
        else:
            self._connections.give_back(self._pool_proxy)

    def _tell(self, command: str) -> None:
        cursor = self._driver.cursor()
        cursor.execute(command)
        cursor.close()
