"""Turns: so many threads at once for each key, and whoever comes later waits in the order of coming."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Line:
    inside: int = 0
    # Each is a lock that its thread waits for; it is released by who leaves his place to it.
    waiting: deque[threading.Lock] = field(default_factory=deque)


class Turns:
    """For threads. Keys that nobody waits for, or uses, take no memory."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def of(self, key: str, seconds: float) -> Iterator[None]:
        """Entered when it is one's turn. Raises `TimeoutError` where that is not so within `seconds`."""
        self._enter(key, seconds)
        try:
            yield
        finally:
            with self._lock:
                self._leave(key)

    def _enter(self, key: str, seconds: float) -> None:
        with self._lock:
            line = self._lines.setdefault(key, _Line())
            if line.inside < self._at_once:
                line.inside += 1
                return
            turn = threading.Lock()
            turn.acquire()
            line.waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return
        with self._lock:
            if turn in line.waiting:
                line.waiting.remove(turn)
            else:  # it came in the very moment
                self._leave(key)
        raise TimeoutError

    def _leave(self, key: str) -> None:
        line = self._lines[key]
        if line.waiting:
            line.waiting.popleft().release()
            return
        line.inside -= 1
        if not line.inside:
            del self._lines[key]

    def waiting(self, key: str) -> int:
        """How many wait for a turn."""
        with self._lock:
            return len(self._lines[key].waiting) if key in self._lines else 0

    def __len__(self) -> int:
        """How many keys have somebody."""
        return len(self._lines)
