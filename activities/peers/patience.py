"""How many threads wait for a server that is slow: the others of the process serve callers who need nobody else.

Each call is bounded, but one after the other they would hold every thread for as long as the server is silent, and phones, banks
and probes would wait behind them.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from config.busy import Busy

SLOW_SECONDS = 2.0


class PeerPatience:
    """One per process and server; safe for threads.

    While a server answers soon any number may wait for it. Where it has not, the last time or just now, `most` wait at once, and
    others raise `Busy`, until one of these has its answer soon.
    """

    def __init__(
        self, server: str, most: int, *, seconds: float = SLOW_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`server`: as refusals name it; `seconds`: what takes no longer is soon."""
        self._server, self._most, self._seconds, self._clock = server, max(1, most), seconds, clock
        self._lock = threading.Lock()
        self._under_way: dict[object, float] = {}
        self._was_slow = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call. Raises `Busy` before anything was begun."""
        mine, begun = object(), self._clock()
        with self._lock:
            if len(self._under_way) >= self._most and self._is_slow(begun):
                raise Busy(f"{self._server} is slow, and enough wait for it")
            self._under_way[mine] = begun
        try:
            yield
        finally:
            with self._lock:
                del self._under_way[mine]
                self._was_slow = self._clock() - begun > self._seconds

    def _is_slow(self, now: float) -> bool:
        return self._was_slow or now - min(self._under_way.values()) > self._seconds
