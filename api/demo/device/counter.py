"""The hash chain that makes each signature a different one, and how a phone keeps in step with the server's.

Source: `powerauth-protocol.md` §5.4, §3.6.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self, TypeVar

from api.demo.device.keys import fold, kdf, kdf_internal


@dataclass(frozen=True, slots=True)
class Counter:
    """A position in the chain: its 16 bytes, and how many steps it is from the first. An earlier value sets a phone back."""

    data: bytes
    number: int = 0

    def advance(self, steps: int = 1) -> "Counter":
        """The position so many steps on."""
        data = self.data
        for _ in range(steps):
            data = fold(hashlib.sha256(data).digest())
        return Counter(data, self.number + steps)

    def digest(self, transport_key: bytes) -> bytes:
        """CTR_DATA_HASH, by which the server tells its position without telling the chain."""
        return kdf_internal(kdf(transport_key, 4000), self.data)


class HashChain(Protocol):
    """A position in a chain of any version."""

    @property
    def number(self) -> int: ...

    def advance(self, steps: int = 1) -> Self: ...

    def digest(self, key: bytes, /) -> bytes: ...


_Chain = TypeVar("_Chain", bound=HashChain)


@dataclass(frozen=True, slots=True)
class ServerCounter:
    """What a status says of the server's position: the low byte of its number, its digest, and how far it looks ahead."""

    low_byte: int
    digest: bytes
    look_ahead: int


class CounterStanding(StrEnum):
    """How the phone's counter stands to the server's."""

    UNKNOWN = "unknown"  # protocol 3.0 does not tell
    IN_STEP = "in step"
    CAUGHT_UP = "caught up"  # the server was ahead, and the phone followed
    AHEAD = "ahead"  # within what the server looks ahead
    FAR_AHEAD = "far ahead"  # a signature has to move the server before it is too late
    LOST = "lost"  # no signature of this phone will match any more


def compare(own: _Chain, server: ServerCounter, key: bytes) -> tuple[CounterStanding, _Chain]:
    """How the phone stands, and the counter it goes on with; `key` is that of the digests.

    The low byte gives the distance, the digest proves it: only for a server in step or ahead, as a chain does not run back.
    """
    distance = (server.low_byte - own.number + 128) % 256 - 128
    if 0 <= distance <= server.look_ahead:
        reached = own.advance(distance)
        if reached.digest(key) == server.digest:
            return (CounterStanding.CAUGHT_UP if distance else CounterStanding.IN_STEP), reached
    # The server tries as many positions as it looks ahead, its own being the first: at that distance it is too late.
    if distance >= 0 or -distance >= server.look_ahead:
        return CounterStanding.LOST, own
    return (CounterStanding.FAR_AHEAD if -distance > server.look_ahead // 2 else CounterStanding.AHEAD), own
