"""All connections of a process: their deadlines, and what they may hold together."""

import asyncio
import math
from collections.abc import Callable

from api.server.addresses import AddressLimit
from api.server.connection import Connection, Phase
from api.server.limits import LARGE_BYTES, LINGER_SECONDS, Limits
from api.server.reader import HttpRequest

Submit = Callable[[Connection, HttpRequest], Connection | None]


class Callers:
    """Used in the loop's thread only. `submit` takes a request to the application, and says whose cannot wait for it.

    `on_count` is told how many there are, `on_refusal` the status of each request that the application does not see.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limits: Limits,
        addresses: AddressLimit,
        *,
        submit: Submit,
        on_count: Callable[[int], None],
        on_refusal: Callable[[int], None],
    ) -> None:
        self.limits, self.addresses, self.on_refusal = limits, addresses, on_refusal
        self.stopping = False
        self.buffered_bytes = 0
        self._loop, self._submit, self._on_count = loop, submit, on_count
        # In the order in which they were served last.
        self._connections: dict[Connection, None] = {}
        self._seconds = {
            # As for a head: what a caller can put off before anything is known of him.
            Phase.HANDSHAKE: limits.head_seconds,
            Phase.IDLE: limits.idle_seconds,
            Phase.HEAD: limits.head_seconds,
            Phase.BODY: limits.body_seconds,
            Phase.WORKING: math.inf,
            Phase.SENDING: limits.answer_seconds,
            Phase.LINGERING: LINGER_SECONDS,
        }

    def __len__(self) -> int:
        return len(self._connections)

    def add(self, connection: Connection) -> None:
        """There is a connection more; where there are too many, another goes."""
        if len(self._connections) >= self.limits.connections:
            self.make_room()
        self._connections[connection] = None
        self._on_count(len(self))

    def make_room(self) -> None:
        """Closes the connection that was served least lately, of those that wait for their callers."""
        self._evict(next((other for other in self._connections if other.evictable), None))

    def mark_served(self, connection: Connection) -> None:
        """It has taken an answer."""
        if self._connections.pop(connection, connection) is None:
            self._connections[connection] = None

    def remove(self, connection: Connection) -> None:
        """It is closed."""
        if self._connections.pop(connection, connection) is None:
            self.addresses.leave(connection.peer[0])
            self._on_count(len(self))

    def deadline(self, phase: Phase) -> float:
        """When a connection that comes into `phase` now is to have left it."""
        return self._loop.time() + self._seconds[phase]

    def hold(self, connection: Connection, more: int) -> None:
        """`connection` keeps so many bytes more, or fewer. Where all keep too much, the one that keeps most is ended."""
        self.buffered_bytes += more
        if more > 0 and self.buffered_bytes > self.limits.held_bytes:
            waiting = [other for other in self._connections if other.evictable and other.buffered_bytes]
            self._evict(max(waiting, key=lambda other: other.buffered_bytes, default=None))

    def work(self, connection: Connection, request: HttpRequest) -> None:
        """Has the request answered, where requests that wait are not too many, and do not keep too much meanwhile."""
        crowded = len(request.body) > LARGE_BYTES and self.buffered_bytes > self.limits.held_bytes // 2
        displaced = connection if crowded else self._submit(connection, request)
        if displaced is not None:
            displaced.displace()

    def expire(self) -> None:
        """To be called often: ends what has gone on for too long."""
        now = self._loop.time()
        for connection in [found for found in self._connections if found.deadline < now]:
            connection.expire()

    async def stop(self, seconds: float) -> None:
        """Takes nothing new, and returns when what has begun is answered, or after `seconds`."""
        self.stopping = True
        until = self._loop.time() + seconds
        for connection in list(self._connections):
            connection.close_if_idle()
        while self._loop.time() < until and any(found.phase != Phase.LINGERING for found in self._connections):
            await asyncio.sleep(0.02)

    def _evict(self, connection: Connection | None) -> None:
        if connection is not None:
            self.remove(connection)
            connection.abort()
