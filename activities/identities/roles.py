"""What users may do: roles are given to them, and taken from them."""

from collections.abc import Collection

from activities.credentials.presence import lock_present
from activities.identities.changes import Change, UserPart, record
from activities.store import user_roles as store
from activities.store.database import Database, Session
from config.clock import now_ms
from config.identity_vocabulary import EntityStatus
from config.reasons import Reason
from config.refused import Refused


class UserRoles:
    """One per process. Who is not there is `Refused` USER_NOT_FOUND, a role that nobody defined REQUEST_INVALID."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, user_id: str, role_name: str) -> None:
        """Raises `Refused` USER_ROLE_ALREADY_ASSIGNED."""
        with self._database.write() as session:
            lock_present(session, user_id)
            check_known(session, [role_name])
            if store.find_status(session, user_id, role_name) is EntityStatus.ACTIVE:
                raise Refused(Reason.USER_ROLE_ALREADY_ASSIGNED)
            store.put(session, user_id, role_name, EntityStatus.ACTIVE, now_ms())
            record(session, user_id, UserPart.ROLE, Change.CREATED)

    def remove(self, user_id: str, role_name: str) -> None:
        """Raises `Refused` USER_ROLE_NOT_ASSIGNED."""
        with self._database.write() as session:
            lock_present(session, user_id)
            check_known(session, [role_name])
            if store.find_status(session, user_id, role_name) is not EntityStatus.ACTIVE:
                raise Refused(Reason.USER_ROLE_NOT_ASSIGNED)
            store.put(session, user_id, role_name, EntityStatus.REMOVED, now_ms())
            record(session, user_id, UserPart.ROLE, Change.REMOVED)


def check_known(session: Session, names: Collection[str]) -> None:
    """Raises `Refused` REQUEST_INVALID where one of them is no role. They stay roles until the transaction ends."""
    if unknown := store.find_unknown(session, names):
        raise Refused(Reason.REQUEST_INVALID, f"role not found: {unknown[0]}")


def replace_all(session: Session, user_id: str, names: Collection[str], at_ms: int) -> None:
    """The user has these roles, and no others."""
    check_known(session, names)
    store.remove_others(session, user_id, names, at_ms)
    had = store.list_active(session, [user_id]).get(user_id, [])
    for name in sorted(set(names).difference(had)):
        store.put(session, user_id, name, EntityStatus.ACTIVE, at_ms)
