"""Tokens: given for a signature, and checked in its place (reference `powerauth-protocol.md` §6)."""

import json
import secrets
import uuid
from dataclasses import dataclass, field

from activities.clock import now_ms
from activities.device.unauthorized import Proof, Unauthorized
from activities.powerauth import token_digest
from activities.powerauth.headers import TokenHeader
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.token_digest import SECRET_SIZE, TokenInvalid
from activities.sealing import Sealer
from activities.store import seen_requests, signers
from activities.store import tokens as stored_tokens
from activities.store.database import Database
from activities.store.tokens import StoredToken
from config.vocabulary import RegistrationStatus

# What a token that does not exist is checked with.
_NO_SECRET = bytes(SECRET_SIZE)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its phone gets it; the secret is 16 bytes."""

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

    def create(self, registration_id: str, signature_type: str) -> Token:
        """A new token of the registration."""
        token = Token(str(uuid.uuid4()), secrets.token_bytes(SECRET_SIZE))
        sealed = self._sealer.seal(token.secret, *_sealed_for(token.token_id))
        with self._database.write() as session:
            stored_tokens.add(session, StoredToken(token.token_id, registration_id, sealed, signature_type, now_ms()))
        return token

    def check(self, header: TokenHeader, accepted: frozenset[SignatureType]) -> Bearer:
        """Whose the token is; each header serves once. Raises `Unauthorized`, after the same time whatever was wrong."""
        now = now_ms()
        with self._database.write() as session:
            token = stored_tokens.find(session, header.token_id)
            secret = self._sealer.open(token.secret, *_sealed_for(token.token_id)) if token else _NO_SECRET
            signer = signers.find(session, token.registration_id if token else header.token_id)
            try:
                token_digest.verify(header, token_secret=secret, now_ms=now)
            except TokenInvalid:
                raise Unauthorized(Proof.TOKEN) from None
            if token is None or signer is None or signer.status != RegistrationStatus.ACTIVE:
                raise Unauthorized(Proof.TOKEN)
            value, expires_ms = token_digest.replay_value(header), token_digest.forget_after_ms(header)
            if token.factors not in accepted or not seen_requests.is_new(session, value, expires_ms=expires_ms):
                raise Unauthorized(Proof.TOKEN)
        return Bearer(
            registration_id=signer.registration_id,
            user_id=signer.user_id,
            application_id=signer.application_id,
            signature_type=SignatureType(token.factors),
            flags=tuple(json.loads(signer.flags)),
        )

    def remove(self, token_id: str, registration_id: str) -> None:
        """Remove the registration's token; another's, or none, stays what it is."""
        with self._database.write() as session:
            stored_tokens.remove(session, token_id, registration_id)


def _sealed_for(token_id: str) -> tuple[str, str, str]:
    return ("token", token_id, "secret")
