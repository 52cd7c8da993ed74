"""The answer to a phone's question for its activation's status, to be encrypted (`powerauth-protocol-4.md` §5.5)."""

import secrets
from dataclasses import dataclass
from enum import IntFlag

from activities.powerauth.base64_text import encode
from activities.powerauth.counter import LOOK_AHEAD
from activities.powerauth.status_blob import StatusCode
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.v4.kmac import kmac256
from activities.powerauth.v4.version import MAJOR

FILLER_SIZE = 4
_MAGIC = bytes.fromhex("DEC0DED4")


class StatusFlag(IntFlag):
    """What else a phone must know."""

    CONFIRMATION_PENDING = 1
    UPGRADE_CONFIRMATION_PENDING = 2
    ALGORITHM_NOT_SUPPORTED = 4
    BIOMETRY = 8


@dataclass(frozen=True, slots=True)
class V4Status:
    """What is told. `counter` is how often the counter was moved, of which the low byte is told. Failures stop at 255.

    `version` is 3 while an upgrade is not confirmed.
    """

    code: StatusCode
    flags: StatusFlag
    failed_attempts: int
    max_failed_attempts: int
    counter: int
    ctr_data: bytes
    look_ahead: int = LOOK_AHEAD
    version: int = MAJOR
    upgrade_version: int = MAJOR


def activation_status(status: V4Status, *, keys: V4ActivationKeys, filler: bytes | None = None) -> str:
    """The status and its MAC, 80 bytes in base64. Four bytes are random unless given."""
    data = _data(status, keys, secrets.token_bytes(FILLER_SIZE) if filler is None else filler)
    return encode(data + kmac256(keys.derive(ActivationKey.MAC_STATUS), data, custom="PA4MAC-STATUS"))


def counter_hash(key: bytes, ctr_data: bytes) -> bytes:
    """By it a phone that is further than the server knows finds where the server is. The key is MAC_CTR_DATA."""
    return kmac256(key, ctr_data, custom="PA4MAC-CTR")


def _data(status: V4Status, keys: V4ActivationKeys, filler: bytes) -> bytes:
    if len(filler) != FILLER_SIZE:
        raise ValueError("the filler has 4 bytes")
    failed, most = (min(count, 255) for count in (status.failed_attempts, status.max_failed_attempts))
    begin = bytes((status.code, status.version, status.upgrade_version, status.flags))
    counts = bytes((status.counter & 0xFF, failed, most, status.look_ahead))
    return _MAGIC + begin + filler + counts + counter_hash(keys.derive(ActivationKey.MAC_CTR_DATA), status.ctr_data)
