"""Tokens: given for a signature, and checked in its place (`powerauth-protocol.md` §6, `powerauth-protocol-4.md` §7).

Its secret has the size of the version that it was made by. Phones keep theirs through an upgrade, and prove them by version 4
from then on.
"""

import secrets
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from activities.audit import unproved
from activities.device.unauthorized import ProofFailure, Unauthorized
from activities.powerauth import token_digest
from activities.powerauth.phone_headers import PhoneTokenHeader
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.token_digest import TokenInvalid
from activities.powerauth.v4 import token_digest as v4_token_digest
from activities.powerauth.v4.headers import V4TokenHeader
from activities.secrets.sealing import Sealer
from activities.store import seen_requests, signers
from activities.store import tokens as stored_tokens
from activities.store.audit import trail
from activities.store.audit.event import OK, Action, Event
from activities.store.database import Database, Session
from activities.store.signers import Signer
from activities.store.tokens import StoredToken
from config.clock import now_ms
from config.vocabulary import RegistrationStatus


class TokenFailure(StrEnum):
    """Why a token is not taken, for the audit."""

    DIGEST = "TOKEN_DOES_NOT_MATCH"
    UNKNOWN = "TOKEN_UNKNOWN"
    STATE = "ACTIVATION_INVALID_STATE"
    PROTOCOL = "PROTOCOL_TOO_OLD"
    FACTORS = "FACTORS_NOT_ACCEPTED"
    REPLAY = "TOKEN_USED_BEFORE"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its phone gets it; the secret is 16 bytes, or 32 in version 4."""

    token_id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose a right token is, and by which factors he got it."""

    registration_id: str
    user_id: str
    application_id: str
    signature_type: SignatureType
    flags: tuple[str, ...]


class Tokens:
    """Gives, checks and removes tokens; one per process."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def create(self, registration_id: str, signature_type: str, secret_size: int = token_digest.SECRET_SIZE) -> Token:
        """A new token of the registration; the secret's size is that of the version by which it is asked for.

        Raises `Unauthorized` where the registration, which has proved itself, was blocked or removed since: what a removal drops
        does not come back behind it.
        """
        token = Token(str(uuid.uuid4()), secrets.token_bytes(secret_size))
        sealed = self._sealer.seal(token.secret, *_sealing_context(token.token_id))
        with self._database.write() as session:
            signer = signers.lock(session, registration_id)
            if signer is None or signer.status != RegistrationStatus.ACTIVE:
                raise Unauthorized(ProofFailure.SIGNATURE)
            stored_tokens.add(session, StoredToken(token.token_id, registration_id, sealed, signature_type, now_ms()))
            details = {"tokenId": token.token_id, "signatureType": str(signature_type)}
            _audit(session, Action.TOKEN_CREATE, signer, registration_id, details)
        return token

    def check(self, header: PhoneTokenHeader, signature_types: frozenset[SignatureType]) -> Bearer:
        """Whose the token is; each header serves once. Raises `Unauthorized`, after the same time whatever was wrong."""
        with self._database.write() as session:
            token = stored_tokens.find(session, header.token_id)
            signer = signers.find(session, token.registration_id if token else header.token_id)
            failure = self._find_failure(session, header, token, signer, signature_types)
            registration_id = token.registration_id if token else None
            details = {"tokenId": header.token_id}
            _audit(session, Action.TOKEN, signer if token else None, registration_id, details, failure or OK)
            if failure is None and signer is not None:
                signers.record_protocol(session, signer, header.version)
        if token is None or signer is None or failure is not None:
            raise Unauthorized(ProofFailure.TOKEN)
        return Bearer(
            registration_id=signer.registration_id,
            user_id=signer.user_id,
            application_id=signer.application_id,
            signature_type=SignatureType(token.factors),
            flags=signer.flags,
        )

    def remove(self, token_id: str, registration_id: str) -> None:
        """Remove the registration's token; another's, or none, stays what it is."""
        with self._database.write() as session:
            if stored_tokens.remove(session, token_id, registration_id):
                signer = signers.find(session, registration_id)
                _audit(session, Action.TOKEN_REMOVE, signer, registration_id, {"tokenId": token_id})

    def _find_failure(
        self,
        session: Session,
        header: PhoneTokenHeader,
        token: StoredToken | None,
        signer: Signer | None,
        signature_types: frozenset[SignatureType],
    ) -> TokenFailure | None:
        """Why the token is not taken; null: it is, and its header has been used now."""
        secret = self._sealer.open(token.secret, *_sealing_context(token.token_id)) if token else None
        try:
            _verify(header, secret)
        except TokenInvalid:
            return TokenFailure.DIGEST if token else TokenFailure.UNKNOWN
        if token is None or signer is None:
            return TokenFailure.UNKNOWN
        if signer.status != RegistrationStatus.ACTIVE:
            return TokenFailure.STATE
        if not signer.serves(header.version) or isinstance(header, V4TokenHeader) is not signer.is_version_4:
            return TokenFailure.PROTOCOL
        if token.factors not in signature_types:
            return TokenFailure.FACTORS
        value, expires_ms = _replay_of(header)
        return None if seen_requests.is_new(session, value, expires_ms=expires_ms) else TokenFailure.REPLAY


def _verify(header: PhoneTokenHeader, secret: bytes | None) -> None:
    """Raises `TokenInvalid`. A secret that is not there, or that the version does not take, is as much work as one that is."""
    if isinstance(header, V4TokenHeader):
        v4_token_digest.verify(header, token_secret=_of_size(secret, *v4_token_digest.SECRET_SIZES), now_ms=now_ms())
    else:
        token_digest.verify(header, token_secret=_of_size(secret, token_digest.SECRET_SIZE), now_ms=now_ms())


def _of_size(secret: bytes | None, *sizes: int) -> bytes:
    return secret if secret is not None and len(secret) in sizes else secrets.token_bytes(sizes[0])


def _replay_of(header: PhoneTokenHeader) -> tuple[str, int]:
    """What must not be seen twice, and until when."""
    if isinstance(header, V4TokenHeader):
        return v4_token_digest.replay_value(header), v4_token_digest.remember_until_ms(header)
    return token_digest.replay_value(header), token_digest.remember_until_ms(header)


def _audit(
    session: Session,
    action: Action,
    signer: Signer | None,
    registration_id: str | None,
    details: dict[str, str],
    result: str = OK,
) -> None:
    event = Event(
        action,
        result,
        user_id=signer.user_id if signer else None,
        registration_id=registration_id,
        application_id=signer.application_id if signer else None,
        details=details,
    )
    if result == OK:
        trail.record(session, event)
    else:
        unproved.record(session, event, registration_id)


def _sealing_context(token_id: str) -> tuple[str, str, str]:
    return ("token", token_id, "secret")
