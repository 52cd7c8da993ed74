"""Users' lives: created, changed, blocked and unblocked, removed, and created again (`nextstep.md` §6).

States: ACTIVE and BLOCKED follow each other; REMOVED comes from any, and ends by a change that says another state, or by a new
creation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from activities.identities import contacts, roles
from activities.identities.contacts import SaidContact
from activities.identities.details import UserDetail, read_details
from activities.identities.presence import find_present, lock_present
from activities.store import user_aliases, users
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.users import User
from config.clock import now_ms
from config.identity_vocabulary import UserIdentityStatus
from config.reasons import Reason
from config.refused import Refused

ACTIVE, BLOCKED, REMOVED = UserIdentityStatus.ACTIVE, UserIdentityStatus.BLOCKED, UserIdentityStatus.REMOVED

_ACTIONS = {BLOCKED: Action.USER_BLOCK, ACTIVE: Action.USER_UNBLOCK, REMOVED: Action.USER_REMOVE}


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user as a caller says him."""

    user_id: str
    extras: dict[str, Any]
    roles: Sequence[str]
    contacts: Sequence[SaidContact]


@dataclass(frozen=True, slots=True)
class UserChange:
    """What is to be otherwise; null: as it is. Roles and contacts are replaced as wholes."""

    user_id: str
    status: UserIdentityStatus | None
    extras: dict[str, Any] | None
    roles: Sequence[str] | None
    contacts: Sequence[SaidContact] | None


class Users:
    """One per process. Who is not there is `Refused` USER_NOT_FOUND, a role that nobody defined REQUEST_INVALID."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, new: NewUser) -> UserDetail:
        """A removed one is created again, with nothing of what he had. Raises `Refused` USER_ALREADY_EXISTS."""
        contacts.check_distinct(new.contacts)
        with self._database.write() as session:
            user = User(new.user_id, ACTIVE, new.extras, now_ms(), None)
            if not users.insert(session, user):
                self._renew(session, user)
            roles.replace_all(session, user.user_id, new.roles, user.created_ms)
            contacts.replace_all(session, user.user_id, new.contacts, user.created_ms)
            trail.record(session, Event(Action.USER_CREATE, user_id=user.user_id))
            return _detail(session, user)

    def update(self, change: UserChange) -> UserDetail:
        """A removed one is found only where a state is said."""
        if change.contacts is not None:
            contacts.check_distinct(change.contacts)
        with self._database.write() as session:
            user = self._lock_changed(session, change)
            at_ms = now_ms()
            if change.roles is not None:
                roles.replace_all(session, user.user_id, change.roles, at_ms)
            if change.contacts is not None:
                contacts.replace_all(session, user.user_id, change.contacts, at_ms)
            status = change.status or user.status
            extras = user.extras if change.extras is None else change.extras
            changed = _settle(session, replace(user, extras=extras), status, at_ms)
            trail.record(session, Event(Action.USER_CHANGE, user_id=user.user_id, details={"status": status.value}))
            return _detail(session, changed)

    def detail(self, user_id: str, credential_name: str | None, *, include_removed: bool) -> UserDetail:
        """With removed credentials, and of a removed user, where these are included."""
        with self._database.read() as session:
            if include_removed:
                user = users.find(session, user_id)
                if user is None:
                    raise Refused(Reason.USER_NOT_FOUND)
            else:
                user = find_present(session, user_id)
            return _detail(session, user)

    def change_states(self, user_ids: Collection[str], status: UserIdentityStatus) -> list[str]:
        """One state for all of them; the ids of those that there are. Raises `Refused` USER_NOT_FOUND where there is none."""
        changed = []
        with self._database.write() as session:
            # In one order, so that no two wait for each other.
            for user_id in sorted(set(user_ids)):
                user = users.lock(session, user_id)
                if user is not None:
                    _move(session, user, status)
                    changed.append(user_id)
            if not changed:
                raise Refused(Reason.USER_NOT_FOUND)
        return [user_id for user_id in dict.fromkeys(user_ids) if user_id in set(changed)]

    def block(self, user_id: str) -> UserIdentityStatus:
        """Raises `Refused` USER_NOT_ACTIVE."""
        return self._follow(user_id, ACTIVE, BLOCKED, Reason.USER_NOT_ACTIVE)

    def unblock(self, user_id: str) -> UserIdentityStatus:
        """Raises `Refused` USER_NOT_BLOCKED."""
        return self._follow(user_id, BLOCKED, ACTIVE, Reason.USER_NOT_BLOCKED)

    def delete(self, user_id: str) -> UserIdentityStatus:
        """The row stays; credentials and one-time passwords are removed, user names given up."""
        with self._database.write() as session:
            return _move(session, lock_present(session, user_id), REMOVED).status

    def _follow(
        self, user_id: str, before: UserIdentityStatus, after: UserIdentityStatus, otherwise: Reason
    ) -> UserIdentityStatus:
        with self._database.write() as session:
            user = lock_present(session, user_id)
            if user.status is not before:
                raise Refused(otherwise)
            return _move(session, user, after).status

    def _renew(self, session: Session, user: User) -> None:
        known = users.lock(session, user.user_id)
        if known is None or known.status is not REMOVED:
            raise Refused(Reason.USER_ALREADY_EXISTS)
        users.put(session, user)
        user_aliases.remove_all(session, user.user_id, user.created_ms)

    def _lock_changed(self, session: Session, change: UserChange) -> User:
        if change.status is None:
            return lock_present(session, change.user_id)
        user = users.lock(session, change.user_id)
        if user is None:
            raise Refused(Reason.USER_NOT_FOUND)
        return user


def _move(session: Session, user: User, status: UserIdentityStatus) -> User:
    moved = _settle(session, user, status, now_ms())
    trail.record(session, Event(_ACTIONS[status], user_id=user.user_id))
    return moved


def _settle(session: Session, user: User, status: UserIdentityStatus, at_ms: int) -> User:
    """The user comes into a state, whichever he was in, and loses what goes with it."""
    settled = replace(user, status=status, updated_ms=max(at_ms, user.created_ms))
    users.put(session, settled)
    if status is REMOVED:
        users.remove_one_time_passwords(session, user.user_id)
    return settled


def _detail(session: Session, user: User) -> UserDetail:
    return read_details(session, [user])[0]
