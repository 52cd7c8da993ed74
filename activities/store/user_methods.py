"""Which methods are enabled for a user, and how (`nextstep.md` §2.2)."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session
from activities.store.definitions import StoredMethod
from activities.store.tables import UserPreferenceRow
from config import exact_json
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import AuthMethod

_NOBODY: dict[int, "_Switch"] = {}
_PREFERENCE: Table = UserPreferenceRow.__table__  # type: ignore[attr-defined]
# Read with every step, so it is built once.
_THEIRS = select(_PREFERENCE.c.prefs_column, _PREFERENCE.c.enabled, _PREFERENCE.c.config).where(
    _PREFERENCE.c.user_id == bindparam("user_id")
)


def _upsert(dialect: Any) -> Any:
    insert = dialect.insert(_PREFERENCE)
    changed = {name: insert.excluded[name] for name in ("enabled", "config")}
    return insert.on_conflict_do_update(index_elements=["user_id", "prefs_column"], set_=changed)


# One statement, so that two who switch at once don't both find nothing and insert.
_SWITCH = {"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}


@dataclass(frozen=True, slots=True)
class _Switch:
    enabled: bool
    config: str


@dataclass(frozen=True, slots=True)
class UserMethod:
    """A method that is enabled for a user, with the user's configuration of it (empty: none)."""

    method: StoredMethod
    config: dict[str, str]

    @property
    def phone(self) -> str | None:
        """Of the mobile token: the registration that answers for the user in flows; null where it is another method, or none."""
        if self.method.auth_method != AuthMethod.POWERAUTH_TOKEN:
            return None
        return self.config.get("activationId", "").lower() or None


def list_enabled(session: Session, methods: tuple[StoredMethod, ...], user_id: str | None) -> list[UserMethod]:
    """The user's enabled methods in their order. Nobody (null) has every method at its default."""
    switches = _switches(session, user_id) if user_id is not None else _NOBODY
    found = []
    for method in methods:
        switch = switches.get(method.user_prefs_column or 0) if method.check_user_prefs else None
        default = bool(method.user_prefs_default) if method.check_user_prefs else True
        if switch.enabled if switch else default:
            found.append(UserMethod(method, json.loads(switch.config) if switch else {}))
    return found


def switch(
    session: Session,
    methods: tuple[StoredMethod, ...],
    user_id: str,
    auth_method: str,
    *,
    on: bool,
    config: dict[str, str],
) -> None:
    """Enable or disable a method for a user; the configuration is replaced either way.

    Raises `Refused` REQUEST_INVALID where there is no such method, or it has no switch.
    """
    method = next((row for row in methods if row.auth_method == auth_method), None)
    if method is None or not method.check_user_prefs:
        reason = "is unknown" if method is None else "is not a matter of the user's preference"
        raise Refused(Reason.REQUEST_INVALID, f"{auth_method} {reason}")
    column = method.user_prefs_column
    if column is None or column not in range(1, 6):
        raise Refused(Reason.CONFIGURATION_INVALID, f"{auth_method} has no column for the user's preference")
    values = {"user_id": user_id, "prefs_column": column, "enabled": on, "config": exact_json.canonical(config)}
    session.run(_SWITCH, values)
    action = Action.USER_METHOD_ENABLE if on else Action.USER_METHOD_DISABLE
    activation_id = config.get("activationId") or None
    details = {"authMethod": auth_method}
    trail.record(session, Event(action, user_id=user_id, registration_id=activation_id, details=details))


def _switches(session: Session, user_id: str) -> dict[int, _Switch]:
    return {column: _Switch(enabled, config) for column, enabled, config in session.run(_THEIRS, {"user_id": user_id})}
