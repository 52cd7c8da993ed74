"""Roles that users may have (`nextstep.md` §6)."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.tables import RoleRow, UserRoleRow
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused


def create(database: Database, role_name: str, description: str | None) -> RoleRow:
    """Raises `Refused` ROLE_ALREADY_EXISTS."""
    row = RoleRow(role_name=role_name, description=description, created_ms=now_ms())
    with database.write() as session:
        if session.orm.get(RoleRow, role_name) is not None:
            raise Refused(Reason.ROLE_ALREADY_EXISTS)
        session.orm.add(row)
        try:
            session.flush()
        except IntegrityError:  # somebody created it in between
            raise Refused(Reason.ROLE_ALREADY_EXISTS) from None
        _record(session, Action.DEFINITION_CREATE, role_name)
    return row


def list_all(database: Database) -> list[RoleRow]:
    """By name."""
    with database.read() as session:
        return [*session.orm.exec(select(RoleRow).order_by(col(RoleRow.role_name)))]


def delete(database: Database, role_name: str) -> None:
    """Raises `Refused` ROLE_NOT_FOUND, or DEFINITION_IN_USE where a user has the role, or had it."""
    with database.write() as session:
        # Who assigns the role at the same time holds its row, and is waited for.
        row = session.orm.get(RoleRow, role_name, with_for_update=True)
        if row is None:
            raise Refused(Reason.ROLE_NOT_FOUND)
        assigned = select(UserRoleRow.user_id).where(col(UserRoleRow.role_name) == role_name).limit(1)
        if session.orm.exec(assigned).first() is not None:
            raise Refused(Reason.DEFINITION_IN_USE)
        session.orm.delete(row)
        _record(session, Action.DEFINITION_DELETE, role_name)


def _record(session: Session, action: Action, role_name: str) -> None:
    trail.record(session, Event(action, details={"definition": RoleRow.__tablename__, "role_name": role_name}))
