"""Accounts of who may call PowerAuth Cloud: administration and integration users (`mobile-and-cloud.md` §3.1).

Passwords are generated here, told once and never again; only their hashes are kept.
"""

from collections import Counter
from dataclasses import dataclass

from activities.accounts.login_throttle import LoginBrakes, LoginPlace, Rules
from activities.accounts.password_checks import PasswordChecks
from activities.accounts.told_logins import ToldLogins
from activities.audit import origin, unproved
from activities.secrets import passwords
from activities.store import accounts as store
from activities.store import applications, change_requests
from activities.store.accounts import StoredAccount
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Database, Session
from activities.store.tables import AccountRow
from config.actors import NOBODY
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.too_many import TooMany
from config.vocabulary import Role

MAX_NAME = 255
_MAX_REMEMBERED = 1000

# Why somebody is kept out.
UNKNOWN_ACCOUNT, WRONG_PASSWORD, DISABLED, WRONG_ROLE = "UNKNOWN_ACCOUNT", "WRONG_PASSWORD", "DISABLED", "WRONG_ROLE"


@dataclass(frozen=True, slots=True)
class Account:
    """An account, and the ids of the applications that it manages."""

    username: str
    role: Role
    enabled: bool
    applications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountCredentials:
    """An account and its password, which nobody can read again."""

    account: Account
    password: str


class Accounts:
    """One per process; safe for threads. Unknown names are refused as `Refused` ACCOUNT_NOT_FOUND."""

    def __init__(self, database: Database, rules: Rules | None = None, key: bytes = b"") -> None:
        """`key` hides names that no account has, where their failures are counted."""
        self._database = database
        self._brakes = LoginBrakes(database, rules or Rules(), key)
        self._checks = PasswordChecks(self._brakes.rules.checks)
        self._logins = ToldLogins()
        # Tries that had to wait, by where; they are told with the next that is looked at.
        self._refusals: Counter[str] = Counter()
        # What the password of an unknown name is compared with, so that it takes as long as a wrong one.
        self._nobody = passwords.hash_password(passwords.generate())

    def authenticate(self, username: str, password: str) -> Account | None:
        """The enabled account that these credentials belong to. Unknown and wrong take the same time.

        Wrong passwords are told to the audit each, but for those that have to wait, which are told as a number with the next;
        right ones once in a while. Raises `TooMany`, `StoreUnavailable`.
        """
        stored = store.read(self._database, username) if _is_possible(username) else None
        stored_hash = self._nobody if stored is None else stored.password_hash
        place = self._brakes.place(username, origin.current().address)
        remembered = self._checks.remembers(username, password, stored_hash)
        # An integration user's password was made here, and nobody has guessed it: it waits for nothing. An administrator's may
        # have been chosen by a person.
        right = remembered and stored is not None and stored.role is Role.USER
        right = right or self._check_password(username, password, stored_hash, place)
        if stored is None or not right:
            self._record_wrong(None if stored is None else username, place)
            return None
        if not stored.enabled:
            self.record_kept_out(username, DISABLED)
            return None
        login = f"{username}\0{stored_hash}\0{place.pair}"
        if self._logins.is_news(login) or not remembered:
            with origin.act_as(username), self._database.write() as session:
                self._brakes.record_success(session, place)
                trail.record(session, Event(Action.LOGIN, OK))
            self._logins.remember(login)
        return _account(stored)

    def record_kept_out(self, username: str, reason: str) -> None:
        """Tell the audit, once in a while, that somebody with a right password was kept out."""
        login = f"{username}\0{reason}"
        if self._logins.is_news(login):
            with origin.act_as(username), self._database.write() as session:
                trail.record(session, Event(Action.LOGIN, reason))
            self._logins.remember(login)

    def _check_password(self, username: str, password: str, stored_hash: str, place: LoginPlace) -> bool:
        try:
            self._brakes.check(place)
            return self._checks.remembers(username, password, stored_hash) or self._checks.matches(
                username, password, stored_hash, lambda: self._brakes.check(place)
            )
        except TooMany:
            if len(self._refusals) > _MAX_REMEMBERED:
                self._refusals.clear()
            self._refusals[place.pair] += 1
            raise

    def _record_wrong(self, username: str | None, place: LoginPlace) -> None:
        """Count it, and tell the audit; a name that no account has may be a mistyped password, and is not told."""
        with origin.act_as(username or NOBODY), self._database.write() as session:
            details = {
                "failures": self._brakes.count_failure(session, place),
                "refused": self._refusals.pop(place.pair, 0),
            }
            if username:  # their failures wait, at whatever address
                trail.record(session, Event(Action.LOGIN, WRONG_PASSWORD, details=details))
            else:
                unproved.record(session, Event(Action.LOGIN, UNKNOWN_ACCOUNT, details=details), None)

    def bootstrap(self, username: str, password: str) -> bool:
        """Create the first administrator, if there is none. Says whether it did."""
        row = _row(username, Role.ADMIN, password)
        try:
            with self._database.write() as session:
                if store.has_administrator(session):
                    return False
                store.create(session, row)
                _audit(session, Action.ACCOUNT_CREATE, username, role=Role.ADMIN)
        except Refused:
            # Another process may have come first; else the name is an integration user's. Who looks locks, as above.
            with self._database.write() as session:
                if store.has_administrator(session):
                    return False
            raise
        return True

    def create(self, username: str, role: Role = Role.USER) -> AccountCredentials:
        """A new enabled account without applications. Raises `Refused` ACCOUNT_ALREADY_EXISTS where the name is taken."""
        password = passwords.generate()
        row = _row(username, role, password)
        with self._database.write() as session:
            store.create(session, row)
            _audit(session, Action.ACCOUNT_CREATE, username, role=role)
            return AccountCredentials(_account(store.get(session, username)), password)

    def get(self, username: str) -> Account:
        """The account."""
        with self._database.read() as session:
            return _account(store.get(session, username))

    def list_accounts(self) -> list[Account]:
        """All accounts, by name."""
        with self._database.read() as session:
            return [_account(one) for one in store.list_accounts(session)]

    def reset_password(self, username: str) -> AccountCredentials:
        """Give the account a new password; the former one holds no longer."""
        password = passwords.generate()
        password_hash = passwords.hash_password(password)
        with self._database.write() as session:
            store.change(session, username, password_hash=password_hash)
            _audit(session, Action.ACCOUNT_PASSWORD_RESET, username)
            return AccountCredentials(_account(store.get(session, username)), password)

    def enable(self, username: str, *, enabled: bool) -> Account:
        """Let the account in, or no longer: then nobody makes a change that it asked for, or agreed to.

        Raises `Refused` LAST_ADMINISTRATOR for the last enabled administrator.
        """
        with self._database.write() as session:
            if not enabled:
                store.check_not_last(session, username)
            store.change(session, username, enabled=enabled)
            if not enabled:
                change_requests.close_of_account(session, username)
            _audit(session, Action.ACCOUNT_ENABLE if enabled else Action.ACCOUNT_DISABLE, username)
            return _account(store.get(session, username))

    def remove(self, username: str) -> None:
        """Forget the account, and what it asked for or agreed to: its successor of the same name inherits nothing.

        Raises `Refused` LAST_ADMINISTRATOR for the last enabled administrator.
        """
        with self._database.write() as session:
            store.check_not_last(session, username)
            store.remove(session, username)
            change_requests.close_of_account(session, username)
            _audit(session, Action.ACCOUNT_REMOVE, username)

    def assign(self, username: str, application_id: str) -> Account:
        """Let an integration user manage an application; repeatable. Raises `Refused`: either is unknown, or ACCOUNT_ROLE."""
        with self._database.write() as session:
            if store.get(session, username).role is not Role.USER:
                raise Refused(Reason.ACCOUNT_ROLE, "An account of administration manages no application")
            applications.roles(session, application_id)
            store.assign(session, username, application_id)
            _audit(session, Action.ACCOUNT_APPLICATION_ASSIGN, username, application_id)
            return _account(store.get(session, username))

    def withdraw(self, username: str, application_id: str) -> Account:
        """No longer let an account manage an application; repeatable."""
        with self._database.write() as session:
            store.get(session, username)
            store.withdraw(session, username, application_id)
            _audit(session, Action.ACCOUNT_APPLICATION_WITHDRAW, username, application_id)
            return _account(store.get(session, username))


def _audit(
    session: Session, action: Action, username: str, application_id: str | None = None, role: Role | None = None
) -> None:
    details = {"username": username} | ({"role": role.value} if role else {})
    trail.record(session, Event(action, application_id=application_id, details=details))


def _is_possible(username: str) -> bool:
    # PostgreSQL takes no NUL; and nobody has such a name.
    return 0 < len(username) <= MAX_NAME and username.isprintable()


def _row(username: str, role: Role, password: str) -> AccountRow:
    return AccountRow(
        username=username,
        role=role.value,
        password_hash=passwords.hash_password(password),
        enabled=True,
        created_ms=now_ms(),
    )


def _account(stored: StoredAccount) -> Account:
    return Account(stored.username, stored.role, stored.enabled, stored.applications)
