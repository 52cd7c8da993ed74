"""Taking connections, evenly among the processes."""

import asyncio
import logging
import socket
from collections.abc import Sequence
from contextlib import closing, suppress
from functools import partial
from typing import Any

from api.server import refusals
from api.server.callers import Callers
from api.server.connection import Connection
from api.server.entrance import Entrance
from api.server.limits import UNSENT_BYTES
from api.server.occupancy import Occupancy
from api.server.secured import Secured

log = logging.getLogger(__name__)

# For each connection that a process has more than another, it leaves it so long to take the next one.
STEP_BACK_SECONDS, MAX_STEPS_BACK = 0.003, 8
# Between two looks at what the callers send, so many are taken.
AT_ONCE = 32
# Where the system gives no connection (descriptors, memory), it is asked again after this.
EXHAUSTED_SECONDS = 0.5


class Listening:
    """Takes connections for `callers`, of sockets that listen, each with the entrance that it stands for."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        listeners: Sequence[tuple[Any, Entrance]],
        callers: Callers,
        occupancy: Occupancy,
    ) -> None:
        self._loop, self._callers, self._occupancy = loop, callers, occupancy
        self._listeners = [listener for listener, _ in listeners]
        self._entrances = {listener.fileno(): entrance for listener, entrance in listeners}
        self._opening: set[asyncio.Task[Any]] = set()
        self._open = True

    def start(self) -> None:
        """Begins."""
        for listener in self._listeners:
            self._await(listener)

    def stop(self) -> None:
        """Takes none any more."""
        self._open = False
        for listener in self._listeners:
            self._loop.remove_reader(listener.fileno())
            listener.close()

    def _await(self, listener: Any) -> None:
        if self._open:
            self._loop.add_reader(listener.fileno(), self._ready, listener)

    def _ready(self, listener: Any) -> None:
        fewest = self._occupancy.fewest()
        for _ in range(AT_ONCE):
            # Of many connections some more make no difference.
            ahead = len(self._callers) + len(self._opening) - fewest
            if ahead > fewest // 8:
                self._pause(listener, STEP_BACK_SECONDS * min(ahead, MAX_STEPS_BACK), take=True)
                return
            if not self._take(listener):
                return

    def _pause(self, listener: Any, seconds: float, *, take: bool) -> None:
        self._loop.remove_reader(listener.fileno())

        def again() -> None:
            if take and self._open:
                self._take(listener)
            self._await(listener)

        self._loop.call_later(seconds, again)

    def _take(self, listener: Any) -> bool:
        """Whether there was one, and there may be another."""
        try:
            connected, peer = listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return False
        except OSError as error:
            log.warning("no connection can be taken: %s", error.strerror)
            self._callers.make_room()
            self._pause(listener, EXHAUSTED_SECONDS, take=False)
            return False
        connected.setblocking(False)
        entrance = self._entrances[listener.fileno()]
        if not self._callers.addresses.enter(peer[0]):
            self._callers.on_refusal(refusals.TOO_MANY.status)
            with closing(connected), suppress(OSError):
                if not entrance.secure:  # a handshake would cost what the bound is to save
                    connected.send(refusals.response(refusals.TOO_MANY, b"", secure=False))
                # What is unread at the close would take the answer back; what comes later does so all the same.
                connected.recv(UNSENT_BYTES)
            return True
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNSENT_BYTES)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(self._callers, peer[:2], connected.getsockname()[:2], entrance)
        certificate = entrance.certificate
        protocol = connection if certificate is None else Secured(connection, certificate.context)
        opening = self._loop.create_task(self._loop.connect_accepted_socket(lambda: protocol, connected))
        self._opening.add(opening)
        opening.add_done_callback(partial(self._finish_opening, connected, peer[0]))
        return True

    def _finish_opening(self, connection: socket.socket, address: str, opening: asyncio.Task[Any]) -> None:
        self._opening.discard(opening)
        if not opening.cancelled() and (error := opening.exception()) is not None:
            log.warning("a connection cannot be taken: %s", type(error).__name__)
            connection.close()
            self._callers.addresses.leave(address)
