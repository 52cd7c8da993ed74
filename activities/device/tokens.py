"""Tokens: given for a signature, and checked in its place (reference `powerauth-protocol.md` §6)."""

import uuid
from dataclasses import dataclass, field

from activities.clock import now_ms
from activities.device.refused import unauthorized
from activities.powerauth import base64_text, token_digest
from activities.powerauth.headers import TokenHeader
from activities.powerauth.signature_type import SignatureType
from activities.sealing import Sealer
from activities.store import seen_requests, signers, tokens
from activities.store.database import Database, Session
from activities.store.signers import Signer
from activities.store.tokens import StoredToken
from config.vocabulary import RegistrationStatus


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its phone gets it; the secret is 16 bytes."""

    token_id: str
    secret: bytes = field(repr=False)
