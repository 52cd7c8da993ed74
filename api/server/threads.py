"""The threads in which the application answers; their number is fixed, and so is how many requests wait for one."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from api.server.connection import Connection
from api.server.reader import Request

Respond = Callable[[Connection, Request], tuple[bytes, bool]]


class Threads:
    """`respond` makes the answer, in a thread of these; `done` is called there with what came of it."""

    def __init__(
        self, count: int, waiting: int, respond: Respond, done: Callable[[Connection, bytes, bool], None]
    ) -> None:
        self._queue: SimpleQueue[tuple[Connection, Request]] = SimpleQueue()
        self._waiting, self._respond, self._done = waiting, respond, done
        for number in range(count):
            threading.Thread(target=self._work, name=f"request-{number}", daemon=True).start()

    def submit(self, connection: Connection, request: Request) -> bool:
        """False where too many wait already."""
        if self._queue.qsize() >= self._waiting:
            return False
        self._queue.put((connection, request))
        return True

    def _work(self) -> None:
        while True:
            connection, request = self._queue.get()
            if not connection.gone:
                self._done(connection, *self._respond(connection, request))
            # A thread that waits for its next request keeps nothing of its last.
            del connection, request
