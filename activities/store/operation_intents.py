"""Updates of operations that are on their way: noted before they are sent, cleared with their outcome.

While one stands here its operation's row may lag behind; whoever finds an old one asks the workflow.
"""

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.tables import OperationIntentRow

_ROW: Table = OperationIntentRow.__table__  # type: ignore[attr-defined]
_ID = _ROW.c.operation_id == bindparam("operation_id")

_RECORD = {
    dialect.dialect.name: dialect.insert(_ROW).on_conflict_do_nothing().returning(_ROW.c.operation_id)
    for dialect in (sqlite, postgresql)
}
_CLEAR = delete(_ROW).where(_ID, _ROW.c.update_id == bindparam("update_id"))
_CLEAR_OLD = delete(_ROW).where(_ID, _ROW.c.recorded_ms <= bindparam("until_ms"))
_OLD = select(_ROW.c.operation_id).where(_ROW.c.recorded_ms < bindparam("until_ms")).distinct().limit(bindparam("size"))


def record(session: Session, operation_id: str, update_id: str, now_ms: int) -> None:
    """An update is about to be sent. Recorded again under the same id, it keeps its first time."""
    session.run(_RECORD, {"operation_id": operation_id, "update_id": update_id, "recorded_ms": now_ms})


def clear(session: Session, operation_id: str, update_id: str) -> None:
    """The update's outcome is known, and in the row."""
    session.run(_CLEAR, {"operation_id": operation_id, "update_id": update_id})


def clear_until(session: Session, operation_id: str, recorded_until_ms: int) -> None:
    """The workflow was asked since: what was on its way by then has arrived, or never will unless it is repeated."""
    session.run(_CLEAR_OLD, {"operation_id": operation_id, "until_ms": recorded_until_ms})


def find_old(session: Session, recorded_until_ms: int, size: int) -> list[str]:
    """Operations of which an update was on its way then, and nobody knows the outcome; in no order, at most `size`."""
    return list(session.run(_OLD, {"until_ms": recorded_until_ms, "size": size}).scalars())
