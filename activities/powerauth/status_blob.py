"""The encrypted answer to a phone's question for its activation's status (`powerauth-protocol.md` §3.6)."""

import secrets
from dataclasses import dataclass
from enum import IntEnum

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from activities.powerauth.base64_text import encode
from activities.powerauth.counter import LOOK_AHEAD
from activities.powerauth.derivation import ZERO_IV, kdf, kdf_internal
from activities.powerauth.version import MAJOR

SIZE = 32
NONCE_SIZE = 16
_MAGIC = bytes.fromhex("DEC0DED1")


class StatusCode(IntEnum):
    """A status as the blob has it."""

    CREATED = 1
    PENDING_COMMIT = 2
    ACTIVE = 3
    BLOCKED = 4
    REMOVED = 5


@dataclass(frozen=True, slots=True)
class Status:
    """What a blob tells. `counter` is how often the counter was moved; the blob has its low byte. Failures stop at 255."""

    code: StatusCode
    failed_attempts: int
    max_failed_attempts: int
    counter: int
    ctr_data: bytes
    look_ahead: int = LOOK_AHEAD
    version: int = MAJOR
    upgrade_version: int = MAJOR


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """The two members of the answer, in base64. There is a nonce if there was a challenge."""

    encrypted_status_blob: str
    nonce: str | None


def answer(
    status: Status,
    *,
    transport_key: bytes,
    challenge: bytes | None,
    nonce: bytes | None = None,
    filler: bytes | None = None,
) -> StatusAnswer:
    """The status of an activation whose keys are agreed. Without a challenge (3.0) the IV is zero and the counter stays hidden.

    `nonce` (16 bytes) and `filler` (32, of which the blob takes what it does not fill) are random unless given.
    """
    nonce = _nonce(challenge, nonce)
    iv = ZERO_IV if challenge is None else _iv(transport_key, challenge, nonce or b"")
    blob = _blob(status, transport_key, secrets.token_bytes(SIZE) if filler is None else filler, challenge is not None)
    encryptor = Cipher(algorithms.AES128(transport_key), modes.CBC(iv)).encryptor()
    return _answer(encryptor.update(blob) + encryptor.finalize(), nonce)


def answer_unknown(*, challenge: bytes | None) -> StatusAnswer:
    """The answer for an activation that is not there or has no keys yet: to somebody without the keys it looks like any other."""
    return _answer(secrets.token_bytes(SIZE), _nonce(challenge, None))


def counter_hash(transport_key: bytes, ctr_data: bytes) -> bytes:
    """CTR_DATA_HASH: by it a phone that signs further than the server knows finds where the server is."""
    return kdf_internal(kdf(transport_key, 4000), ctr_data)


def _iv(transport_key: bytes, challenge: bytes, nonce: bytes) -> bytes:
    return kdf_internal(kdf(transport_key, 3000), challenge + nonce)


def _blob(status: Status, transport_key: bytes, filler: bytes, has_challenge: bool) -> bytes:
    failed, most = (min(count, 255) for count in (status.failed_attempts, status.max_failed_attempts))
    begin = _MAGIC + bytes((status.code, status.version, status.upgrade_version)) + filler[7:12]
    if not has_challenge:
        return begin + filler[12:13] + bytes((failed, most)) + filler[15:]
    low = status.counter & 0xFF
    return begin + bytes((low, failed, most, status.look_ahead)) + counter_hash(transport_key, status.ctr_data)


def _nonce(challenge: bytes | None, nonce: bytes | None) -> bytes | None:
    if challenge is None:
        return None
    return secrets.token_bytes(NONCE_SIZE) if nonce is None else nonce


def _answer(blob: bytes, nonce: bytes | None) -> StatusAnswer:
    return StatusAnswer(encode(blob), None if nonce is None else encode(nonce))
