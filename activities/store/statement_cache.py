"""Statements of every request, which are constants of their modules, compiled once; those with lists once for each length."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler

from activities.store.prepared import Prepared

# Longer lists are rare: applications of a bank's, operations that wait for one user.
MAX_ELEMENTS: Final = 16


class WithLists:
    """A statement whose text depends on how long its lists are."""

    def __init__(self, compiler: SQLCompiler, dialect: Dialect) -> None:
        self._compiler, self._dialect = compiler, dialect
        self._names = tuple(sorted(one.key for one in compiler.post_compile_params))
        self._of: dict[tuple[int, ...], Prepared] = {}

    def of(self, values: Mapping[str, Any]) -> Prepared | None:
        """For lists of this length; null where one of them is empty or long."""
        lengths = tuple(len(values[name]) for name in self._names)
        if min(lengths) == 0 or max(lengths) > MAX_ELEMENTS:
            return None
        if lengths not in self._of:
            self._of[lengths] = _prepared(self._compiler, self._dialect, dict(zip(self._names, lengths, strict=True)))
        return self._of[lengths]


_KNOWN: dict[tuple[str, Executable], Prepared | WithLists | None] = {}


def prepare_once(statement: Executable, dialect: Dialect, values: Mapping[str, Any]) -> Prepared | None:
    """A statement for such values, compiled when it is first asked for; null where SQLAlchemy has to run it."""
    key = (dialect.name, statement)
    if key not in _KNOWN:
        _KNOWN[key] = _prepare(statement, dialect)
    found = _KNOWN[key]
    return found.of(values) if isinstance(found, WithLists) else found


def _prepare(statement: Executable, dialect: Dialect) -> Prepared | WithLists | None:
    compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)
    if compiled.literal_execute_params:
        return None
    return WithLists(compiled, dialect) if compiled.post_compile_params else _prepared(compiled, dialect, {})


def _prepared(compiler: SQLCompiler, dialect: Dialect, lengths: Mapping[str, int]) -> Prepared:
    given = {name: [None] * length for name, length in lengths.items()}
    state = compiler.construct_expanded_state({**compiler.params, **given})
    converts = [
        (index, convert)
        for index, column in enumerate(compiler._result_columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
    ]
    positions = state.positiontup
    return Prepared(
        sql=state.statement,
        defaults=dict(compiler.params),
        positions=None if positions is None else tuple(positions),
        needs=frozenset(name for name, value in compiler.params.items() if value is None),
        binds={name: convert for name, convert in state.processors.items() if callable(convert)},
        converts=tuple(converts),
        lists=dict(state.parameter_expansion),
    )
