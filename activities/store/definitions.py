"""Definitions as administrators change them: methods, operation configurations, steps, organizations.

Every change grows the version by which each process knows that its copy is old. Source: `nextstep.md` §1.3, §2.1.
"""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, or_, select

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.tables import (
    AuthMethodRow,
    CredentialDefinitionRow,
    DefinitionVersionRow,
    OperationConfigRow,
    OperationMethodConfigRow,
    OperationRow,
    OrganizationRow,
    StepDefinitionRow,
)
from config import flow_rules
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

# Read with every request that looks at definitions, so it is built once.
_VERSION = select(DefinitionVersionRow.version).where(col(DefinitionVersionRow.id) == 1)


@dataclass(frozen=True, slots=True)
class StoredDefinitions:
    """Everything that flows are made of, as it stands at `version`; methods by order number, steps by id."""

    version: int
    methods: tuple[AuthMethodRow, ...]
    operations: dict[str, OperationConfigRow]
    limits: dict[tuple[str, str], int]
    steps: dict[str, tuple[StepDefinitionRow, ...]]


def _copy(row: Row) -> Row:
    return type(row)(**row.model_dump())


def version(session: Session) -> int:
    """Of the definitions; 0 before any were stored."""
    found: int | None = session.run(_VERSION).scalar()
    return found or 0


def read(session: Session) -> StoredDefinitions:
    """All definitions. A change in between makes them newer than their version says, and they are read again.

    The rows are copies that belong to no session: one that is rolled back forgets what its rows hold, whoever has them.
    """
    current = version(session)
    steps: dict[str, list[StepDefinitionRow]] = {}
    for step in session.orm.exec(select(StepDefinitionRow).order_by(col(StepDefinitionRow.step_definition_id))):
        steps.setdefault(step.operation_name, []).append(_copy(step))
    return StoredDefinitions(
        version=current,
        methods=tuple(map(_copy, session.orm.exec(select(AuthMethodRow).order_by(col(AuthMethodRow.order_number))))),
        operations={row.operation_name: _copy(row) for row in session.orm.exec(select(OperationConfigRow))},
        limits={
            (row.operation_name, row.auth_method): row.max_auth_fails
            for row in session.orm.exec(select(OperationMethodConfigRow))
        },
        steps={name: tuple(rows) for name, rows in steps.items()},
    )


def create_auth_method(database: Database, row: AuthMethodRow) -> AuthMethodRow:
    """Raises `Refused` AUTH_METHOD_ALREADY_EXISTS, or CONFIGURATION_INVALID where the user's switch has no column 1 to 5."""
    if row.check_user_prefs and row.user_prefs_column not in range(1, 6):
        raise Refused(Reason.CONFIGURATION_INVALID, "userPrefsColumn is 1 to 5 where checkUserPrefs is true")
    if row.check_auth_fails and row.max_auth_fails is None:
        raise Refused(Reason.CONFIGURATION_INVALID, "maxAuthFails is required where checkAuthFails is true")
    return _create(database, row, row.auth_method)


def delete_auth_method(database: Database, auth_method: str) -> None:
    """Raises `Refused` AUTH_METHOD_NOT_FOUND, or DEFINITION_IN_USE where steps or limits name the method."""
    with database.write() as session:
        row = _get(session, AuthMethodRow, auth_method)
        named = or_(
            col(StepDefinitionRow.request_auth_method) == auth_method,
            col(StepDefinitionRow.response_auth_method) == auth_method,
        )
        limited = col(OperationMethodConfigRow.auth_method) == auth_method
        if _any(session, StepDefinitionRow, named) or _any(session, OperationMethodConfigRow, limited):
            raise Refused(Reason.DEFINITION_IN_USE)
        _delete(session, row)


def create_operation_config(database: Database, row: OperationConfigRow) -> OperationConfigRow:
    """Raises `Refused` OPERATION_CONFIG_ALREADY_EXISTS."""
    return _create(database, row, row.operation_name)


def operation_config(database: Database, operation_name: str) -> OperationConfigRow:
    """Raises `Refused` OPERATION_CONFIG_NOT_FOUND."""
    with database.read() as session:
        return _get(session, OperationConfigRow, operation_name)


def operation_configs(database: Database) -> list[OperationConfigRow]:
    """All, by name."""
    with database.read() as session:
        return list(session.orm.exec(select(OperationConfigRow).order_by(col(OperationConfigRow.operation_name))))


def update_operation_config(database: Database, row: OperationConfigRow) -> OperationConfigRow:
    """Holds for operations created from now on. Raises `Refused` OPERATION_CONFIG_NOT_FOUND."""
    with database.write() as session:
        _get(session, OperationConfigRow, row.operation_name)
        changed = session.orm.merge(row)
        _grow(session)
        trail.record(session, Event(Action.DEFINITION_CHANGE, details=_describe(changed)))
        return changed


def delete_operation_config(database: Database, operation_name: str) -> None:
    """Its method limits go with it. Raises `Refused` OPERATION_CONFIG_NOT_FOUND, or DEFINITION_IN_USE after first use."""
    with database.write() as session:
        row = _get(session, OperationConfigRow, operation_name)
        if _any(session, OperationRow, col(OperationRow.operation_name) == operation_name):
            raise Refused(Reason.DEFINITION_IN_USE)
        limited = col(OperationMethodConfigRow.operation_name) == operation_name
        for limit in session.orm.exec(select(OperationMethodConfigRow).where(limited)):
            session.orm.delete(limit)
        _delete(session, row)


def create_method_config(database: Database, row: OperationMethodConfigRow) -> OperationMethodConfigRow:
    """Raises `Refused` OPERATION_CONFIG_NOT_FOUND, AUTH_METHOD_NOT_FOUND, OPERATION_METHOD_CONFIG_ALREADY_EXISTS."""
    with database.write() as session:
        _get(session, OperationConfigRow, row.operation_name)
        _get(session, AuthMethodRow, row.auth_method)
        return _add(session, row, (row.operation_name, row.auth_method))


def method_config(database: Database, operation_name: str, auth_method: str) -> OperationMethodConfigRow:
    """Raises `Refused` OPERATION_METHOD_CONFIG_NOT_FOUND."""
    with database.read() as session:
        key = (operation_name, auth_method)
        return _get(session, OperationMethodConfigRow, key)


def delete_method_config(database: Database, operation_name: str, auth_method: str) -> None:
    """Raises `Refused` OPERATION_METHOD_CONFIG_NOT_FOUND."""
    with database.write() as session:
        key = (operation_name, auth_method)
        _delete(session, _get(session, OperationMethodConfigRow, key))


def create_step_definition(database: Database, row: StepDefinitionRow) -> StepDefinitionRow:
    """Raises `Refused` STEP_DEFINITION_ALREADY_EXISTS, or CONFIGURATION_INVALID where another step of the flow contradicts it."""
    with database.write() as session:
        added = _add(session, row, row.step_definition_id)
        # Who adds a step at the same time waits for the version, and then sees this one.
        flow = session.orm.exec(
            select(StepDefinitionRow).where(col(StepDefinitionRow.operation_name) == row.operation_name)
        )
        for problem in flow_rules.contradictions(map(flow_rules.rule_of, flow)):
            if row.step_definition_id in problem.rules:
                raise Refused(Reason.CONFIGURATION_INVALID, f"{row.operation_name}: {problem.text}")
        return added


def delete_step_definition(database: Database, step_definition_id: int) -> None:
    """Raises `Refused` STEP_DEFINITION_NOT_FOUND."""
    with database.write() as session:
        _delete(session, _get(session, StepDefinitionRow, step_definition_id))


def create_organization(database: Database, row: OrganizationRow) -> OrganizationRow:
    """Raises `Refused` ORGANIZATION_ALREADY_EXISTS."""
    return _create(database, row, row.organization_id)


def organization(database: Database, organization_id: str) -> OrganizationRow:
    """Raises `Refused` ORGANIZATION_NOT_FOUND."""
    with database.read() as session:
        return _get(session, OrganizationRow, organization_id)


def check_organization(session: Session, organization_id: str | None) -> None:
    """Null is fine. Raises `Refused` ORGANIZATION_NOT_FOUND."""
    if organization_id is not None:
        _get(session, OrganizationRow, organization_id)


def hold_organization(session: Session, organization_id: str | None) -> None:
    """The same, and it is not deleted before this transaction has ended."""
    if organization_id is not None:
        _get(session, OrganizationRow, organization_id, lock={"read": True, "key_share": True})


def organizations(database: Database) -> list[OrganizationRow]:
    """All, by order number."""
    with database.read() as session:
        return list(session.orm.exec(select(OrganizationRow).order_by(col(OrganizationRow.order_number))))


def delete_organization(database: Database, organization_id: str) -> None:
    """Raises `Refused` ORGANIZATION_NOT_FOUND, or DEFINITION_IN_USE where an operation or a credential definition names it."""
    with database.write() as session:
        # Who names it at the same time holds its row, and is waited for.
        row = _get(session, OrganizationRow, organization_id, lock=True)
        in_operations = _any(session, OperationRow, col(OperationRow.organization_id) == organization_id)
        # One that was removed may be made active again.
        if in_operations or _any(
            session, CredentialDefinitionRow, col(CredentialDefinitionRow.organization_id) == organization_id
        ):
            raise Refused(Reason.DEFINITION_IN_USE)
        _delete(session, row)


def add_all(session: Session, rows: list[SQLModel]) -> None:
    """Store definitions as they are, where there were none."""
    session.orm.add_all(rows)
    _grow(session)


def _create(database: Database, row: Row, key: object) -> Row:
    with database.write() as session:
        return _add(session, row, key)


def _add(session: Session, row: Row, key: object) -> Row:
    _, taken = _WORDS[type(row)]
    if session.orm.get(type(row), key) is not None:
        raise Refused(taken)
    session.orm.add(row)
    try:
        session.flush()
    except IntegrityError:  # somebody created it in between
        raise Refused(taken) from None
    _grow(session)
    trail.record(session, Event(Action.DEFINITION_CREATE, details=_describe(row)))
    return row


def _get(session: Session, table: type[Row], key: object, *, lock: bool | dict[str, bool] | None = None) -> Row:
    row = session.orm.get(table, key, with_for_update=lock)
    if row is None:
        missing, _ = _WORDS[table]
        raise Refused(missing)
    return row


def _any(session: Session, table: type[SQLModel], condition: ColumnElement[bool]) -> bool:
    return session.orm.exec(select(table).where(condition).limit(1)).first() is not None


def _delete(session: Session, row: SQLModel) -> None:
    session.orm.delete(row)
    _grow(session)
    trail.record(session, Event(Action.DEFINITION_DELETE, details=_describe(row)))


def _describe(row: SQLModel) -> dict[str, object]:
    """A definition's table, and its key there."""
    mapper = inspect(type(row))
    names = [column.name for column in mapper.primary_key]
    return {"definition": mapper.local_table.name, **{name: getattr(row, name) for name in names}}


def _grow(session: Session) -> None:
    row = session.orm.get(DefinitionVersionRow, 1, with_for_update=True) or DefinitionVersionRow(version=0)
    row.version += 1
    session.orm.add(row)
