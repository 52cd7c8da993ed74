"""Rows of definitions, created and deleted: each change is audited, and grows the version of all of them."""

from typing import TypeVar

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.tables import (
    AuthMethodRow,
    DefinitionVersionRow,
    OperationConfigRow,
    OperationMethodConfigRow,
    OrganizationRow,
    StepDefinitionRow,
)
from config.reasons import Reason
from config.refused import Refused

Row = TypeVar("Row", bound=SQLModel)


# What is said of a row that is not there, and of one that is there already.
_WORDS: dict[type[SQLModel], tuple[Reason, Reason]] = {
    AuthMethodRow: (Reason.AUTH_METHOD_NOT_FOUND, Reason.AUTH_METHOD_ALREADY_EXISTS),
    OperationConfigRow: (Reason.OPERATION_CONFIG_NOT_FOUND, Reason.OPERATION_CONFIG_ALREADY_EXISTS),
    OperationMethodConfigRow: (
        Reason.OPERATION_METHOD_CONFIG_NOT_FOUND,
        Reason.OPERATION_METHOD_CONFIG_ALREADY_EXISTS,
    ),
    StepDefinitionRow: (Reason.STEP_DEFINITION_NOT_FOUND, Reason.STEP_DEFINITION_ALREADY_EXISTS),
    OrganizationRow: (Reason.ORGANIZATION_NOT_FOUND, Reason.ORGANIZATION_ALREADY_EXISTS),
}


def create(database: Database, row: Row, key: object) -> Row:
    """Store a new row, in a transaction of its own. Raises `Refused` where there is one of this key."""
    with database.write() as session:
        return add(session, row, key)


def add(session: Session, row: Row, key: object) -> Row:
    """The same in the caller's transaction."""
    _, taken = _WORDS[type(row)]
    if session.orm.get(type(row), key) is not None:
        raise Refused(taken)
    session.orm.add(row)
    try:
        session.flush()
    except IntegrityError:  # somebody created it in between
        raise Refused(taken) from None
    grow(session)
    record(session, Action.DEFINITION_CREATE, row)
    return row


def get(session: Session, table: type[Row], key: object, *, lock: bool | dict[str, bool] | None = None) -> Row:
    """The row. Raises `Refused` where there is none."""
    row = session.orm.get(table, key, with_for_update=lock)
    if row is None:
        missing, _ = _WORDS[table]
        raise Refused(missing)
    return row


def exists(session: Session, table: type[SQLModel], condition: ColumnElement[bool]) -> bool:
    """Whether a row of the table fulfils the condition."""
    return session.orm.exec(select(table).where(condition).limit(1)).first() is not None


def delete(session: Session, row: SQLModel) -> None:
    """Delete the row."""
    session.orm.delete(row)
    grow(session)
    record(session, Action.DEFINITION_DELETE, row)


def record(session: Session, action: Action, row: SQLModel) -> None:
    """Write into the audit what was done to the row."""
    trail.record(session, Event(action, details=_describe(row)))


def _describe(row: SQLModel) -> dict[str, object]:
    """A definition's table, and its key there."""
    mapper = inspect(type(row))
    names = [column.name for column in mapper.primary_key]
    return {"definition": mapper.local_table.name, **{name: getattr(row, name) for name in names}}


def grow(session: Session) -> None:
    """Make the definitions newer than every process's copy of them."""
    row = session.orm.get(DefinitionVersionRow, 1, with_for_update=True) or DefinitionVersionRow(version=0)
    row.version += 1
    session.orm.add(row)
