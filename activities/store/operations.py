"""Operations as the APIs read them: inserted at creation, projected from the workflow's answers.

Nothing here decides: the workflow does. These statements run with every request, so they are built once, and read plain columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    Table,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.columns import columns
from activities.store.database import Database, Session
from activities.store.tables import AfsActionRow, OperationIntentRow, OperationRow
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it is stored; see `OperationRow`. Times are milliseconds since the epoch, JSON is text."""

    operation_id: str
    operation_name: str
    version: int
    result: str
    created_ms: int
    expires_ms: int
    state: str
    operation_data: str
    request_digest: str
    user_id: str | None = None
    organization_id: str | None = None
    external_name: str | None = None
    external_transaction_id: str | None = None
    account_status: str | None = None
    params: str = "[]"
    form_data: str | None = None
    application: str | None = None
    language: str | None = None
    asks_phone_since: int | None = None

    @property
    def is_open(self) -> bool:
        return self.result == "CONTINUE"


@dataclass(frozen=True, slots=True)
class Progress:
    """What a state tells the audit, the bank and the phones. `status` is PowerAuth Cloud's word for where the operation stands.

    `step`: what was done last. `at_ms`: when it came to this. `failure_count`: attempts to approve that failed. `request_id`: the
    phone's last answer; `factors`: by which it was signed, where it was to approve. `asked_phone`: a phone could answer once.
    `status_reason`: why it was canceled, in a word.
    """

    status: str = ""
    step: str = ""
    at_ms: int = 0
    failure_count: int = 0
    request_id: str | None = None
    factors: str | None = None
    asked_phone: bool = False
    status_reason: str | None = None


@dataclass(frozen=True, slots=True)
class OperationProjection:
    """What a workflow says of its operation, as the read model keeps it. `state` is the whole state as JSON.

    `asks_phone_since`: since which step a phone may answer; null: none may. `progress` is for others and stands in no column.
    """

    operation_id: str
    version: int
    result: str
    expires_ms: int
    user_id: str | None
    organization_id: str | None
    state: str
    asks_phone_since: int | None = None
    progress: Progress = Progress()

    @property
    def is_open(self) -> bool:
        return self.result == "CONTINUE"

    def columns(self) -> dict[str, Any]:
        """The columns of the row."""
        return {
            "operation_id": self.operation_id,
            "version": self.version,
            "result": self.result,
            "expires_ms": self.expires_ms,
            "user_id": self.user_id,
            "organization_id": self.organization_id,
            "state": self.state,
            "asks_phone_since": self.asks_phone_since,
        }


_COLUMNS = tuple(field.name for field in fields(OperationProjection) if field.name != "progress")


@dataclass(frozen=True, slots=True)
class StoredOperation:
    """An operation's row, since when an update of it is on its way (null: none is), and whether it has AFS actions."""

    row: Operation
    intent_ms: int | None
    has_afs_actions: bool


_OPERATION: Table = OperationRow.__table__  # type: ignore[attr-defined]
_INTENT: Table = OperationIntentRow.__table__  # type: ignore[attr-defined]
_AFS: Table = AfsActionRow.__table__  # type: ignore[attr-defined]
_ID = _OPERATION.c.operation_id == bindparam("operation_id")
# A literal, so that the indexes of open operations serve.
OPEN = _OPERATION.c.result == literal_column("'CONTINUE'")

STORED = select(
    *(_OPERATION.c[field.name] for field in fields(Operation)),
    select(func.min(_INTENT.c.recorded_ms))
    .where(_INTENT.c.operation_id == _OPERATION.c.operation_id)
    .scalar_subquery(),
    exists().where(_AFS.c.operation_id == _OPERATION.c.operation_id),
)
_ONE = STORED.where(_ID)
_LOCKED = select(_OPERATION.c.form_data).where(_ID).with_for_update()
_ASKS_PHONE = select(_OPERATION.c.asks_phone_since).where(_ID).with_for_update()
_OPEN_VERSION = select(_OPERATION.c.version).where(_ID, OPEN)
_PROJECT = (
    update(_OPERATION)
    .where(_OPERATION.c.operation_id == bindparam("id"), _OPERATION.c.version < bindparam("newer"))
    .values({name: bindparam(name) for name in _COLUMNS if name != "operation_id"})
)
_SPEAK = update(_OPERATION).where(_OPERATION.c.operation_id == bindparam("id")).values(language=bindparam("spoken"))

# What was inserted is returned: SQLAlchemy does not know an INSERT's count of rows on PostgreSQL.
_INSERT = {
    dialect.dialect.name: dialect.insert(_OPERATION).on_conflict_do_nothing().returning(_OPERATION.c.operation_id)
    for dialect in (sqlite, postgresql)
}


def from_row(row: Any) -> StoredOperation:
    """Of a row of `STORED`."""
    *columns, intent_ms, has_afs_actions = row
    return StoredOperation(Operation(*columns), intent_ms, bool(has_afs_actions))


def insert(session: Session, operation: Operation) -> bool:
    """Store a new operation. False where somebody stored it in between: then nothing is changed."""
    if session.run(_INSERT, columns(operation)).first() is None:
        return False
    _audit(session, Action.OPERATION_CREATE, operation, OK, {"operationName": operation.operation_name})
    return True


def open_version(session: Session, operation_id: str) -> int | None:
    """Which version of an unfinished operation is stored; null: it is finished, or is not there."""
    found: int | None = session.run(_OPEN_VERSION, {"operation_id": operation_id}).scalar()
    return found


def find(session: Session, operation_id: str) -> StoredOperation | None:
    """The operation, or null."""
    row = session.run(_ONE, {"operation_id": operation_id}).first()
    return None if row is None else from_row(row)


def find_alone(database: Database, operation_id: str) -> StoredOperation | None:
    """The same, where nothing else is read with it."""
    rows = database.rows(_ONE, {"operation_id": operation_id})
    return from_row(rows[0]) if rows else None


def get(session: Session, operation_id: str) -> StoredOperation:
    """The operation. Raises `Refused` OPERATION_NOT_FOUND."""
    return _require(find(session, operation_id))


def read(database: Database, operation_id: str) -> StoredOperation:
    """The operation, in a transaction of its own. Raises `Refused` OPERATION_NOT_FOUND."""
    return _require(find_alone(database, operation_id))


def asks_phone_since(session: Session, operation_id: str) -> int | None:
    """Since which step a phone may answer, as the row has it; null too where there is none. Other writers wait from now on."""
    found: int | None = session.run(_ASKS_PHONE, {"operation_id": operation_id}).scalar()
    return found


def lock_form(session: Session, operation_id: str) -> str | None:
    """The operation's form, kept from other writers until the transaction ends. Raises `Refused` OPERATION_NOT_FOUND."""
    row = session.run(_LOCKED, {"operation_id": operation_id}).first()
    if row is None:
        raise Refused(Reason.OPERATION_NOT_FOUND)
    form: str | None = row[0]
    return form


def record_language(session: Session, operation_id: str, language: str) -> None:
    """What the user reads, as the last caller said."""
    session.run(_SPEAK, {"id": operation_id, "spoken": language})


def project(session: Session, projection: OperationProjection) -> bool:
    """Write what the workflow said, and its audit, if it is newer than what stands there. Says whether it was."""
    values = projection.columns()
    keys = {"id": values.pop("operation_id"), "newer": projection.version}
    news = session.run(_PROJECT, keys | values).rowcount == 1
    if news:
        record_change(session, projection)
    return news


def record_change(session: Session, projection: OperationProjection) -> None:
    """The audit of what the workflow said."""
    progress = projection.progress
    details = {"version": projection.version, "step": progress.step}
    if progress.status_reason is not None:
        details["reason"] = progress.status_reason
    _audit(session, Action.OPERATION, projection, progress.status or projection.result, details)


def amend(session: Session, operation_id: str, **values: str | None) -> None:
    """Change what takes no part in decisions, in any state. Raises `Refused` OPERATION_NOT_FOUND."""
    statement = update(_OPERATION).where(_OPERATION.c.operation_id == operation_id).values(**values)
    if session.connection().execute(statement).rowcount == 0:
        raise Refused(Reason.OPERATION_NOT_FOUND)
    details = {"changed": sorted(values)}
    trail.record(session, Event(Action.OPERATION_AMEND, operation_id=operation_id, details=details))


def _require(stored: StoredOperation | None) -> StoredOperation:
    if stored is None:
        raise Refused(Reason.OPERATION_NOT_FOUND)
    return stored


def _audit(
    session: Session, action: Action, whose: Operation | OperationProjection, result: str, details: Mapping[str, object]
) -> None:
    event = Event(action, result, user_id=whose.user_id, operation_id=whose.operation_id, details=details)
    trail.record(session, event)
