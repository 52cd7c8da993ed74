"""Definitions as administrators change them: methods, operation configurations, steps.

Every change grows the version by which each process knows that its copy is old. Source: `nextstep.md` §1.3, §2.1.
"""

from dataclasses import dataclass

from sqlmodel import SQLModel, col, or_, select

from activities.store import definition_rows
from activities.store.audit.event import Action
from activities.store.database import Database, Session
from activities.store.tables import (
    AuthMethodRow,
    DefinitionVersionRow,
    OperationConfigRow,
    OperationMethodConfigRow,
    OperationRow,
    StepDefinitionRow,
)
from config import flow_rules
from config.reasons import Reason
from config.refused import Refused

# Read with every request that looks at definitions, so it is built once.
_VERSION = select(DefinitionVersionRow.version).where(col(DefinitionVersionRow.id) == 1)


@dataclass(frozen=True, slots=True)
class StoredMethod:
    """An authentication method as plain values, which are read with every step; see `AuthMethodRow`."""

    auth_method: str
    order_number: int
    check_user_prefs: bool
    user_prefs_column: int | None
    user_prefs_default: bool | None
    check_auth_fails: bool
    max_auth_fails: int | None
    has_user_interface: bool
    has_mobile_token: bool
    display_name_key: str | None


@dataclass(frozen=True, slots=True)
class StoredDefinitions:
    """Everything that flows are made of, as it stands at `version`; methods by order number, steps by id."""

    version: int
    methods: tuple[StoredMethod, ...]
    operations: dict[str, OperationConfigRow]
    limits: dict[tuple[str, str], int]
    steps: dict[str, tuple[StepDefinitionRow, ...]]


def _copy(row: definition_rows.Row) -> definition_rows.Row:
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
        methods=tuple(
            StoredMethod(**row.model_dump())
            for row in session.orm.exec(select(AuthMethodRow).order_by(col(AuthMethodRow.order_number)))
        ),
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
    return definition_rows.create(database, row, row.auth_method)


def delete_auth_method(database: Database, auth_method: str) -> None:
    """Raises `Refused` AUTH_METHOD_NOT_FOUND, or DEFINITION_IN_USE where steps or limits name the method."""
    with database.write() as session:
        row = definition_rows.get(session, AuthMethodRow, auth_method)
        named = or_(
            col(StepDefinitionRow.request_auth_method) == auth_method,
            col(StepDefinitionRow.response_auth_method) == auth_method,
        )
        limited = col(OperationMethodConfigRow.auth_method) == auth_method
        if definition_rows.exists(session, StepDefinitionRow, named) or definition_rows.exists(
            session, OperationMethodConfigRow, limited
        ):
            raise Refused(Reason.DEFINITION_IN_USE)
        definition_rows.delete(session, row)


def create_operation_config(database: Database, row: OperationConfigRow) -> OperationConfigRow:
    """Raises `Refused` OPERATION_CONFIG_ALREADY_EXISTS."""
    return definition_rows.create(database, row, row.operation_name)


def operation_config(database: Database, operation_name: str) -> OperationConfigRow:
    """Raises `Refused` OPERATION_CONFIG_NOT_FOUND."""
    with database.read() as session:
        return definition_rows.get(session, OperationConfigRow, operation_name)


def operation_configs(database: Database) -> list[OperationConfigRow]:
    """All, by name."""
    with database.read() as session:
        return list(session.orm.exec(select(OperationConfigRow).order_by(col(OperationConfigRow.operation_name))))


def update_operation_config(database: Database, row: OperationConfigRow) -> OperationConfigRow:
    """Holds for operations created from now on. Raises `Refused` OPERATION_CONFIG_NOT_FOUND."""
    with database.write() as session:
        definition_rows.get(session, OperationConfigRow, row.operation_name)
        changed = session.orm.merge(row)
        definition_rows.grow(session)
        definition_rows.record(session, Action.DEFINITION_CHANGE, changed)
        return changed


def delete_operation_config(database: Database, operation_name: str) -> None:
    """Its method limits go with it. Raises `Refused` OPERATION_CONFIG_NOT_FOUND, or DEFINITION_IN_USE after first use."""
    with database.write() as session:
        row = definition_rows.get(session, OperationConfigRow, operation_name)
        if definition_rows.exists(session, OperationRow, col(OperationRow.operation_name) == operation_name):
            raise Refused(Reason.DEFINITION_IN_USE)
        limited = col(OperationMethodConfigRow.operation_name) == operation_name
        for limit in session.orm.exec(select(OperationMethodConfigRow).where(limited)):
            session.orm.delete(limit)
        definition_rows.delete(session, row)


def create_method_config(database: Database, row: OperationMethodConfigRow) -> OperationMethodConfigRow:
    """Raises `Refused` OPERATION_CONFIG_NOT_FOUND, AUTH_METHOD_NOT_FOUND, OPERATION_METHOD_CONFIG_ALREADY_EXISTS."""
    with database.write() as session:
        definition_rows.get(session, OperationConfigRow, row.operation_name)
        definition_rows.get(session, AuthMethodRow, row.auth_method)
        return definition_rows.add(session, row, (row.operation_name, row.auth_method))


def method_config(database: Database, operation_name: str, auth_method: str) -> OperationMethodConfigRow:
    """Raises `Refused` OPERATION_METHOD_CONFIG_NOT_FOUND."""
    with database.read() as session:
        key = (operation_name, auth_method)
        return definition_rows.get(session, OperationMethodConfigRow, key)


def delete_method_config(database: Database, operation_name: str, auth_method: str) -> None:
    """Raises `Refused` OPERATION_METHOD_CONFIG_NOT_FOUND."""
    with database.write() as session:
        key = (operation_name, auth_method)
        definition_rows.delete(session, definition_rows.get(session, OperationMethodConfigRow, key))


def create_step_definition(database: Database, row: StepDefinitionRow) -> StepDefinitionRow:
    """Raises `Refused` STEP_DEFINITION_ALREADY_EXISTS, or CONFIGURATION_INVALID where another step of the flow contradicts it."""
    with database.write() as session:
        added = definition_rows.add(session, row, row.step_definition_id)
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
        definition_rows.delete(session, definition_rows.get(session, StepDefinitionRow, step_definition_id))


def add_all(session: Session, rows: list[SQLModel]) -> None:
    """Store definitions as they are, where there were none."""
    session.orm.add_all(rows)
    definition_rows.grow(session)
