"""Operations as the doors read them: inserted at creation, projected from the workflow's answers, listed.

Nothing here decides: the workflow does. Functions take a session of `Database.read` or `Database.write`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Insert, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select, update

from activities.store.refused import Refused
from activities.store.tables import OperationIntentRow, OperationRow

# A list is bounded: nobody has so many operations open at once, and a caller must not make us render more.
MOST_LISTED = 500

_CONTENT = (
    "operation_data",
    "external_name",
    "external_transaction_id",
    "params",
    "form_data",
    "application",
    "request_digest",
)


@dataclass(frozen=True, slots=True)
class Projection:
    """What a workflow says of its operation, as the read model keeps it. `state` is the whole state as JSON."""

    operation_id: str
    version: int
    result: str
    expires_ms: int
    user_id: str | None
    organization_id: str | None
    state: str


@dataclass(frozen=True, slots=True)
class StoredOperation:
    """An operation's row, and since when an update of it is on its way (null: none is, the row is current)."""

    row: OperationRow
    intent_ms: int | None


def insert(session: Session, row: OperationRow, *, whole: bool) -> None:
    """Store a new operation. Where somebody stored it in between, its content wins if `whole`; the state stays as it is."""
    statement = _insert(session, row.model_dump())
    if whole:
        content = {name: getattr(statement.excluded, name) for name in _CONTENT}
        session.execute(statement.on_conflict_do_update(index_elements=["operation_id"], set_=content))
    else:
        session.execute(statement.on_conflict_do_nothing(index_elements=["operation_id"]))


def find(session: Session, operation_id: str) -> StoredOperation | None:
    """The operation, or null."""
    found = _listed(session, col(OperationRow.operation_id) == operation_id)
    return found[0] if found else None


def locked(session: Session, operation_id: str) -> OperationRow:
    """The operation's row, kept from other writers until the transaction ends. Raises `Refused` OPERATION_NOT_FOUND."""
    row = session.get(OperationRow, operation_id, with_for_update=True)
    if row is None:
        raise Refused("OPERATION_NOT_FOUND")
    return row


def get(session: Session, operation_id: str) -> StoredOperation:
    """The operation. Raises `Refused` OPERATION_NOT_FOUND."""
    stored = find(session, operation_id)
    if stored is None:
        raise Refused("OPERATION_NOT_FOUND")
    return stored


def note_intent(session: Session, operation_id: str, update_id: str, now_ms: int) -> None:
    """An update is about to be sent. Noted again under the same id, it keeps its first time."""
    intent = OperationIntentRow(operation_id=operation_id, update_id=update_id, noted_ms=now_ms)
    session.execute(_insert(session, intent.model_dump(), OperationIntentRow).on_conflict_do_nothing())


def clear_intent(session: Session, operation_id: str, update_id: str) -> None:
    """The update's outcome is known, and in the row."""
    session.execute(
        delete(OperationIntentRow).where(
            col(OperationIntentRow.operation_id) == operation_id, col(OperationIntentRow.update_id) == update_id
        )
    )


def clear_intents(session: Session, operation_id: str, noted_until_ms: int) -> None:
    """The workflow was asked after this time: what was on its way before has arrived, or never will without being repeated."""
    session.execute(
        delete(OperationIntentRow).where(
            col(OperationIntentRow.operation_id) == operation_id,
            col(OperationIntentRow.noted_ms) <= noted_until_ms,
        )
    )


def project(session: Session, projection: Projection) -> bool:
    """Write what the workflow said, if it is newer than what stands there. Says whether it was."""
    written = session.execute(
        update(OperationRow)
        .where(
            col(OperationRow.operation_id) == projection.operation_id,
            col(OperationRow.version) < projection.version,
        )
        .values(
            version=projection.version,
            result=projection.result,
            expires_ms=projection.expires_ms,
            user_id=projection.user_id,
            organization_id=projection.organization_id,
            state=projection.state,
        )
    )
    return cast("CursorResult[Any]", written).rowcount == 1


def pending(session: Session, user_id: str, now_ms: int) -> list[StoredOperation]:
    """The user's open operations whose deadline has not passed, soonest deadline first, at most `MOST_LISTED`."""
    return _listed(
        session,
        col(OperationRow.user_id) == user_id,
        col(OperationRow.result) == "CONTINUE",
        col(OperationRow.expires_ms) >= now_ms,
        order=(col(OperationRow.expires_ms), col(OperationRow.operation_id)),
    )


def by_external_id(session: Session, external_transaction_id: str) -> list[StoredOperation]:
    """The operations of one transaction of the bank, oldest first, at most `MOST_LISTED`."""
    return _listed(
        session,
        col(OperationRow.external_transaction_id) == external_transaction_id,
        order=(col(OperationRow.created_ms), col(OperationRow.operation_id)),
    )


def amend(session: Session, operation_id: str, **values: str | None) -> None:
    """Change what takes no part in decisions, in any state. Raises `Refused` OPERATION_NOT_FOUND."""
    written = session.execute(
        update(OperationRow).where(col(OperationRow.operation_id) == operation_id).values(**values)
    )
    if cast("CursorResult[Any]", written).rowcount == 0:
        raise Refused("OPERATION_NOT_FOUND")


def count_open(session: Session, now_ms: int) -> int:
    """How many operations wait for somebody."""
    return session.exec(
        select(func.count())
        .select_from(OperationRow)
        .where(col(OperationRow.result) == "CONTINUE", col(OperationRow.expires_ms) >= now_ms)
    ).one()


def _listed(session: Session, *conditions: Any, order: Sequence[Any] = ()) -> list[StoredOperation]:
    oldest_intent = (
        select(func.min(OperationIntentRow.noted_ms))
        .where(col(OperationIntentRow.operation_id) == col(OperationRow.operation_id))
        .correlate(OperationRow)
        .scalar_subquery()
    )
    rows = session.execute(select(OperationRow, oldest_intent).where(*conditions).order_by(*order).limit(MOST_LISTED))
    return [StoredOperation(row, intent_ms) for row, intent_ms in rows]


def _insert(session: Session, values: dict[str, Any], table: Any = OperationRow) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement: Insert = dialect.insert(table)
    return statement.values(**values)
