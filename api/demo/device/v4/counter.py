"""The hash chain of authentication codes (`powerauth-protocol-4.md` §5.5, §6.4)."""

import hashlib
from dataclasses import dataclass

from api.demo.device.v4.kmac import kmac256


@dataclass(frozen=True, slots=True)
class V4Counter:
    """A position in the chain: its 32 bytes, and how many steps it is from the first."""

    data: bytes
    number: int = 0

    def advance(self, steps: int = 1) -> "V4Counter":
        """The position so many steps on."""
        data = self.data
        for _ in range(steps):
            data = hashlib.sha3_256(data).digest()
        return V4Counter(data, self.number + steps)

    def digest(self, key: bytes) -> bytes:
        """By what the server tells its position; the key is KEY_MAC_CTR_DATA."""
        return kmac256(key, self.data, "PA4MAC-CTR")
