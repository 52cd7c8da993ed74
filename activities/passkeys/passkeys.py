"""Users' passkeys: asked for, registered, listed, removed, and asked for a signature of an operation."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from activities.passkeys.attestation import Attestation, NewKey, check_attestation, find_misfit
from activities.passkeys.binding import bound_challenge, new_challenge
from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.options import creation_options, credentials_of, request_options
from activities.passkeys.payment import Payment, payment_of
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.base64_text import encode_url
from activities.store import passkey_challenges, passkeys, users
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Database, Session
from activities.store.operations import Operation
from activities.store.passkey_challenges import PasskeyChallenge
from activities.store.passkeys import Passkey
from config.clock import now_ms
from config.identity_vocabulary import PasskeyCeremony, PasskeyFailure, PasskeyStatus, UserIdentityStatus
from config.reasons import Reason
from config.refused import Refused

# Of one user: a browser is sent them all.
MAX_PASSKEYS = 20
_HANDLE_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What is registered, and for whom. `passkey_id`: the same again is the same request again."""

    passkey_id: str
    user_id: str
    passkey_name: str | None
    attestation: Attestation


@dataclass(frozen=True, slots=True)
class SignatureRequest:
    """What a browser is asked to have signed. `payment`: what its own dialog can show; null where the operation is none."""

    options: dict[str, Any]
    payment: Payment | None


class Passkeys:
    """One per process; safe for threads. Without a relying party everything but lists and removals is CONFIGURATION_INVALID."""

    def __init__(self, database: Database, party: RelyingParty | None, key: bytes) -> None:
        self._database = database
        self._party = party
        self._key = key

    @property
    def party(self) -> RelyingParty:
        """Raises `Refused` CONFIGURATION_INVALID."""
        if self._party is None:
            raise Refused(Reason.CONFIGURATION_INVALID, "NEXTSTEP_PASSKEY_RP_ID is not set")
        return self._party

    def ask_for_passkey(self, user_id: str, name: str, display_name: str) -> dict[str, Any]:
        """The browser's options for a new passkey of a user, whether the user is known here or not. The names are not stored."""
        party = self.party
        with self._database.write() as session:
            theirs = passkeys.list_of(session, user_id)
            handles = [one.user_handle for one in theirs if one.passkey_status != PasskeyStatus.REMOVED]
            # An authenticator keeps one passkey for each.
            handle = handles[0] if handles else encode_url(secrets.token_bytes(_HANDLE_BYTES))
            challenge = _store(session, party, PasskeyCeremony.REGISTRATION, new_challenge(), user_id, handle)
        return creation_options(party, challenge, name, display_name, _active(theirs))

    def register(self, new: NewPasskey) -> Passkey:
        """Who asks again under the same id has the same.

        Raises `Refused` PASSKEY_INVALID, PASSKEY_ALREADY_EXISTS, USER_NOT_ACTIVE; REQUEST_INVALID where the user has too many.
        """
        examined, now = _examine(new.attestation, self.party), now_ms()
        with self._database.write() as session:
            user = users.lock(session, new.user_id)
            before = passkeys.lock(session, new.passkey_id)
            if before is not None:
                return before
            if user is not None and user.status is not UserIdentityStatus.ACTIVE:
                raise Refused(Reason.USER_NOT_ACTIVE)
            challenge = passkey_challenges.lock(session, new.attestation.client_data.challenge)
            found = find_misfit(new.attestation.client_data, challenge, new.user_id, now) or examined
            if challenge is not None and challenge.user_id == new.user_id:
                passkey_challenges.use(session, challenge, now)
            if isinstance(found, NewKey):
                passkey = _passkey(new, found, challenge, now)
                _insert(session, passkey)
                return passkey
            _audit(session, Action.PASSKEY_REGISTER, new.user_id, found, None)
        raise CeremonyFailed(found).refused()

    def list_of(self, user_id: str, *, include_removed: bool) -> list[Passkey]:
        """A user's, in the order of their registration; of an unknown one, none."""
        with self._database.read() as session:
            found = passkeys.list_of(session, user_id)
        return [one for one in found if include_removed or one.passkey_status != PasskeyStatus.REMOVED]

    def remove(self, user_id: str, passkey_id: str) -> Passkey:
        """Raises `Refused` PASSKEY_NOT_FOUND, also where it is another user's."""
        with self._database.write() as session:
            found = passkeys.lock(session, passkey_id)
            if found is None or found.user_id != user_id or found.passkey_status == PasskeyStatus.REMOVED:
                raise Refused(Reason.PASSKEY_NOT_FOUND)
            removed = passkeys.remove(session, found)
            _audit(session, Action.PASSKEY_REMOVE, user_id, None, removed)
        return removed

    def ask_for_signature(self, operation: Operation, user_id: str | None) -> SignatureRequest:
        """The browser's options for an operation. `user_id`: whose passkeys; null: whoever has one of this bank."""
        party = self.party
        members = operation.operation_id, operation.operation_name, operation.operation_data
        with self._database.write() as session:
            challenge = _store(
                session,
                party,
                PasskeyCeremony.AUTHENTICATION,
                bound_challenge(*members),
                user_id,
                operation_id=operation.operation_id,
            )
            theirs = _active(passkeys.list_of(session, user_id)) if user_id is not None else []
        credentials = [] if user_id is None else credentials_of(user_id, theirs, self._key)
        return SignatureRequest(request_options(party, challenge, credentials), payment_of(operation.operation_data))

    def find_owner(self, credential_id: str) -> str | None:
        """Whose passkey this is, removed or not; null: nobody's."""
        with self._database.read() as session:
            found = passkeys.find_by_credential(session, credential_id)
        return None if found is None else found.user_id


def _store(
    session: Session,
    party: RelyingParty,
    ceremony: PasskeyCeremony,
    challenge: bytes,
    user_id: str | None,
    user_handle: str | None = None,
    operation_id: str | None = None,
) -> PasskeyChallenge:
    now = now_ms()
    made = PasskeyChallenge(
        encode_url(challenge), ceremony, user_id, user_handle, operation_id, now, now + party.lifetime_ms
    )
    passkey_challenges.insert(session, made)
    return made


def _examine(attestation: Attestation, party: RelyingParty) -> NewKey | PasskeyFailure:
    try:
        return check_attestation(attestation, party)
    except CeremonyFailed as error:
        return error.failure


def _passkey(new: NewPasskey, key: NewKey, challenge: PasskeyChallenge | None, now: int) -> Passkey:
    return Passkey(
        passkey_id=new.passkey_id,
        user_id=new.user_id,
        user_handle=(challenge and challenge.user_handle) or "",
        credential_id=new.attestation.credential_id,
        public_key=key.public_key,
        passkey_status=PasskeyStatus.ACTIVE,
        passkey_name=new.passkey_name,
        aaguid=key.aaguid,
        transports=",".join(new.attestation.transports),
        sign_count=key.signals.sign_count,
        is_backup_eligible=key.signals.is_backup_eligible,
        is_backed_up=key.signals.is_backed_up,
        created_ms=now,
    )


def _insert(session: Session, passkey: Passkey) -> None:
    passkeys.reserve(session, passkey.user_id)
    if len(_active(passkeys.list_of(session, passkey.user_id))) >= MAX_PASSKEYS:
        raise Refused(Reason.REQUEST_INVALID, f"the user has {MAX_PASSKEYS} passkeys: remove one first")
    if not passkeys.insert(session, passkey):
        raise Refused(Reason.PASSKEY_ALREADY_EXISTS)
    _audit(session, Action.PASSKEY_REGISTER, passkey.user_id, None, passkey)


def _active(theirs: Sequence[Passkey]) -> list[Passkey]:
    return [one for one in theirs if one.is_active]


def _audit(session: Session, action: Action, user_id: str, failure: str | None, passkey: Passkey | None) -> None:
    details = {} if passkey is None else {"passkeyId": passkey.passkey_id, "aaguid": passkey.aaguid}
    event = (
        Event(action, user_id=user_id, details=details)
        if failure is None
        else Event(action, "FAILED", user_id=user_id, details={"failure": failure})
    )
    trail.record(session, event)
