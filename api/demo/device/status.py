"""The encrypted status of an activation, as the phone reads it (`powerauth-protocol.md` §3.6)."""

from dataclasses import dataclass
from enum import IntEnum

from api.demo.device import cbc
from api.demo.device.counter import CounterStanding, ServerCounter
from api.demo.device.failures import Untrusted
from api.demo.device.keys import kdf, kdf_internal

_MAGIC = bytes.fromhex("DEC0DED1")


class ActivationState(IntEnum):
    """The state of an activation."""

    CREATED = 1
    PENDING_COMMIT = 2
    ACTIVE = 3
    BLOCKED = 4
    REMOVED = 5


@dataclass(frozen=True, slots=True)
class ActivationStatus:
    """What the server says, without its counter in protocol 3.0, and how the phone's counter stands to it."""

    state: ActivationState
    current_version: int
    upgrade_version: int
    failed_attempts: int
    max_failed_attempts: int
    counter: ServerCounter | None
    standing: CounterStanding = CounterStanding.UNKNOWN

    @property
    def remaining_attempts(self) -> int:
        """How many wrong PINs may follow until the activation is blocked; the last one blocks it."""
        return max(0, self.max_failed_attempts - self.failed_attempts)


def status_iv(transport_key: bytes, challenge: bytes, nonce: bytes) -> bytes:
    """The IV of a status that was asked for with a challenge."""
    return kdf_internal(kdf(transport_key, 3000), challenge + nonce)


def decode(ciphertext: bytes, transport_key: bytes, iv: bytes | None) -> ActivationStatus:
    """Read the 32 bytes of a status; `iv` is null for one asked for without a challenge. Raises `Untrusted`.

    A server that does not know the activation sends random bytes: they are not told from a forgery, on purpose.
    """
    if len(ciphertext) != 32:
        raise Untrusted("the status has not 32 bytes")
    blob = cbc.decrypt_blocks(transport_key, ciphertext, cbc.ZERO_IV if iv is None else iv)
    if blob[:4] != _MAGIC:
        raise Untrusted("the status is not encrypted for this activation")
    if blob[4] not in list(ActivationState):
        raise Untrusted(f"the state {blob[4]} is unknown")
    counter = None if iv is None else ServerCounter(low_byte=blob[12], digest=blob[16:32], look_ahead=blob[15])
    return ActivationStatus(ActivationState(blob[4]), blob[5], blob[6], blob[13], blob[14], counter)
