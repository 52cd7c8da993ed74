"""Transactions on pooled connections of the driver: begun, committed and rolled back by the driver itself.

SQLAlchemy's own way to a connection, a transaction and back costs more than the statements of most requests.
"""

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from sqlalchemy import Engine

from activities.store.session import Session


class Transaction:
    """Entered, it is begun, and gives its session; left by an exception, or where it only reads, it is rolled back.

    On SQLite one that `writes` takes the write lock at its start: it would otherwise be refused where it reads first and another
    one writes in between. What the driver raises leaves here as it is.
    """

    def __init__(self, engine: Engine, info: Mapping[Any, Any], *, writes: bool) -> None:
        self._engine, self._info, self._writes = engine, info, writes

    def __enter__(self) -> Session:
        lent = self._engine.raw_connection()
        self._session = Session(self._engine, lent, self._info)
        if self._engine.dialect.name == "sqlite":  # the other driver begins with the first statement
            try:
                lent.dbapi_connection.execute("BEGIN IMMEDIATE" if self._writes else "BEGIN")  # type: ignore[union-attr]
            except BaseException:
                self._session.end()
                raise
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if kind is None and self._writes:
                self._session.commit()
        finally:
            self._session.end()
