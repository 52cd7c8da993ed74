"""Other names of users, which are removed and come back."""

from dataclasses import replace
from typing import Any

from activities.credentials.presence import find_present, lock_present
from activities.identities.changes import Change, UserPart, record
from activities.store import user_aliases as store
from activities.store.database import Database
from activities.store.user_aliases import Alias
from config.clock import now_ms
from config.identity_vocabulary import EntityStatus
from config.reasons import Reason
from config.refused import Refused

# Removed ones among them: their rows stay.
MOST = 100


class UserAliases:
    """One per process. Who is not there is `Refused` USER_NOT_FOUND."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_of(self, user_id: str, *, include_removed: bool) -> list[Alias]:
        """By name."""
        with self._database.read() as session:
            find_present(session, user_id)
            found = store.list_of(session, user_id)
        return [one for one in found if include_removed or one.user_alias_status is EntityStatus.ACTIVE]

    def create(self, user_id: str, alias_name: str, alias_value: str, extras: dict[str, Any]) -> Alias:
        """One that was removed is created again.

        Raises `Refused` USER_ALIAS_ALREADY_EXISTS, or REQUEST_INVALID where the user has, and had, as many as there may be.
        """
        with self._database.write() as session:
            lock_present(session, user_id)
            known = store.find(session, user_id, alias_name)
            if known is not None and known.user_alias_status is EntityStatus.ACTIVE:
                raise Refused(Reason.USER_ALIAS_ALREADY_EXISTS)
            if known is None and store.count(session, user_id) >= MOST:
                raise Refused(Reason.REQUEST_INVALID, f"a user has at most {MOST} aliases, removed ones among them")
            alias = Alias(user_id, alias_name, alias_value, EntityStatus.ACTIVE, extras, now_ms())
            store.put(session, alias)
            record(session, user_id, UserPart.ALIAS, Change.CREATED)
        return alias

    def update(
        self,
        user_id: str,
        alias_name: str,
        alias_value: str,
        extras: dict[str, Any] | None,
        status: EntityStatus | None,
    ) -> Alias:
        """Without `extras` or `status` they stay; one that was removed is found only where a status is said.

        Raises `Refused` USER_ALIAS_NOT_FOUND.
        """
        with self._database.write() as session:
            lock_present(session, user_id)
            known = store.find(session, user_id, alias_name)
            if known is None or (status is None and known.user_alias_status is EntityStatus.REMOVED):
                raise Refused(Reason.USER_ALIAS_NOT_FOUND)
            alias = replace(
                known,
                alias_value=alias_value,
                extras=known.extras if extras is None else extras,
                user_alias_status=status or known.user_alias_status,
                updated_ms=now_ms(),
            )
            store.put(session, alias)
            record(session, user_id, UserPart.ALIAS, Change.CHANGED)
        return alias

    def delete(self, user_id: str, alias_name: str) -> None:
        """Its row stays. Raises `Refused` USER_ALIAS_NOT_FOUND."""
        with self._database.write() as session:
            lock_present(session, user_id)
            known = store.find(session, user_id, alias_name)
            if known is None or known.user_alias_status is EntityStatus.REMOVED:
                raise Refused(Reason.USER_ALIAS_NOT_FOUND)
            store.put(session, replace(known, user_alias_status=EntityStatus.REMOVED, updated_ms=now_ms()))
            record(session, user_id, UserPart.ALIAS, Change.REMOVED)
