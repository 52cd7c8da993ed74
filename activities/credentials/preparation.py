"""Credentials made ready to be written: read, validated, generated and hashed, all of it outside of the transaction that writes.

Source: `nextstep.md` §6.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from activities.credentials import counters, expiry, generation, policy, protection, validation
from activities.credentials.end_to_end import EndToEnd
from activities.credentials.new_credential import CredentialChanges, FormerValue, NewCredential
from activities.credentials.policy import CredentialTerms
from activities.credentials.prepared import PastProtected, PreparedCredential
from activities.credentials.protection import ProtectedValue, Protection
from activities.store import credential_history
from activities.store import credentials as store
from activities.store.audit.event import Action
from activities.store.credential_history import PastValue
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
from config.refused import CredentialInvalid, Refused

_USERNAME_TRIES = 100
# Where a policy's values break its own rules now and then, one is found that does not; where always, they are as they are.
_VALUE_TRIES = 100


@dataclass(frozen=True, slots=True)
class _FoundCredential:
    """What there was of a user's credential: the row, and the values that must not be used again."""

    terms: CredentialTerms
    credential: Credential | None
    history: list[PastValue] = field(repr=False)


class Preparation:
    """One per process; safe for threads. Every method raises `Refused`, `CredentialInvalid` and `Busy`."""

    def __init__(self, database: Database, value_protection: Protection, end_to_end: EndToEnd) -> None:
        self._database = database
        self._protection = value_protection
        self._end_to_end = end_to_end

    def prepare(self, user_id: str, new: NewCredential) -> PreparedCredential:
        """A credential that replaces the one that there is, whatever its state. Whether there is such a user is not asked."""
        with self._database.read() as session:
            found = self._find(session, user_id, new.credential_name)
            username, is_taken = self._username(session, user_id, found.terms, new.username)
        terms, now = found.terms, now_ms()
        value = self._value(terms, new.value, username)
        history = [replace(one, value=self._end_to_end.read(terms, one.value)) for one in new.history]
        modes = new.validation_mode
        broken = [
            *(
                validation.username_failures(terms.policy, new.username)
                if modes in validation.VALIDATES_USERNAME and new.username is not None
                else ()
            ),
            *_taken(is_taken),
            *(
                self._value_failures(user_id, found, value, username, history)
                if modes in validation.VALIDATES_VALUE and new.value is not None
                else validation.storage_failures(terms.hash_config, value)
            ),
        ]
        if broken:
            raise CredentialInvalid(broken)
        protected_value = self._protect(terms, user_id, value)
        after = Credential(
            user_id=user_id,
            credential_name=terms.name,
            type=new.type,
            status=CredentialStatus.ACTIVE,
            username=username,
            value=protected_value.value,
            hash_config_name=protected_value.hash_config_name,
            is_sealed=protected_value.is_sealed,
            created_ms=now,
            expires_ms=expiry.expires_ms(terms.policy, new.type, now) if new.expires_ms is None else new.expires_ms,
            value_changed_ms=now,
            username_changed_ms=now,
        )
        looked_at = history[-terms.policy.check_history_count :] if terms.policy.check_history_count else []
        past = [
            PastProtected(one.username, self._protect(terms, user_id, one.value))
            for one in looked_at
            if not validation.storage_failures(terms.hash_config, one.value)
        ]
        return PreparedCredential(
            Action.CREDENTIAL_CREATE,
            terms,
            found.credential,
            after,
            past=[*past, PastProtected(username, protected_value)],
            has_generated_username=new.username is None,
            generated_value=self._end_to_end.write(terms, new.type, value) if new.value is None else None,
            breaks_policy=bool(validation.value_failures(terms.policy, value, username)),
        )

    def prepare_change(self, user_id: str, changes: CredentialChanges) -> PreparedCredential:
        """Raises `Refused` CREDENTIAL_NOT_FOUND; one that was removed comes back with a status and a value only."""
        with self._database.read() as session:
            found = self._find(session, user_id, changes.credential_name)
            seen = _existing(found, comes_back=changes.status is not None and changes.value is not None)
            username, is_taken = seen.username, False
            if changes.username is not None:
                username, is_taken = self._username(session, user_id, found.terms, changes.username)
        terms = found.terms
        value = None if changes.value is None else self._end_to_end.read(terms, changes.value)
        is_named = changes.username is not None or seen.status is CredentialStatus.REMOVED
        broken = [
            *(validation.username_failures(terms.policy, changes.username) if is_named else ()),
            *_taken(is_taken),
            *(() if value is None else self._value_failures(user_id, found, value, username)),
        ]
        if broken:
            raise CredentialInvalid(broken)
        return self._prepare_change(user_id, terms, seen, changes, username, value)

    def prepare_reset(
        self, user_id: str, credential_name: str, credential_type: CredentialType | None, expires_ms: int | None
    ) -> PreparedCredential:
        """A generated value for a credential that there is, whatever blocks it. Raises `Refused` CREDENTIAL_NOT_FOUND."""
        with self._database.read() as session:
            found = self._find(session, user_id, credential_name)
            seen = _existing(found)
        terms = found.terms
        value = self._value(terms, None, seen.username)
        changes = CredentialChanges(
            credential_name, credential_type, expires_ms=expires_ms, status=CredentialStatus.ACTIVE
        )
        prepared = self._prepare_change(user_id, terms, seen, changes, seen.username, value)
        return replace(prepared, generated_value=self._end_to_end.write(terms, prepared.after.type, value))

    def validate(
        self,
        user_id: str,
        credential_name: str,
        username: str | None,
        value: str | None,
        mode: CredentialValidationMode,
    ) -> list[CredentialValidationFailure]:
        """Which rules a user name and a value break; a value is held against the present user name where none is given."""
        with self._database.read() as session:
            found = self._find(session, user_id, credential_name)
            owner = None if username is None else store.find_owner(session, credential_name, username)
        policies = found.terms.policy
        broken: list[CredentialValidationFailure] = []
        if mode in validation.VALIDATES_USERNAME:
            broken += validation.username_failures(policies, username)
            broken += _taken(owner is not None and owner != user_id)
        if mode in validation.VALIDATES_VALUE:
            candidate = None if value is None else self._end_to_end.read(found.terms, value)
            present = found.credential.username if username is None and found.credential else username
            broken += self._value_failures(user_id, found, candidate, present)
        return broken

    def _value_failures(
        self,
        user_id: str,
        present: _FoundCredential,
        value: str | None,
        username: str | None,
        former: Iterable[FormerValue] = (),
    ) -> list[CredentialValidationFailure]:
        """Those of the policy, of the user's history, and of how values are kept; each once, in the vocabulary's order."""
        terms = present.terms
        broken = set(validation.value_failures(terms.policy, value, username))
        if value is not None:
            broken |= {*validation.storage_failures(terms.hash_config, value)}
            if self._was_used(user_id, present, value, former):
                broken.add(CredentialValidationFailure.CREDENTIAL_HISTORY_CHECK_FAILED)
        return [one for one in CredentialValidationFailure if one in broken]

    def _was_used(self, user_id: str, present: _FoundCredential, value: str, former: Iterable[FormerValue]) -> bool:
        most = present.terms.policy.check_history_count
        newest = [one.value for one in former][-most:] if most else []
        return value in newest or any(
            self._protection.matches(one, protection.of_past_value(user_id, one.ordinal), value)
            for one in present.history[: max(most - len(newest), 0)]
        )

    def _find(self, session: Session, user_id: str, credential_name: str) -> _FoundCredential:
        terms = policy.terms(session, credential_name)
        seen = store.find(session, user_id, credential_name)
        return _FoundCredential(
            terms, seen, credential_history.newest(session, user_id, terms.policy.check_history_count)
        )

    def _username(
        self, session: Session, user_id: str, terms: CredentialTerms, username: str | None
    ) -> tuple[str | None, bool]:
        """The user name as it is kept, and whether it is somebody else's; one that is generated is nobody's."""
        if username is not None:
            owner = store.find_owner(session, terms.name, username)
            return username.lower(), owner is not None and owner != user_id
        for _ in range(_USERNAME_TRIES):
            generated = generation.generate_username(terms.policy.username_generation)
            if generated is None or store.find_owner(session, terms.name, generated) is None:
                return generated, False
        raise Refused(Reason.CONFIGURATION_INVALID, "no user name is left that the policy could generate")

    def _value(self, terms: CredentialTerms, candidate: str | None, username: str | None) -> str:
        if candidate is not None:
            return self._end_to_end.read(terms, candidate)
        value = generation.generate_value(terms.policy.credential_generation)
        for _ in range(_VALUE_TRIES):
            if not validation.value_failures(terms.policy, value, username):
                break
            value = generation.generate_value(terms.policy.credential_generation)
        return value

    def _protect(self, terms: CredentialTerms, user_id: str, value: str) -> ProtectedValue:
        return self._protection.protect(terms, protection.of_credential(user_id, terms.name), value)

    def _prepare_change(
        self,
        user_id: str,
        terms: CredentialTerms,
        before: Credential,
        changes: CredentialChanges,
        username: str | None,
        value: str | None,
    ) -> PreparedCredential:
        now = now_ms()
        after = replace(before, type=changes.type or before.type, username=username, updated_ms=now)
        if username != before.username:
            after = replace(after, username_changed_ms=now)
        past: list[PastProtected] = []
        if value is not None:
            protected_value = self._protect(terms, user_id, value)
            past = [PastProtected(username, protected_value)]
            after = replace(
                after,
                value=protected_value.value,
                hash_config_name=protected_value.hash_config_name,
                is_sealed=protected_value.is_sealed,
                value_changed_ms=now,
            )
        if changes.expires_ms is not None:
            after = replace(after, expires_ms=changes.expires_ms)
        elif value is not None or after.type is not before.type:
            after = replace(after, expires_ms=expiry.expires_ms(terms.policy, after.type, now))
        if changes.status is not None:
            after = counters.with_status(after, changes.status, now)
        return PreparedCredential(
            Action.CREDENTIAL_CHANGE,
            terms,
            before,
            after,
            past=past,
            keeps_state=changes.status is None,
            breaks_policy=value is not None and bool(validation.value_failures(terms.policy, value, username)),
        )


def _existing(present: _FoundCredential, *, comes_back: bool = False) -> Credential:
    seen = present.credential
    if seen is None or (seen.status is CredentialStatus.REMOVED and not comes_back):
        raise Refused(Reason.CREDENTIAL_NOT_FOUND)
    return seen


def _taken(is_taken: bool) -> list[CredentialValidationFailure]:
    return [CredentialValidationFailure.USERNAME_ALREADY_EXISTS] if is_taken else []
