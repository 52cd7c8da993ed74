"""Operations as operators look for them: by user, name and result, newest first, with nothing of what they are about."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Table, and_, or_, select, tuple_

from activities.store.database import Session
from activities.store.tables import OperationRow
from config.vocabulary import AuthResult

_ROW: Table = OperationRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class FoundOperation:
    """Of an operation's row what says whose it is and how it stands; `state` is JSON."""

    operation_id: str
    operation_name: str
    user_id: str | None
    result: str
    created_ms: int
    expires_ms: int
    state: str


@dataclass(frozen=True, slots=True)
class OperationSearch:
    """What is looked for. `results`: of the row; CONTINUE are those whose deadline has not passed at `now_ms`.

    `overdue`: those too that are open in the row, and whose deadline has passed.
    """

    now_ms: int
    results: Collection[AuthResult] = tuple(AuthResult)
    overdue: bool = True
    user_id: str | None = None
    operation_name: str | None = None
    since_ms: int = 0


_COLUMNS = tuple(_ROW.c[field.name] for field in fields(FoundOperation))


def find(session: Session, search: OperationSearch, after: FoundOperation | None, size: int) -> list[FoundOperation]:
    """The newest `size` operations, of those that are older than `after`."""
    statement = select(*_COLUMNS).where(
        _result(search),
        _ROW.c.created_ms >= search.since_ms,
        # Follows from the line before, and is what the indexes of open and of ended operations are by.
        _ROW.c.expires_ms >= search.since_ms,
    )
    if search.user_id is not None:
        statement = statement.where(_ROW.c.user_id == search.user_id)
    if search.operation_name is not None:
        statement = statement.where(_ROW.c.operation_name == search.operation_name)
    if after is not None:
        place = tuple_(_ROW.c.created_ms, _ROW.c.operation_id)
        statement = statement.where(place < (after.created_ms, after.operation_id))
    statement = statement.order_by(_ROW.c.created_ms.desc(), _ROW.c.operation_id.desc()).limit(size)
    return [FoundOperation(*row) for row in session.connection().execute(statement)]


def _result(search: OperationSearch) -> ColumnElement[bool]:
    is_open = _ROW.c.result == AuthResult.CONTINUE.value
    ended = [result.value for result in search.results if result is not AuthResult.CONTINUE]
    ways: list[ColumnElement[bool]] = [_ROW.c.result.in_(ended)]
    if AuthResult.CONTINUE in search.results:
        ways.append(and_(is_open, _ROW.c.expires_ms >= search.now_ms))
    if search.overdue:
        ways.append(and_(is_open, _ROW.c.expires_ms < search.now_ms))
    return or_(*ways)
