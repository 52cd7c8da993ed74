"""The threads in which the application answers; their number is fixed, and so is how many requests wait for one."""

import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

from api.server.connection import Answer, Connection
from api.server.reader import HttpRequest

Job = tuple[Connection, HttpRequest]
Respond = Callable[[Connection, HttpRequest], tuple[Answer, bool]]


class FairQueue:
    """Requests that wait, at most `most`; addresses take turns, so that one with many waits for itself only. For threads."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._lock = threading.Lock()
        # Both in the order of turns.
        self._of: dict[str, deque[Job]] = {}
        self._tickets: SimpleQueue[None] = SimpleQueue()

    def put(self, job: Job) -> Connection | None:
        """Adds a request. Where there are too many, one of the address that has most goes: its connection is returned."""
        address = job[0].peer[0]
        with self._lock:
            self._of.setdefault(address, deque()).append(job)
            if self._size < self._most:
                self._size += 1
                self._tickets.put(None)
                return None
            longest = max(self._of, key=lambda other: len(self._of[other]))
            displaced, _ = self._of[longest].pop()
            if not self._of[longest]:
                del self._of[longest]
            return displaced

    def get(self) -> Job:
        """The next request; waits for one."""
        self._tickets.get()
        with self._lock:
            address, waiting = next(iter(self._of.items()))
            job = waiting.popleft()
            del self._of[address]
            if waiting:
                self._of[address] = waiting
            self._size -= 1
            return job


class Threads:
    """`respond` makes the answer, in a thread of these; `on_done` is called there with what came of it."""

    def __init__(
        self, count: int, waiting: int, respond: Respond, on_done: Callable[[Connection, Answer, bool], None]
    ) -> None:
        self._queue, self._respond, self._on_done = FairQueue(waiting), respond, on_done
        for number in range(count):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()

    def submit(self, connection: Connection, request: HttpRequest) -> Connection | None:
        """The connection whose request cannot wait, if there is one."""
        return self._queue.put((connection, request))

    def _work(self) -> None:
        while True:
            connection, request = self._queue.get()
            if not connection.is_gone:
                self._on_done(connection, *self._respond(connection, request))
            # A thread that waits for its next request keeps nothing of its last.
            del connection, request
