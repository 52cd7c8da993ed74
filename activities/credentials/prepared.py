"""A credential that is ready to be written: validated, generated, hashed; and how it is written, in its caller's transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from activities.credentials import expiry, protection
from activities.credentials.new_credential import CredentialSecret
from activities.credentials.policy import CredentialTerms
from activities.credentials.protection import ProtectedValue, Protection
from activities.store import credential_history
from activities.store import credentials as store
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.credential_history import PastValue
from activities.store.credentials import Credential
from activities.store.database import Database, Session
from config.busy import Busy
from config.clock import now_ms
from config.identity_vocabulary import CredentialStatus, CredentialValidationFailure
from config.refused import CredentialInvalid

Ready = TypeVar("Ready")
Written = TypeVar("Written")
# Somebody else may change the same credential so many times; then the caller is told to come again.
_TRIES = 3


class CredentialChanged(Busy):
    """Somebody changed the credential since it was prepared: it is to be prepared again."""

    def __init__(self) -> None:
        super().__init__("somebody else changes this credential")


@dataclass(frozen=True, slots=True)
class PastProtected:
    """A value for the history, and the user name beside it; sealed for the credential's own row."""

    username: str | None = field(repr=False)
    value: ProtectedValue


@dataclass(frozen=True, slots=True)
class PreparedCredential:
    """`after`: the row as it is to be. `before`: as it was when this was prepared; null where there was none.

    `past`: values for the history, the oldest first. `keeps_state`: status and counters are those of the row when it is written.
    `generated_value`: as it is answered, where it was generated. `breaks_policy`: the policy would refuse the value.
    """

    action: Action
    terms: CredentialTerms
    before: Credential | None
    after: Credential
    past: Sequence[PastProtected] = ()
    keeps_state: bool = False
    has_generated_username: bool = False
    generated_value: str | None = field(default=None, repr=False)
    breaks_policy: bool = False


def put(session: Session, value_protection: Protection, change: PreparedCredential) -> CredentialSecret:
    """Write it, in a transaction that has locked its user. Raises `CredentialChanged`, `CredentialInvalid`, `Refused`."""
    locked = store.lock(session, change.after.user_id, change.after.credential_name)
    if _state(locked) != _state(change.before):
        raise CredentialChanged
    after = change.after
    if change.keeps_state and locked is not None:
        after = replace(
            after,
            status=locked.status,
            attempt_counter=locked.attempt_counter,
            failed_soft=locked.failed_soft,
            failed_hard=locked.failed_hard,
            blocked_ms=locked.blocked_ms,
        )
    if not store.put(session, after):
        if change.has_generated_username:
            raise CredentialChanged
        raise CredentialInvalid([CredentialValidationFailure.USERNAME_ALREADY_EXISTS])
    _remember(session, value_protection, change)
    record(session, change.action, after)
    due = expiry.is_change_due(after, change.terms.policy, now_ms())
    return CredentialSecret(after, due or change.breaks_policy, change.generated_value)


def write(database: Database, prepare: Callable[[], Ready], write: Callable[[Session, Ready], Written]) -> Written:
    """Values are hashed before the transaction that writes them; where somebody else set one in between, again.

    Raises `CredentialChanged` where that goes on, and what both do.
    """
    for left in reversed(range(_TRIES)):
        ready = prepare()
        try:
            with database.write() as session:
                return write(session, ready)
        except CredentialChanged:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def record(session: Session, action: Action, after: Credential) -> None:
    """Tell the audit what became of a credential."""
    details = {"credentialName": after.credential_name, "credentialStatus": after.status}
    trail.record(session, Event(action, user_id=after.user_id, details=details))


def _state(credential: Credential | None) -> tuple[object, ...] | None:
    """What a preparation looked at. Tries in between change nothing of it."""
    if credential is None:
        return None
    return (
        credential.value,
        credential.username,
        credential.type,
        credential.expires_ms,
        credential.status is CredentialStatus.REMOVED,
    )


def _remember(session: Session, value_protection: Protection, change: PreparedCredential) -> None:
    after = change.after
    former = protection.of_credential(after.user_id, after.credential_name)
    now = now_ms()
    first = credential_history.next_ordinal(session, after.user_id) if change.past else 0
    for ordinal, past in enumerate(change.past, first):
        bound = value_protection.rebind(past.value, former, protection.of_past_value(after.user_id, ordinal))
        credential_history.add(
            session,
            PastValue(
                user_id=after.user_id,
                ordinal=ordinal,
                credential_name=after.credential_name,
                username=past.username,
                value=bound.value,
                hash_config_name=bound.hash_config_name,
                is_sealed=bound.is_sealed,
                created_ms=now,
            ),
        )
