"""Credentials of users: found and locked with every check, and put when they change (`nextstep.md` §6).

A removed credential stays as a row, without its user name and its value.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import CredentialRow
from config.identity_vocabulary import CounterResetMode, CredentialStatus, CredentialType


@dataclass(frozen=True, slots=True)
class Credential:
    """See `CredentialRow`."""

    user_id: str
    credential_name: str
    type: CredentialType
    status: CredentialStatus
    username: str | None = field(default=None, repr=False)
    value: str | None = field(default=None, repr=False)
    hash_config_name: str | None = None
    is_sealed: bool = False
    attempt_counter: int = 0
    failed_soft: int = 0
    failed_hard: int = 0
    created_ms: int = 0
    expires_ms: int | None = None
    blocked_ms: int | None = None
    updated_ms: int | None = None
    value_changed_ms: int | None = None
    username_changed_ms: int | None = None


_CREDENTIAL: Table = CredentialRow.__table__  # type: ignore[attr-defined]
_C = _CREDENTIAL.c
_NAMES: Mapping[str, str] = {"type": "credential_type", "status": "credential_status"}
_COLUMNS: list[ColumnElement[Any]] = [_C[_NAMES.get(name, name)] for name in Credential.__slots__]
_THIS = (_C.user_id == bindparam("user_id")) & (_C.credential_name == bindparam("credential_name"))
_ONE = select(*_COLUMNS).where(_THIS)
_LOCKED = _ONE.with_for_update()
_OF_USER_LOCKED = (
    select(*_COLUMNS).where(_C.user_id == bindparam("user_id")).order_by(_C.credential_name).with_for_update()
)
_OWNER = select(_C.user_id).where(
    _C.credential_name == bindparam("credential_name"), _C.username == bindparam("username")
)
_MOVED = (
    "attempt_counter",
    "failed_soft",
    "failed_hard",
    "status",
    "blocked_ms",
    "value",
    "hash_config_name",
    "is_sealed",
)
_ATTEMPT = (
    update(_CREDENTIAL)
    .where((_C.user_id == bindparam("user")) & (_C.credential_name == bindparam("name")))
    .values({_NAMES.get(name, name): bindparam(name) for name in _MOVED})
)


def _put(dialect: Any) -> Any:
    values: dict[str, Any] = {
        column.name: bindparam(name) for name, column in zip(Credential.__slots__, _COLUMNS, strict=True)
    }
    inserted = dialect.insert(_CREDENTIAL).values(values)
    changed = {name: inserted.excluded[name] for name in values if name not in ("user_id", "credential_name")}
    return inserted.on_conflict_do_update(index_elements=["user_id", "credential_name"], set_=changed)


_PUT = {"sqlite": _put(sqlite), "postgresql": _put(postgresql)}


def find(session: Session, user_id: str, credential_name: str) -> Credential | None:
    """The credential, removed or not. For checks: one statement, by the key."""
    row = session.run(_ONE, {"user_id": user_id, "credential_name": credential_name}).first()
    return None if row is None else _from_row(row)


def lock(session: Session, user_id: str, credential_name: str) -> Credential | None:
    """The credential, removed or not, which nobody else changes until the transaction ends."""
    row = session.run(_LOCKED, {"user_id": user_id, "credential_name": credential_name}).first()
    return None if row is None else _from_row(row)


def list_of(session: Session, user_ids: Collection[str]) -> dict[str, list[Credential]]:
    """Those of these users, by name, removed ones too; who has none is left out."""
    statement = select(*_COLUMNS).where(_C.user_id.in_(user_ids)).order_by(_C.user_id, _C.credential_name)
    found: dict[str, list[Credential]] = {}
    for row in session.connection().execute(statement):
        credential = _from_row(row)
        found.setdefault(credential.user_id, []).append(credential)
    return found


def lock_all(session: Session, user_id: str) -> list[Credential]:
    """All, by name, removed ones too, which nobody else changes until the transaction ends."""
    return [_from_row(row) for row in session.run(_OF_USER_LOCKED, {"user_id": user_id})]


def find_owner(session: Session, credential_name: str, username: str) -> str | None:
    """The id of the user whose user name this is, in whatever case, among credentials of one definition."""
    owner: str | None = session.run(_OWNER, {"credential_name": credential_name, "username": username.lower()}).scalar()
    return owner


def put(session: Session, credential: Credential) -> bool:
    """The row is as in `credential` from now on. False where somebody else has its user name: then nothing is changed."""
    try:
        with session.begin_nested():
            session.run(_PUT, columns(credential))
    except IntegrityError:
        return False
    return True


def record_attempt(session: Session, after: Credential) -> None:
    """Somebody tried: counters, status and what is kept of the value are as in `after`."""
    values = {name: getattr(after, name) for name in _MOVED}
    session.run(_ATTEMPT, {"user": after.user_id, "name": after.credential_name} | values)


def reset_counters(session: Session, mode: CounterResetMode) -> int:
    """Of all credentials at once: how many are active again, or begin to count anew. Hard limits are untouched."""
    return session.run(_RESETS[mode]).rowcount


def _reset(where: ColumnElement[bool]) -> Any:
    return (
        update(_CREDENTIAL)
        .where(where)
        .values(credential_status=CredentialStatus.ACTIVE, failed_soft=0, blocked_ms=None)
    )


_IS_BLOCKED = _C.credential_status == CredentialStatus.BLOCKED_TEMPORARY
_IS_COUNTING = (_C.credential_status == CredentialStatus.ACTIVE) & (_C.failed_soft > 0)
_RESETS = {
    CounterResetMode.RESET_BLOCKED_TEMPORARY: _reset(_IS_BLOCKED),
    CounterResetMode.RESET_ACTIVE_AND_BLOCKED_TEMPORARY: _reset(_IS_BLOCKED | _IS_COUNTING),
}


def _from_row(row: Sequence[Any]) -> Credential:
    user_id, name, kind, status, *others = row
    return Credential(user_id, name, CredentialType(kind), CredentialStatus(status), *others)
