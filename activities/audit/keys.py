"""The audit key: made once at random, stored sealed under the master key, opened once a process."""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.audit.chain import ChainKey
from activities.secrets.sealing import Sealer
from activities.store.audit import rows as store
from activities.store.audit.ends import Head
from activities.store.database import Database, Session

_KEY_BYTES = 32
_SEALED_FOR = ("audit_chain", store.CHAIN_ID, "sealed_key")


@dataclass(frozen=True, slots=True)
class AuditKeys:
    """What the audit key is good for."""

    chain: ChainKey
    _data: Sealer = field(repr=False)
    archive: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> "AuditKeys":
        """From the audit key: a key for MACs, one for what requests said, and one that signs files of the archive."""
        return cls(
            ChainKey(_derive(key, b"chain")),
            Sealer.of(base64.b64encode(_derive(key, b"event data")).decode()),
            Ed25519PrivateKey.from_private_bytes(_derive(key, b"archive")),
        )

    def seal(self, row_id: str, event_data: str) -> str:
        """What a row keeps of what was said."""
        return self._data.seal(event_data.encode(), "audit", row_id, "event_data")

    def open(self, row_id: str, ciphertext: str) -> str:
        """What was said. Raises `Unsealable`."""
        return self._data.open(ciphertext, "audit", row_id, "event_data").decode()


def read(database: Database, sealer: Sealer) -> AuditKeys | None:
    """The keys; null where nothing was ever written. Raises `Unsealable` where the master key is not the one."""
    with database.read() as session:
        sealed = store.sealed_key(session)
    return None if sealed is None else AuditKeys.of(sealer.open(sealed, *_SEALED_FOR))


def find_or_create(session: Session, sealer: Sealer) -> tuple[AuditKeys, bool]:
    """The keys, and whether they were there before this transaction: if not, they may be gone with it."""
    sealed = store.sealed_key(session)
    if sealed is not None:
        return AuditKeys.of(sealer.open(sealed, *_SEALED_FOR)), True
    key = os.urandom(_KEY_BYTES)
    head = Head()
    store.begin_chain(session, sealer.seal(key, *_SEALED_FOR), head, AuditKeys.of(key).chain.head(head))
    # Another process may have been faster.
    return AuditKeys.of(sealer.open(str(store.sealed_key(session)), *_SEALED_FOR)), False


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, b"nextstep audit " + purpose, hashlib.sha256).digest()
