"""Definitions from files, loaded where the database has none yet."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from activities.store import definitions
from activities.store.columns import columns
from activities.store.database import Database
from activities.store.tables import AuthMethodRow, OperationConfigRow, OrganizationRow, StepDefinitionRow
from config.definitions.model import DefinitionSet


def load_shipped(database: Database, found: DefinitionSet) -> bool:
    """Store `found` in a database that never had definitions; says whether it did. Repeatable, also by several processes at once.

    What administrators changed or deleted since stays as they left it.
    """
    rows: list[SQLModel] = [
        *(AuthMethodRow(**columns(method)) for method in found.auth_methods),
        *(OperationConfigRow(**columns(operation)) for operation in found.operations),
        *(StepDefinitionRow(**columns(step)) for step in found.steps),
        *(OrganizationRow(**columns(organization)) for organization in found.organizations),
    ]
    try:
        with database.write() as session:
            if definitions.version(session) > 0:
                return False
            definitions.add_all(session, rows)
    except IntegrityError:  # another process stored them in between
        return False
    return True
