"""Users' lives: created, changed, blocked and unblocked, removed, and created again (`nextstep.md` §6).

States: ACTIVE and BLOCKED follow each other; REMOVED comes from any, and ends by a change that says another state, or by a new
creation.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from activities.credentials import policy, prepared
from activities.credentials.credentials import Credentials
from activities.credentials.new_credential import CredentialDetail, CredentialSecret, NewCredential
from activities.credentials.prepared import PreparedCredential
from activities.credentials.presence import find_present, lock_present
from activities.identities import contacts, roles
from activities.identities.contacts import SaidContact
from activities.identities.details import UserDetail, UserDetails
from activities.store import passkeys, user_aliases, users
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
    """A user as a caller says it."""

    user_id: str
    extras: dict[str, Any]
    roles: Sequence[str]
    contacts: Sequence[SaidContact]
    credentials: Sequence[NewCredential]


@dataclass(frozen=True, slots=True)
class UserChange:
    """What is to be otherwise; null: as it is. Roles, contacts and credentials are replaced as wholes."""

    user_id: str
    status: UserIdentityStatus | None
    extras: dict[str, Any] | None
    roles: Sequence[str] | None
    contacts: Sequence[SaidContact] | None
    credentials: Sequence[NewCredential] | None


class Users:
    """One per process; safe for threads.

    Who is not there is `Refused` USER_NOT_FOUND, a role that nobody defined REQUEST_INVALID. Where credentials are set,
    `Credentials` raises more.
    """

    def __init__(self, database: Database, credentials: Credentials) -> None:
        self._database = database
        self._credentials = credentials
        self._details = UserDetails(credentials)

    def create(self, new: NewUser) -> UserDetail:
        """A removed one is created again, with nothing of what it had. Raises `Refused` USER_ALREADY_EXISTS."""
        contacts.check_distinct(new.contacts)

        def write(session: Session, ready: Sequence[PreparedCredential]) -> UserDetail:
            user = User(new.user_id, ACTIVE, new.extras, now_ms(), None)
            if not users.insert(session, user):
                _renew(session, user)
            roles.replace_all(session, user.user_id, new.roles, user.created_ms)
            contacts.replace_all(session, user.user_id, new.contacts, user.created_ms)
            trail.record(session, Event(Action.USER_CREATE, user_id=user.user_id))
            return self._details.read_one(session, user, self._put(session, ready))

        # Before values are hashed for nothing.
        with self._database.read() as session:
            if users.find_status(session, new.user_id) not in (None, REMOVED):
                raise Refused(Reason.USER_ALREADY_EXISTS)
        return self._write(new.user_id, new.credentials, write)

    def update(self, change: UserChange) -> UserDetail:
        """A removed one is found only where a state is said; one that is to be removed gets no credentials."""
        contacts.check_distinct(change.contacts or ())
        if change.status is REMOVED and change.credentials:
            raise Refused(Reason.REQUEST_INVALID, "a user that is removed has no credentials")

        def write(session: Session, ready: Sequence[PreparedCredential]) -> UserDetail:
            user = _lock_changed(session, change)
            at_ms = now_ms()
            if change.roles is not None:
                roles.replace_all(session, user.user_id, change.roles, at_ms)
            if change.contacts is not None:
                contacts.replace_all(session, user.user_id, change.contacts, at_ms)
            secrets = self._put(session, ready)
            if change.credentials is not None:
                self._credentials.remove_all(session, user.user_id, keep=set(secrets))
            status = change.status or user.status
            extras = user.extras if change.extras is None else change.extras
            changed = self._settle(session, replace(user, extras=extras), status, at_ms)
            trail.record(session, Event(Action.USER_CHANGE, user_id=user.user_id, details={"status": status.value}))
            return self._details.read_one(session, changed, secrets)

        with self._database.read() as session:
            _find_changed(session, change)
        return self._write(change.user_id, change.credentials or (), write)

    def detail(self, user_id: str, credential_name: str | None, *, include_removed: bool) -> UserDetail:
        """With removed credentials, and of a removed user, where these are included. Of one credential only, where it is named.

        Raises `Refused` CREDENTIAL_DEFINITION_NOT_FOUND too.
        """
        with self._database.read() as session:
            user = _find_any(session, user_id) if include_removed else find_present(session, user_id)
            if credential_name is not None:
                policy.terms(session, credential_name)
            [detail] = self._details.read(
                session, [user], include_removed=include_removed, credential_name=credential_name
            )
            return detail

    def credentials(self, user_id: str, *, include_removed: bool) -> tuple[CredentialDetail, ...]:
        """The user's credentials, by name."""
        with self._database.read() as session:
            find_present(session, user_id)
            return self._credentials.details(session, [user_id], include_removed=include_removed).get(user_id, ())

    def change_states(self, user_ids: Collection[str], status: UserIdentityStatus) -> list[str]:
        """One state for all of them; the ids of those that there are. Raises `Refused` USER_NOT_FOUND where there is none."""
        changed = set()
        with self._database.write() as session:
            # In one order, so that no two wait for each other.
            for user_id in sorted(set(user_ids)):
                user = users.lock(session, user_id)
                if user is not None:
                    self._move(session, user, status)
                    changed.add(user_id)
            if not changed:
                raise Refused(Reason.USER_NOT_FOUND)
        return [user_id for user_id in dict.fromkeys(user_ids) if user_id in changed]

    def block(self, user_id: str) -> UserIdentityStatus:
        """Raises `Refused` USER_NOT_ACTIVE."""
        return self._follow(user_id, ACTIVE, BLOCKED, Reason.USER_NOT_ACTIVE)

    def unblock(self, user_id: str) -> UserIdentityStatus:
        """Raises `Refused` USER_NOT_BLOCKED."""
        return self._follow(user_id, BLOCKED, ACTIVE, Reason.USER_NOT_BLOCKED)

    def delete(self, user_id: str) -> UserIdentityStatus:
        """The row stays; credentials and one-time passwords are removed, user names given up."""
        with self._database.write() as session:
            return self._move(session, lock_present(session, user_id), REMOVED).status

    def _write(
        self,
        user_id: str,
        credentials: Sequence[NewCredential],
        write: Callable[[Session, Sequence[PreparedCredential]], UserDetail],
    ) -> UserDetail:
        """Values are hashed before the transaction that writes them; where somebody else set one in between, again."""
        if len({one.credential_name for one in credentials}) < len(credentials):
            raise Refused(Reason.REQUEST_INVALID, "two credentials have one name")
        return prepared.write(
            self._database, lambda: [self._credentials.prepare(user_id, one) for one in credentials], write
        )

    def _put(self, session: Session, ready: Sequence[PreparedCredential]) -> dict[str, CredentialSecret]:
        written = [self._credentials.put(session, one) for one in ready]
        return {one.credential.credential_name: one for one in written}

    def _follow(
        self, user_id: str, before: UserIdentityStatus, after: UserIdentityStatus, otherwise: Reason
    ) -> UserIdentityStatus:
        with self._database.write() as session:
            user = lock_present(session, user_id)
            if user.status is not before:
                raise Refused(otherwise)
            return self._move(session, user, after).status

    def _move(self, session: Session, user: User, status: UserIdentityStatus) -> User:
        moved = self._settle(session, user, status, now_ms())
        trail.record(session, Event(_ACTIONS[status], user_id=user.user_id))
        return moved

    def _settle(self, session: Session, user: User, status: UserIdentityStatus, at_ms: int) -> User:
        """The user comes into a state, whatever it was in, and loses what goes with it."""
        settled = replace(user, status=status, updated_ms=max(at_ms, user.created_ms))
        users.put(session, settled)
        if status is REMOVED:
            # In the order in which checks lock them.
            self._credentials.remove_all(session, user.user_id)
            users.remove_one_time_passwords(session, user.user_id)
            passkeys.remove_all(session, user.user_id)
        return settled


def _renew(session: Session, user: User) -> None:
    known = users.lock(session, user.user_id)
    if known is None or known.status is not REMOVED:
        raise Refused(Reason.USER_ALREADY_EXISTS)
    users.put(session, user)
    user_aliases.remove_all(session, user.user_id, user.created_ms)


def _find_any(session: Session, user_id: str) -> User:
    user = users.find(session, user_id)
    if user is None:
        raise Refused(Reason.USER_NOT_FOUND)
    return user


def _find_changed(session: Session, change: UserChange) -> User:
    return find_present(session, change.user_id) if change.status is None else _find_any(session, change.user_id)


def _lock_changed(session: Session, change: UserChange) -> User:
    if change.status is None:
        return lock_present(session, change.user_id)
    user = users.lock(session, change.user_id)
    if user is None:
        raise Refused(Reason.USER_NOT_FOUND)
    return user
