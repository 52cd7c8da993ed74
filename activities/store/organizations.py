"""Organizations, whose users and operations others do not see (`nextstep.md` §1.3, §2.1)."""

from sqlmodel import col, select

from activities.store import definition_rows
from activities.store.database import Database, Session
from activities.store.tables import (
    CredentialDefinitionRow,
    OperationRow,
    OrganizationRow,
)
from config.reasons import Reason
from config.refused import Refused


def create(database: Database, row: OrganizationRow) -> OrganizationRow:
    """Raises `Refused` ORGANIZATION_ALREADY_EXISTS."""
    return definition_rows.create(database, row, row.organization_id)


def get(database: Database, organization_id: str) -> OrganizationRow:
    """Raises `Refused` ORGANIZATION_NOT_FOUND."""
    with database.read() as session:
        return definition_rows.get(session, OrganizationRow, organization_id)


def check(session: Session, organization_id: str | None) -> None:
    """Null is fine. Raises `Refused` ORGANIZATION_NOT_FOUND."""
    if organization_id is not None:
        definition_rows.get(session, OrganizationRow, organization_id)


def hold(session: Session, organization_id: str | None) -> None:
    """The same, and it is not deleted before this transaction has ended."""
    if organization_id is not None:
        definition_rows.get(session, OrganizationRow, organization_id, lock={"read": True, "key_share": True})


def list_all(database: Database) -> list[OrganizationRow]:
    """All, by order number."""
    with database.read() as session:
        return list(session.orm.exec(select(OrganizationRow).order_by(col(OrganizationRow.order_number))))


def delete(database: Database, organization_id: str) -> None:
    """Raises `Refused` ORGANIZATION_NOT_FOUND, or DEFINITION_IN_USE where an operation or a credential definition names it."""
    with database.write() as session:
        # Who names it at the same time holds its row, and is waited for.
        row = definition_rows.get(session, OrganizationRow, organization_id, lock=True)
        in_operations = definition_rows.exists(
            session, OperationRow, col(OperationRow.organization_id) == organization_id
        )
        # One that was removed may be made active again.
        if in_operations or definition_rows.exists(
            session, CredentialDefinitionRow, col(CredentialDefinitionRow.organization_id) == organization_id
        ):
            raise Refused(Reason.DEFINITION_IN_USE)
        definition_rows.delete(session, row)
