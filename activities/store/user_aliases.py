"""Other names of users; those that are removed stay as rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.columns import columns
from activities.store.database import Session
from activities.store.tables import UserAliasRow
from config import exact_json
from config.identity_vocabulary import EntityStatus

_ALIAS: Table = UserAliasRow.__table__  # type: ignore[attr-defined]
_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _ALIAS.c.user_id,
    _ALIAS.c.alias_name,
    _ALIAS.c.alias_value,
    _ALIAS.c.user_alias_status,
    _ALIAS.c.extras,
    _ALIAS.c.created_ms,
    _ALIAS.c.updated_ms,
)
_THEIRS = select(*_COLUMNS).where(_ALIAS.c.user_id == bindparam("user_id")).order_by(_ALIAS.c.alias_name)
_ONE = select(*_COLUMNS).where(_ALIAS.c.user_id == bindparam("user_id"), _ALIAS.c.alias_name == bindparam("alias_name"))
_COUNT = select(func.count()).where(_ALIAS.c.user_id == bindparam("user_id"))


@dataclass(frozen=True, slots=True)
class Alias:
    """See `UserAliasRow`; `extras` is the bank's, any JSON by key."""

    user_id: str
    alias_name: str
    alias_value: str = field(repr=False)
    user_alias_status: EntityStatus
    extras: dict[str, Any]
    created_ms: int
    updated_ms: int | None = None


def _upsert(dialect: Any) -> Any:
    insert = dialect.insert(_ALIAS)
    named = ("alias_value", "user_alias_status", "extras", "created_ms", "updated_ms")
    changed = {name: insert.excluded[name] for name in named}
    return insert.on_conflict_do_update(index_elements=["user_id", "alias_name"], set_=changed)


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


def list_of(session: Session, user_id: str) -> list[Alias]:
    """The user's, removed ones too, by name."""
    return [_from_row(row) for row in session.run(_THEIRS, {"user_id": user_id})]


def count(session: Session, user_id: str) -> int:
    """How many the user has, and had."""
    return int(session.run(_COUNT, {"user_id": user_id}).scalar_one())


def find(session: Session, user_id: str, alias_name: str) -> Alias | None:
    """The alias, removed or not."""
    row = session.run(_ONE, {"user_id": user_id, "alias_name": alias_name}).first()
    return None if row is None else _from_row(row)


def put(session: Session, alias: Alias) -> None:
    """The row, new or not, is as in `alias` from now on."""
    text = exact_json.write(alias.extras)
    session.run(_PUT, columns(alias) | {"user_alias_status": alias.user_alias_status.value, "extras": text})


def remove_all(session: Session, user_id: str, now_ms: int) -> None:
    """Those that are active are removed."""
    theirs = (_ALIAS.c.user_id == user_id, _ALIAS.c.user_alias_status == EntityStatus.ACTIVE.value)
    removed = {"user_alias_status": EntityStatus.REMOVED.value, "updated_ms": now_ms}
    session.connection().execute(update(_ALIAS).where(*theirs).values(removed))


def _from_row(row: Sequence[Any]) -> Alias:
    user_id, name, value, status, extras, created_ms, updated_ms = row
    return Alias(user_id, name, value, EntityStatus(status), exact_json.read(extras), created_ms, updated_ms)
