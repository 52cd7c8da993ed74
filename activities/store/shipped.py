"""Definitions from files, loaded where the database has none yet."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from activities.store import definitions
from activities.store.columns import columns
from activities.store.database import Database
from activities.store.definitions import StoredDefinitions, StoredMethod
from activities.store.tables import AuthMethodRow, OperationConfigRow, OrganizationRow, StepDefinitionRow
from config.definitions.model import DefinitionSet


def load_shipped(database: Database, shipped_set: DefinitionSet) -> bool:
    """Store `shipped_set` in a database that never had definitions; says whether it did.

    Repeatable, also by several processes at once.
    What administrators changed or deleted since stays as they left it.
    """
    flows = as_stored(shipped_set)
    rows: list[SQLModel] = [
        *(AuthMethodRow(**columns(method)) for method in flows.methods),
        *flows.operations.values(),
        *(step for steps in flows.steps.values() for step in steps),
        *(OrganizationRow(**columns(organization)) for organization in shipped_set.organizations),
    ]
    try:
        with database.write() as session:
            if definitions.version(session) > 0:
                return False
            definitions.add_all(session, rows)
    except IntegrityError:  # another process stored them in between
        return False
    return True


def as_stored(shipped_set: DefinitionSet) -> StoredDefinitions:
    """What flows are made of, as it would stand in a database that has just loaded `shipped_set`."""
    steps: dict[str, list[StepDefinitionRow]] = {}
    for step in shipped_set.steps:
        steps.setdefault(step.operation_name, []).append(StepDefinitionRow(**columns(step)))
    return StoredDefinitions(
        version=0,
        methods=tuple(StoredMethod(**columns(method)) for method in shipped_set.auth_methods),
        operations={one.operation_name: OperationConfigRow(**columns(one)) for one in shipped_set.operations},
        limits={},
        steps={name: tuple(rows) for name, rows in steps.items()},
    )
