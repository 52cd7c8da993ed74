"""Which roles users have, and had."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.database import Session
from activities.store.tables import RoleRow, UserRoleRow
from config.identity_vocabulary import EntityStatus

_ROLE: Table = RoleRow.__table__  # type: ignore[attr-defined]
_THEIRS: Table = UserRoleRow.__table__  # type: ignore[attr-defined]

_STATUS = select(_THEIRS.c.user_role_status).where(
    _THEIRS.c.user_id == bindparam("user_id"), _THEIRS.c.role_name == bindparam("role_name")
)


def _upsert(dialect: Any) -> Any:
    insert = dialect.insert(_THEIRS).values(
        user_id=bindparam("user_id"),
        role_name=bindparam("role_name"),
        user_role_status=bindparam("status"),
        created_ms=bindparam("now_ms"),
        updated_ms=None,
    )
    changed = {"user_role_status": insert.excluded.user_role_status, "updated_ms": insert.excluded.created_ms}
    return insert.on_conflict_do_update(index_elements=["user_id", "role_name"], set_=changed)


_PUT = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


def find_unknown(session: Session, names: Collection[str]) -> list[str]:
    """Those of `names` that are no roles, sorted. The others are not deleted until the transaction ends."""
    statement = select(_ROLE.c.role_name).where(_ROLE.c.role_name.in_(names)).with_for_update(read=True)
    return sorted(set(names) - set(session.connection().execute(statement).scalars()))


def list_active(session: Session, user_ids: Collection[str]) -> dict[str, list[str]]:
    """The names of the roles of these users, sorted; who has none is left out."""
    columns = _THEIRS.c
    statement = (
        select(columns.user_id, columns.role_name)
        .where(columns.user_id.in_(user_ids), columns.user_role_status == EntityStatus.ACTIVE.value)
        .order_by(columns.user_id, columns.role_name)
    )
    found: dict[str, list[str]] = {}
    for user_id, role_name in session.connection().execute(statement):
        found.setdefault(user_id, []).append(role_name)
    return found


def find_status(session: Session, user_id: str, role_name: str) -> EntityStatus | None:
    """Whether the user has the role, or had it; null: never."""
    found = session.run(_STATUS, {"user_id": user_id, "role_name": role_name}).scalar()
    return None if found is None else EntityStatus(found)


def put(session: Session, user_id: str, role_name: str, status: EntityStatus, now_ms: int) -> None:
    """The user has the role, or has it no longer."""
    values = {"user_id": user_id, "role_name": role_name, "status": status.value, "now_ms": now_ms}
    session.run(_PUT, values)


def remove_others(session: Session, user_id: str, names: Collection[str], now_ms: int) -> None:
    """Of the roles that the user has, only `names` stay."""
    columns = _THEIRS.c
    others = (
        update(_THEIRS)
        .where(
            columns.user_id == user_id,
            columns.role_name.not_in(names),
            columns.user_role_status == EntityStatus.ACTIVE.value,
        )
        .values(user_role_status=EntityStatus.REMOVED.value, updated_ms=now_ms)
    )
    session.connection().execute(others)
