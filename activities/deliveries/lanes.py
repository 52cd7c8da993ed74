"""Lanes: how many attempts may be on their way at once, to one receiver and to all, so that none waits behind another's silence.

Nobody waits for a lane: who comes too early is told when to come again, and holds neither a thread nor a place of the worker.
"""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from activities.deliveries.held import BUSY, Held

# What an attempt is taken to last before any has ended.
_GUESS_SECONDS = 0.1
# How much of what is known of a lane the last attempt decides.
_WEIGHT = 0.3
_SHORTEST_SECONDS = 0.25
_LONGEST_SECONDS = 300.0


@dataclass(slots=True)
class _Lane:
    """`starts`: when its attempts on their way began. `turn`: until when those that were told to come again keep it busy."""

    starts: list[float] = field(default_factory=list)
    seconds: float = _GUESS_SECONDS
    turn: float = 0.0

    def expected_seconds(self, now: float) -> float:
        """What an attempt lasts, as far as is known: no less than the one that has lasted longest up to now."""
        return max(self.seconds, now - min(self.starts, default=now))


class Lanes:
    """Of one process; safe for threads. `most` attempts at once, `each` of a lane.

    While half of all are taken, a lane gets one: however many receivers are silent, another one's attempt finds a place.
    """

    def __init__(self, *, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}
        self._in_use = 0

    @contextmanager
    def take(self, name: str) -> Iterator[None]:
        """A place in a lane. Raises `Held` BUSY at once where there is none."""
        begun = self._enter(name)
        try:
            yield
        finally:
            self._leave(name, begun)

    def _enter(self, name: str) -> float:
        now = time.monotonic()
        with self._lock:
            lane = self._lanes.setdefault(name, _Lane())
            each = self._each if self._in_use < self._most // 2 else 1
            if len(lane.starts) >= each or self._in_use >= self._most:
                lane.turn = max(lane.turn, now) + lane.expected_seconds(now) / each
                lane.turn = min(max(lane.turn, now + _SHORTEST_SECONDS), now + _LONGEST_SECONDS)
                raise Held(BUSY, (lane.turn - now) * random.uniform(0.75, 1))  # noqa: S311 - to spread a load
            lane.starts.append(now)
            self._in_use += 1
        return now

    def _leave(self, name: str, start: float) -> None:
        now = time.monotonic()
        with self._lock:
            lane = self._lanes[name]
            lane.starts.remove(start)
            self._in_use -= 1
            lane.seconds += _WEIGHT * (now - start - lane.seconds)
            if not lane.starts and lane.turn <= now:
                del self._lanes[name]
