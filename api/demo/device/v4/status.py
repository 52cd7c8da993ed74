"""The status of an activation, as the phone reads it (`powerauth-protocol-4.md` §5.5)."""

import hmac
from dataclasses import dataclass
from enum import IntFlag

from api.demo.device.counter import ServerCounter
from api.demo.device.failures import Untrusted
from api.demo.device.status import ActivationState, ActivationStatus
from api.demo.device.v4.kmac import kmac256

_MAGIC = bytes.fromhex("DEC0DED4")
_DATA, _MAC = 48, 32


class V4StatusFlag(IntFlag):
    """What else there is to know."""

    CONFIRMATION_PENDING = 1
    UPGRADE_PENDING = 2
    ALGORITHM_NOT_SUPPORTED = 4
    BIOMETRY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class V4ActivationStatus(ActivationStatus):
    """What protocol 4 says besides."""

    flags: V4StatusFlag


def decode(blob: bytes, status_key: bytes) -> V4ActivationStatus:
    """Read the 80 bytes of a status. Raises `Untrusted`, for one that contradicts itself too."""
    if len(blob) != _DATA + _MAC:
        raise Untrusted("the status has not 80 bytes")
    data, mac = blob[:_DATA], blob[_DATA:]
    if not hmac.compare_digest(mac, kmac256(status_key, data, "PA4MAC-STATUS")) or data[:4] != _MAGIC:
        raise Untrusted("the status is not for this activation")
    flags = V4StatusFlag(data[7] & 15)
    if data[4] not in list(ActivationState):
        raise Untrusted(f"the state {data[4]} is unknown")
    upgrading = V4StatusFlag.UPGRADE_PENDING in flags
    if data[5] != (3 if upgrading else 4) or data[6] < 4 or data[13] > data[14] or data[15] == 0:
        raise Untrusted("the status contradicts itself")
    counter = ServerCounter(low_byte=data[12], digest=data[16:48], look_ahead=data[15])
    return V4ActivationStatus(ActivationState(data[4]), data[5], data[6], data[13], data[14], counter, flags=flags)
