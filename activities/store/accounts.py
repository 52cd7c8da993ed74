"""Accounts of PowerAuth Cloud and the applications that they manage, as stored (`mobile-and-cloud.md` §3.1)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from activities.store.database import Database, Session
from activities.store.tables import AccountApplicationRow, AccountRow
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import Role


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account with the ids of its applications, in their order."""

    username: str
    role: Role
    password_hash: str
    enabled: bool
    applications: tuple[str, ...]


_ACCOUNT: Table = AccountRow.__table__  # type: ignore[attr-defined]
_ACCESS: Table = AccountApplicationRow.__table__  # type: ignore[attr-defined]

_ACCOUNTS = (
    select(_ACCOUNT.c.username, _ACCOUNT.c.role, _ACCOUNT.c.password_hash, _ACCOUNT.c.enabled, _ACCESS.c.application_id)
    .select_from(_ACCOUNT.outerjoin(_ACCESS, _ACCESS.c.username == _ACCOUNT.c.username))
    .order_by(_ACCOUNT.c.username, _ACCESS.c.application_id)
)
# Read with every request, so it is built once.
_ONE = _ACCOUNTS.where(_ACCOUNT.c.username == bindparam("username"))
_ADMINISTRATORS = (
    select(_ACCOUNT.c.username, _ACCOUNT.c.enabled)
    .where(_ACCOUNT.c.role == Role.ADMIN.value)
    .order_by(_ACCOUNT.c.username)
    .with_for_update()
)
_ASSIGN = {
    "sqlite": sqlite.insert(_ACCESS).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_ACCESS).on_conflict_do_nothing(),
}


def read(database: Database, username: str) -> StoredAccount | None:
    """The account, in a transaction of its own."""
    return next(iter(_group(database.rows(_ONE, {"username": username}))), None)


def get(session: Session, username: str) -> StoredAccount:
    """The account. Raises `Refused` ACCOUNT_NOT_FOUND where there is none."""
    found = _group(session.connection().execute(_ONE, {"username": username}).all())
    if not found:
        raise Refused(Reason.ACCOUNT_NOT_FOUND, "User not found")
    return found[0]


def list_accounts(session: Session) -> list[StoredAccount]:
    """All accounts, by name."""
    return _group(session.connection().execute(_ACCOUNTS).all())


def has_administrator(session: Session) -> bool:
    """Whether there is an administrator, enabled or not."""
    return session.connection().execute(_ADMINISTRATORS).first() is not None


def create(session: Session, row: AccountRow) -> None:
    """Store an account. Raises `Refused` ACCOUNT_ALREADY_EXISTS where the name is taken."""
    session.orm.add(row)
    try:
        session.flush()
    except IntegrityError:
        raise Refused(Reason.ACCOUNT_ALREADY_EXISTS, "User already exists") from None


def change(session: Session, username: str, **values: Any) -> None:
    """Change columns of an account. Raises `Refused` ACCOUNT_NOT_FOUND where there is none."""
    statement = update(_ACCOUNT).where(_ACCOUNT.c.username == username).values(**values)
    if session.connection().execute(statement).rowcount == 0:
        raise Refused(Reason.ACCOUNT_NOT_FOUND, "User not found")


def remove(session: Session, username: str) -> None:
    """Forget an account and its access. Raises `Refused` ACCOUNT_NOT_FOUND where there is none."""
    connection = session.connection()
    connection.execute(delete(_ACCESS).where(_ACCESS.c.username == username))
    if connection.execute(delete(_ACCOUNT).where(_ACCOUNT.c.username == username)).rowcount == 0:
        raise Refused(Reason.ACCOUNT_NOT_FOUND, "User not found")


def check_not_last(session: Session, username: str) -> None:
    """Raises `Refused` LAST_ADMINISTRATOR where the account is the only enabled administrator.

    Locks the administrators' rows: of two who remove each other, the second one is refused.
    """
    enabled = {name for name, on in session.connection().execute(_ADMINISTRATORS) if on}
    if enabled == {username}:
        raise Refused(Reason.LAST_ADMINISTRATOR, "The last enabled administrator has to stay")


def assign(session: Session, username: str, application_id: str) -> None:
    """Let an account manage an application; repeatable."""
    connection = session.connection()
    access = {"username": username, "application_id": application_id}
    connection.execute(_ASSIGN[connection.dialect.name], access)


def withdraw(session: Session, username: str, application_id: str) -> None:
    """No longer let an account manage an application; repeatable."""
    theirs = (_ACCESS.c.username == username, _ACCESS.c.application_id == application_id)
    session.connection().execute(delete(_ACCESS).where(*theirs))


def _group(rows: Any) -> list[StoredAccount]:
    """One account of the rows that are about it: one for each application, or one without."""
    found: dict[str, StoredAccount] = {}
    for username, role, password_hash, enabled, application_id in rows:
        before = found[username].applications if username in found else ()
        applications = before if application_id is None else (*before, application_id)
        found[username] = StoredAccount(username, Role(role), password_hash, bool(enabled), applications)
    return list(found.values())
