"""Lists of operations: a user's, a transaction's of the bank, and those whose deadline has passed.

Each is bounded, and its statement is built once.
"""

from sqlalchemy import BigInteger, String, Table, bindparam, exists, func, select, tuple_

from activities.store.database import Database, Session
from activities.store.database_clock import database_ms
from activities.store.operations import OPEN, STORED, Operation, StoredOperation, from_row
from activities.store.tables import OperationIntentRow, OperationRow

# Nobody has so many operations open at once, and a caller must not make us render more.
MAX_LISTED = 500

_OPERATION: Table = OperationRow.__table__  # type: ignore[attr-defined]
_INTENT: Table = OperationIntentRow.__table__  # type: ignore[attr-defined]
_PENDING = (
    STORED.where(OPEN, _OPERATION.c.user_id == bindparam("user_id"), _OPERATION.c.expires_ms >= bindparam("now_ms"))
    .order_by(_OPERATION.c.expires_ms, _OPERATION.c.operation_id)
    .limit(MAX_LISTED)
)
_WAITING = (
    STORED.where(OPEN, _OPERATION.c.user_id == bindparam("user_id"), _OPERATION.c.expires_ms >= bindparam("now_ms"))
    .order_by(_OPERATION.c.created_ms.desc(), _OPERATION.c.operation_id)
    .limit(MAX_LISTED)
)
_NEWEST = (
    STORED.where(_OPERATION.c.user_id == bindparam("user_id"))
    .order_by(_OPERATION.c.created_ms.desc(), _OPERATION.c.operation_id.desc())
    .limit(MAX_LISTED)
)
_EXTERNAL = (
    STORED.where(_OPERATION.c.external_transaction_id == bindparam("external_id"))
    .order_by(_OPERATION.c.created_ms, _OPERATION.c.operation_id)
    .limit(MAX_LISTED)
)
_COUNT = select(func.count()).where(OPEN, _OPERATION.c.expires_ms >= bindparam("now_ms"))
_ORDER = (_OPERATION.c.expires_ms, _OPERATION.c.operation_id)
_LAST = tuple_(bindparam("expires_ms", type_=BigInteger), bindparam("operation_id", type_=String))
_NEXT_OPEN = STORED.where(OPEN, tuple_(*_ORDER) > _LAST).order_by(*_ORDER).limit(bindparam("size"))
_OVERDUE = _NEXT_OPEN.where(
    _OPERATION.c.expires_ms < database_ms() - bindparam("grace_ms", type_=BigInteger),
    ~exists().where(_INTENT.c.operation_id == _OPERATION.c.operation_id),
).with_for_update(of=_OPERATION, skip_locked=True)


def lock_overdue(session: Session, after: Operation | None, *, grace_ms: int, size: int) -> list[StoredOperation]:
    """Open operations whose deadline passed longer ago than `grace_ms`, by the database's clock, oldest deadline first.

    Of which no update is on its way; `after`: the last one that was seen. Other writers wait until the transaction ends, and are
    not waited for.
    """
    keys = {**_place(after), "grace_ms": grace_ms, "size": size}
    return [from_row(row) for row in session.run(_OVERDUE, keys)]


def list_open(database: Database, after: Operation | None, size: int) -> list[Operation]:
    """Open operations, oldest deadline first, at most `size`; `after`: the last one that was seen."""
    return [from_row(row).row for row in database.rows(_NEXT_OPEN, {**_place(after), "size": size})]


def list_pending(database: Database, user_id: str, now_ms: int) -> list[StoredOperation]:
    """The user's open operations whose deadline has not passed, soonest deadline first, at most `MAX_LISTED`."""
    return [from_row(row) for row in database.rows(_PENDING, {"user_id": user_id, "now_ms": now_ms})]


def list_waiting(database: Database, user_id: str, now_ms: int) -> list[StoredOperation]:
    """The user's open operations whose deadline has not passed, newest first, at most `MAX_LISTED`."""
    return [from_row(row) for row in database.rows(_WAITING, {"user_id": user_id, "now_ms": now_ms})]


def list_newest(database: Database, user_id: str) -> list[StoredOperation]:
    """The user's operations, open or finished, newest first, at most `MAX_LISTED`."""
    return [from_row(row) for row in database.rows(_NEWEST, {"user_id": user_id})]


def list_by_external_id(database: Database, external_transaction_id: str) -> list[StoredOperation]:
    """The operations of one transaction of the bank, oldest first, at most `MAX_LISTED`."""
    return [from_row(row) for row in database.rows(_EXTERNAL, {"external_id": external_transaction_id})]


def count_open(database: Database, now_ms: int) -> int:
    """How many operations wait for somebody."""
    count: int = database.rows(_COUNT, {"now_ms": now_ms})[0][0]
    return count


def _place(after: Operation | None) -> dict[str, int | str]:
    """Behind which the next ones are; null: before all."""
    if after is None:
        return {"expires_ms": -1, "operation_id": ""}
    return {"expires_ms": after.expires_ms, "operation_id": after.operation_id}
