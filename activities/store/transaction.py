"""Transactions on kept connections of the driver: begun, committed and rolled back by the driver itself.

SQLAlchemy's own way to a connection, a transaction and back costs more than the statements of most requests; and so would context
managers that are generators.
"""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any

from activities.store import first_write
from activities.store.connections import Connections
from activities.store.engine import BUSY_SECONDS
from activities.store.fault_words import is_read_only
from activities.store.session import Session
from activities.store.unavailable import StoreUnavailable

Tell = Callable[[Exception], None]


class Reading(AbstractContextManager[Session]):
    """A transaction that changes nothing, which PostgreSQL sees to. `tell` raises what a fault means to callers, if that is
    something else.
    """

    def __init__(self, connections: Connections, tell: Tell) -> None:
        self._connections, self._tell = connections, tell

    def __enter__(self) -> Session:
        try:
            self._session = _begin(self._connections, {}, is_read=True)
        except Exception as fault:
            self._tell(fault)
            raise
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._session.end_read()
        if isinstance(error, Exception):
            self._tell(error)


class Writing(AbstractContextManager[Session]):
    """A transaction that is committed at its end, or rolled back by any exception; `on_commit` is called after it.

    On SQLite the write lock is taken at the start: a transaction that reads first and writes later would be refused when another
    one wrote in between. `turn`: writers of this process follow each other at once, where SQLite's sleep and look again, ever
    longer.
    """

    def __init__(
        self,
        connections: Connections,
        info: Mapping[Any, Any],
        turn: "threading.Lock | None",  # in Python 3.11 it is a function, of which no union is made
        tell: Tell,
        on_commit: Callable[[Session], None],
    ) -> None:
        self._connections, self._info, self._turn = connections, info, turn
        self._tell, self._on_commit = tell, on_commit

    def __enter__(self) -> Session:
        if self._turn is not None and not self._turn.acquire(timeout=BUSY_SECONDS):
            raise StoreUnavailable("the database does not answer: others write")
        try:
            self._session = _begin(self._connections, self._info, is_read=False)
            self._first = first_write.pending()
            if self._first is not None:
                self._begin_with(self._first)
        except BaseException as fault:
            if self._turn is not None:
                self._turn.release()
            if isinstance(fault, Exception):
                self._tell(fault)
            raise
        return self._session

    def _begin_with(self, first: first_write.FirstWrite) -> None:
        try:
            first.action(self._session)
        except BaseException:
            self._session.end()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            try:
                if kind is None:
                    self._session.commit()
                elif error is not None and is_read_only(error):  # another server has taken this one's place
                    self._session.throw_away(error)
            finally:
                self._session.end()
        except Exception as fault:
            self._tell(fault)
            raise
        finally:
            if self._turn is not None:
                self._turn.release()
        if kind is None:
            if self._first is not None:
                self._first.is_committed = True
            self._on_commit(self._session)
        elif isinstance(error, Exception):
            if is_read_only(error):
                raise StoreUnavailable("the database does not answer: it cannot be written") from error
            self._tell(error)


def _begin(connections: Connections, info: Mapping[Any, Any], *, is_read: bool) -> Session:
    lent = connections.take()
    session = Session(connections, lent, info)
    driver: Any = lent.dbapi_connection
    try:
        if connections.engine.dialect.name == "sqlite":
            driver.execute("BEGIN" if is_read else "BEGIN IMMEDIATE")
        else:  # the driver begins with the first statement by itself
            if driver.autocommit:  # it was lent for one statement
                driver.autocommit = False
            wish = True if is_read else None  # to insist on writing is refused in other words where nothing is written
            if driver.read_only is not wish:
                driver.read_only = wish
    except BaseException:
        session.end()
        raise
    return session
