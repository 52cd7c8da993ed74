"""The key that signs bundles: made when the first one is asked for, kept sealed under the master key, changed at will.

It is asymmetric, unlike what holds the audit trail together, so that whoever verifies cannot sign.
"""

import base64
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from activities.evidence.public_keys import pem_of
from activities.secrets.sealing import Sealer
from activities.store import evidence_keys
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session
from activities.store.evidence_keys import StoredEvidenceKey
from config.clock import now_ms


@dataclass(frozen=True, slots=True)
class EvidenceKey:
    """The key that signs now."""

    generation: int
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def pem(self) -> str:
        """Its public half."""
        return pem_of(self.private.public_key())


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A public key that signs bundles, or did."""

    generation: int
    pem: str
    created_ms: int


def find_or_create(session: Session, sealer: Sealer) -> EvidenceKey:
    """The key that signs. Raises `Unsealable` where the master key is another."""
    if not evidence_keys.list_keys(session):
        _insert(session, sealer, 1)
    newest = evidence_keys.list_keys(session)[0]
    raw = sealer.open(str(newest.private_key), *_context(newest.generation, newest.public_key))
    return EvidenceKey(newest.generation, Ed25519PrivateKey.from_private_bytes(raw))


def rotate(session: Session, sealer: Sealer) -> EvidenceKey:
    """A new key signs; the private half of the one before it is gone, its public half stays. Raises `Unsealable`."""
    generation = find_or_create(session, sealer).generation + 1
    _insert(session, sealer, generation)
    evidence_keys.forget_private(session, generation)
    trail.record(session, Event(Action.EVIDENCE_KEY_ROTATE, details={"generation": generation}))
    return find_or_create(session, sealer)


def published(session: Session) -> list[PublishedKey]:
    """The public keys, the one that signs now first."""
    return [
        PublishedKey(
            one.generation,
            pem_of(Ed25519PublicKey.from_public_bytes(base64.b64decode(one.public_key))),
            one.created_ms,
        )
        for one in evidence_keys.list_keys(session)
    ]


def _insert(session: Session, sealer: Sealer, generation: int) -> None:
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    sealed = sealer.seal(key.private_bytes_raw(), *_context(generation, public))
    evidence_keys.insert(session, StoredEvidenceKey(generation, public, sealed, now_ms()))


def _context(generation: int, public: str) -> tuple[str, ...]:
    return ("evidence_key", str(generation), public, "private_key")
