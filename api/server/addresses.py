"""How many connections each address has, so that one cannot have them all."""

import logging
import time
from collections import Counter
from collections.abc import Callable

from config.callers import caller_network

log = logging.getLogger(__name__)

_SECONDS_BETWEEN_WARNINGS = 60


class AddressLimit:
    """Of an address `most` connections are open at once, unless it `is_trusted`: a proxy's are those of all its callers."""

    def __init__(self, most: int, is_trusted: Callable[[str], bool]) -> None:
        self._most, self._is_trusted = most, is_trusted
        self._open: Counter[str] = Counter()
        self._warn_after = 0.0

    def enter(self, address: str) -> bool:
        """Counts a connection, if the address may have another."""
        network = caller_network(address)
        if self._open[network] >= self._most and not self._is_trusted(address):
            self._warn(address)
            return False
        self._open[network] += 1
        return True

    def leave(self, address: str) -> None:
        """A connection that was counted is closed."""
        network = caller_network(address)
        self._open[network] -= 1
        if self._open[network] <= 0:
            del self._open[network]

    def _warn(self, address: str) -> None:
        if (now := time.monotonic()) >= self._warn_after:
            self._warn_after = now + _SECONDS_BETWEEN_WARNINGS
            log.warning("%s has %d connections to this process, and gets no more", address, self._most)
