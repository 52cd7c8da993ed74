"""Connections to the database that are kept from one transaction to the next."""

import threading
import time

from sqlalchemy import Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection

# One that was in use so lately has hardly been lost since; what it costs to ask is as much as a statement.
_FRESH_SECONDS = 1.0


class Connections:
    """At most `most` of an engine's, for threads; the one that came back last is given first.

    SQLAlchemy's pools take longer to give a connection and to take it back than most statements take.
    """

    def __init__(self, engine: Engine, most: int, seconds: float) -> None:
        self.engine, self._most, self._seconds = engine, most, seconds
        # Each with the moment of its last use; its own two ends of a list are safe for threads.
        self._idle: list[tuple[PoolProxiedConnection, float]] = []
        self._change = threading.Condition()
        self._count = self._people = 0

    def take(self) -> PoolProxiedConnection:
        """One that is open and in no transaction.

        Raises what the driver raises where there can be none, and `PoolTimeout` where all are in use for too long.
        """
        until: float | None = None
        while True:
            try:
                kept, used = self._idle.pop()
            except IndexError:
                until = until or time.monotonic() + self._seconds
                if (made := self._make_or_wait(until)) is not None:
                    return made
                continue
            if time.monotonic() - used < _FRESH_SECONDS or self._is_alive(kept):
                return kept
            self.lose(kept)

    def give_back(self, connection: PoolProxiedConnection) -> None:
        """It is in no transaction; or it was lost in one, as SQLAlchemy found out by itself."""
        if not connection.is_valid:
            self.lose(connection)
            return
        self._idle.append((connection, time.monotonic()))
        if self._people:
            self._tell()

    def lose(self, connection: PoolProxiedConnection, fault: BaseException | None = None) -> None:
        """It is good for nothing any more, or nobody knows what it is good for."""
        if connection.is_valid:
            connection.invalidate(fault)
        self._leave_room()

    def close(self) -> None:
        """All that are not in use."""
        while self._idle:
            kept, _ = self._idle.pop()
            self.lose(kept)

    def _make_or_wait(self, until: float) -> PoolProxiedConnection | None:
        """A new one; null: others have all that there may be, and one may have come back."""
        with self._change:
            if self._count >= self._most:
                self._wait(until)
                return None
            self._count += 1
        try:
            return self.engine.raw_connection()
        except BaseException:
            self._leave_room()
            raise

    def _wait(self, until: float) -> None:
        self._people += 1
        try:
            # Who gives one back looks for people after that: either he sees us, or we see it.
            if not self._change.wait_for(self._may_go_on, until - time.monotonic()):
                raise PoolTimeout("all connections are in use")
        finally:
            self._people -= 1

    def _may_go_on(self) -> bool:
        return bool(self._idle) or self._count < self._most

    def _leave_room(self) -> None:
        with self._change:
            self._count -= 1
            self._change.notify()

    def _tell(self) -> None:
        with self._change:
            self._change.notify()

    def _is_alive(self, connection: PoolProxiedConnection) -> bool:
        driver, dialect = connection.dbapi_connection, self.engine.dialect
        if dialect.name == "sqlite":  # a file does not go away by itself
            return True
        try:
            return driver is not None and dialect.do_ping(driver)
        except dialect.loaded_dbapi.Error:
            return False
