"""Statements as the driver takes them: SQLAlchemy's own way costs several times more.

The driver's values are what the statement's types make of them, as with SQLAlchemy; rows are plain tuples.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]


class Found:
    """What a statement found, or how many rows it changed. To be read before the next statement of its transaction."""

    def __init__(self, cursor: Any, converts: tuple[tuple[int, Convert], ...]) -> None:
        self._cursor = cursor
        self._converts = converts

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return int(self._cursor.rowcount)

    def first(self) -> tuple[Any, ...] | None:
        """The first row; null: there is none."""
        row = self._cursor.fetchone()
        self._cursor.close()  # SQLite would take a statement that may have more rows for one that goes on
        return None if row is None else self._convert(row)

    def one(self) -> tuple[Any, ...]:
        """The row that there is. Raises `LookupError`."""
        row = self.first()
        if row is None:
            raise LookupError("no row")
        return row

    def scalar(self) -> Any:
        """The first column of the first row; null: there is none."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """The first column of the row that there is. Raises `LookupError`."""
        return self.one()[0]

    def scalars(self) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        rows = self._cursor.fetchall()
        return iter(rows) if not self._converts else map(self._convert, rows)

    def _convert(self, row: Any) -> tuple[Any, ...]:
        if not self._converts:
            return tuple(row)
        values = list(row)
        for index, convert in self._converts:
            values[index] = convert(values[index])
        return tuple(values)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver takes it. `positions`: its parameters' names in their order; null: they are named.

    `needs`: those that are to be given. `lists`: of those that are lists, the names of their elements.
    """

    sql: str
    defaults: Mapping[str, Any]
    positions: tuple[str, ...] | None
    needs: frozenset[str]
    binds: Mapping[str, Convert]
    converts: tuple[tuple[int, Convert], ...]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """Those of one execution."""
        if self.positions is not None and not self.binds and not self.lists and values.keys() >= self.defaults.keys():
            return [values[name] for name in self.positions]
        named = {**self.defaults, **values}
        for name, elements in self.lists.items():
            named.update(zip(elements, values[name], strict=True))
        for name, convert in self.binds.items():
            named[name] = convert(named[name])
        return named if self.positions is None else [named[name] for name in self.positions]

    def execute(self, cursor: Any, values: Mapping[str, Any]) -> Found:
        """By the driver's cursor. What the driver raises leaves here as it is."""
        cursor.execute(self.sql, self.parameters(values))
        return Found(cursor, self.converts)

    def run(self, dialect: Dialect, driver: DBAPIConnection, values: Mapping[str, Any]) -> Found:
        """In the transaction of the driver's connection. Raises what SQLAlchemy raises where the driver does."""
        cursor = driver.cursor()
        try:
            return self.execute(cursor, values)
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, driver, cursor)
            raise DBAPIError.instance(
                self.sql,
                None,
                error,
                dialect.loaded_dbapi.Error,
                hide_parameters=True,
                connection_invalidated=lost,
                dialect=dialect,
            ) from error
