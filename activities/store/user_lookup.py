"""Users found by what they have: a user name, a credential's state, the time of their creation; each by an index."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, func, literal_column, select

from activities.store import users
from activities.store.database import Session
from activities.store.tables import CredentialRow, UserRoleRow, UserRow
from activities.store.users import User
from config.identity_vocabulary import CredentialStatus, EntityStatus, UserIdentityStatus

_USER: Table = UserRow.__table__  # type: ignore[attr-defined]
_ROLE: Table = UserRoleRow.__table__  # type: ignore[attr-defined]
_CREDENTIAL: Table = CredentialRow.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Filter:
    """What holds for users beside how they are looked up; null status: any but REMOVED. All the roles are theirs."""

    status: UserIdentityStatus | None = None
    roles: Collection[str] = ()


def by_username(session: Session, credential_name: str, username: str, only: Filter) -> list[User]:
    """Whose user name it is, in whatever case."""
    columns = _CREDENTIAL.c
    theirs = select(columns.user_id).where(
        columns.credential_name == credential_name, columns.username == username.lower()
    )
    return _read(session, _users(only).where(_USER.c.user_id.in_(theirs)))


def by_credential_status(
    session: Session, credential_name: str, status: CredentialStatus, only: Filter, most: int
) -> list[User]:
    """Whose credential of this definition is in this state, by their ids."""
    columns = _CREDENTIAL.c
    found = _users(only).order_by(_USER.c.user_id).limit(most)
    if status is CredentialStatus.ACTIVE:  # most are: whoever walks the users meets enough of them soon
        its = (columns.credential_name == credential_name, columns.credential_status == status.value)
        return _read(session, found.join(_CREDENTIAL, columns.user_id == _USER.c.user_id).where(*its))
    theirs = select(columns.user_id).where(
        # Literals, so that the index of those that are not active serves.
        literal_column(f"credential_status = '{status.value}'"),
        literal_column("credential_status <> 'ACTIVE'"),
        columns.credential_name == credential_name,
    )
    return _read(session, found.where(_USER.c.user_id.in_(theirs)))


def by_creation(session: Session, since_ms: int | None, until_ms: int | None, only: Filter, most: int) -> list[User]:
    """Who was created from `since_ms` to `until_ms`, both included, the oldest first."""
    found = _users(only).order_by(_USER.c.created_ms, _USER.c.user_id).limit(most)
    if since_ms is not None:
        found = found.where(_USER.c.created_ms >= since_ms)
    if until_ms is not None:
        found = found.where(_USER.c.created_ms <= until_ms)
    return _read(session, found)


def _users(only: Filter) -> Select[tuple[object, ...]]:
    status = _USER.c.user_identity_status
    removed = UserIdentityStatus.REMOVED.value
    found = select(*users.COLUMNS).where(status != removed if only.status is None else status == only.status.value)
    return found.where(_has_roles(set(only.roles))) if only.roles else found


def _has_roles(names: set[str]) -> ColumnElement[bool]:
    columns = _ROLE.c
    theirs = select(func.count()).where(
        columns.user_id == _USER.c.user_id,
        columns.role_name.in_(names),
        columns.user_role_status == EntityStatus.ACTIVE.value,
    )
    return theirs.scalar_subquery() == len(names)


def _read(session: Session, statement: Select[tuple[object, ...]]) -> list[User]:
    return [users.from_row(row) for row in session.connection().execute(statement)]
