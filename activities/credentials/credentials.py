"""Credentials of users: set, changed, blocked, removed, and told of (`nextstep.md` §6)."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache, partial

from activities.credentials import counters, expiry, policy, prepared, protection, validation
from activities.credentials.end_to_end import EndToEnd
from activities.credentials.new_credential import (
    CredentialChanges,
    CredentialDetail,
    CredentialSecret,
    NewCredential,
)
from activities.credentials.policy import CredentialPolicy
from activities.credentials.preparation import Preparation
from activities.credentials.prepared import PreparedCredential
from activities.credentials.presence import check_present, lock_present
from activities.credentials.protection import Protection
from activities.store import credentials as store
from activities.store.audit.event import Action
from activities.store.credentials import Credential
from activities.store.database import Database, Session
from config.clock import now_ms
from config.identity_vocabulary import (
    CredentialStatus,
    CredentialType,
    CredentialValidationFailure,
    CredentialValidationMode,
)
from config.reasons import Reason
from config.refused import Refused


class Credentials:
    """One per process; safe for threads. Every method raises `Refused` and `StoreUnavailable`."""

    def __init__(self, database: Database, value_protection: Protection, end_to_end: EndToEnd) -> None:
        self._database = database
        self._protection = value_protection
        self._preparation = Preparation(database, value_protection, end_to_end)

    def prepare(self, user_id: str, new: NewCredential) -> PreparedCredential:
        """What `put` writes: outside of any transaction. Raises `CredentialInvalid`, `Busy` too."""
        return self._preparation.prepare(user_id, new)

    def put(self, session: Session, ready: PreparedCredential) -> CredentialSecret:
        """Write it, in a transaction that has locked its user. Raises `CredentialInvalid`, and `CredentialChanged`."""
        return prepared.put(session, self._protection, ready)

    def remove_all(self, session: Session, user_id: str, *, keep: Collection[str] = ()) -> None:
        """Those of a user but the ones named, in a transaction that has locked him; their user names are free then."""
        for credential in store.lock_all(session, user_id):
            if credential.credential_name not in keep and credential.status is not CredentialStatus.REMOVED:
                _move(session, credential, CredentialStatus.REMOVED, Action.CREDENTIAL_REMOVE)

    def details(
        self, session: Session, user_ids: Collection[str], *, include_removed: bool, name: str | None = None
    ) -> dict[str, tuple[CredentialDetail, ...]]:
        """Credentials of these users, by name, or those of one name; who has none is left out.

        Those of removed definitions are due when they expire, and never else.
        """
        rules = cache(partial(_find_policy, session))
        return {
            user_id: tuple(
                self._detail(credential, rules(credential.credential_name))
                for credential in theirs
                if (include_removed or credential.status is not CredentialStatus.REMOVED)
                and name in (None, credential.credential_name)
            )
            for user_id, theirs in store.list_of(session, user_ids).items()
        }

    def create(self, user_id: str, new: NewCredential) -> CredentialSecret:
        """One in place of the one that there is. Raises `CredentialInvalid`, `Busy` too."""
        return self._write(user_id, lambda: self._preparation.prepare(user_id, new))

    def update(self, user_id: str, changes: CredentialChanges) -> CredentialSecret:
        """Raises `CredentialInvalid`, `Busy` too."""
        return self._write(user_id, lambda: self._preparation.prepare_change(user_id, changes))

    def reset(
        self, user_id: str, credential_name: str, credential_type: CredentialType | None, expires_ms: int | None
    ) -> CredentialSecret:
        """A generated value, and nothing blocks it any more. Raises `Busy` too."""
        return self._write(
            user_id,
            lambda: self._preparation.prepare_reset(user_id, credential_name, credential_type, expires_ms),
        )

    def validate(
        self,
        user_id: str,
        credential_name: str,
        username: str | None,
        value: str | None,
        mode: CredentialValidationMode,
    ) -> list[CredentialValidationFailure]:
        """Which rules a user name and a value break; nothing is changed. Raises `Busy` too."""
        with self._database.read() as session:
            check_present(session, user_id)
        return self._preparation.validate(user_id, credential_name, username, value, mode)

    def remove(self, user_id: str, credential_name: str) -> Credential:
        """Its user name is free then."""
        with self._database.write() as session:
            credential = _lock(session, user_id, credential_name)
            return _move(session, credential, CredentialStatus.REMOVED, Action.CREDENTIAL_REMOVE)

    def block(self, user_id: str, credential_name: str) -> Credential:
        """Until it is unblocked. Raises `Refused` CREDENTIAL_NOT_ACTIVE where it is so already."""
        with self._database.write() as session:
            credential = _lock(session, user_id, credential_name)
            if credential.status is CredentialStatus.BLOCKED_PERMANENT:
                raise Refused(Reason.CREDENTIAL_NOT_ACTIVE)
            return _move(session, credential, CredentialStatus.BLOCKED_PERMANENT, Action.CREDENTIAL_BLOCK)

    def unblock(self, user_id: str, credential_name: str) -> Credential:
        """Active, whatever blocked it, and its counters begin anew. Raises `Refused` CREDENTIAL_NOT_BLOCKED."""
        with self._database.write() as session:
            credential = _lock(session, user_id, credential_name)
            if credential.status is CredentialStatus.ACTIVE:
                raise Refused(Reason.CREDENTIAL_NOT_BLOCKED)
            return _move(session, credential, CredentialStatus.ACTIVE, Action.CREDENTIAL_UNBLOCK)

    def _write(self, user_id: str, prepare: Callable[[], PreparedCredential]) -> CredentialSecret:
        with self._database.read() as session:
            check_present(session, user_id)

        def write(session: Session, ready: PreparedCredential) -> CredentialSecret:
            lock_present(session, user_id)
            return self.put(session, ready)

        return prepared.write(self._database, prepare, write)

    def _detail(self, credential: Credential, credential_policy: CredentialPolicy | None) -> CredentialDetail:
        due = expiry.is_change_due(credential, credential_policy, now_ms())
        return CredentialDetail(
            credential, due or (credential_policy is not None and self._breaks(credential, credential_policy))
        )

    def _breaks(self, credential: Credential, rules: CredentialPolicy) -> bool:
        """Whether the policy would refuse a value that can be read."""
        if credential.value is None:
            return False
        binding = protection.of_credential(credential.user_id, credential.credential_name)
        value = self._protection.reveal(credential, binding)
        return value is not None and bool(validation.value_failures(rules, value, credential.username))


def _find_policy(session: Session, credential_name: str) -> CredentialPolicy | None:
    try:
        return policy.terms(session, credential_name).policy
    except Refused as refused:
        if refused.reason is not Reason.CREDENTIAL_DEFINITION_NOT_FOUND:
            raise
        return None


def _lock(session: Session, user_id: str, credential_name: str) -> Credential:
    lock_present(session, user_id)
    policy.terms(session, credential_name)
    credential = store.lock(session, user_id, credential_name)
    if credential is None or credential.status is CredentialStatus.REMOVED:
        raise Refused(Reason.CREDENTIAL_NOT_FOUND)
    return credential


def _move(session: Session, credential: Credential, status: CredentialStatus, action: Action) -> Credential:
    now = now_ms()
    after = replace(counters.with_status(credential, status, now), updated_ms=now)
    store.put(session, after)
    prepared.record(session, action, after)
    return after
