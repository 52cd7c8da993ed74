"""An event loop of its own for what threads ask over HTTP: what one of them asks is bounded as a whole."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from config.loop_thread import LoopThread

T = TypeVar("T")


class Closable(Protocol):
    """What requests are made by; made and used in the loop alone."""

    async def aclose(self) -> None:
        """Close its connections."""


Http = TypeVar("Http", bound=Closable)


class HttpLoop(Generic[Http]):
    """One for all threads of a process; the loop starts with the first request. `seconds`: how long each may take.

    A loop and a client for each request would cost more than all else that there is to do. A thread that reads by itself is
    bounded from byte to byte only, and a server that drips its answer holds it for as long as it likes.
    """

    def __init__(self, make_client: Callable[[], Http], *, seconds: float) -> None:
        self._make_client = make_client
        self._seconds = seconds
        self._starting = threading.Lock()
        self._running: tuple[LoopThread, Http] | None = None

    def run(self, request: Callable[[Http], Awaitable[T]]) -> T:
        """What `request` returns. Raises `TimeoutError`, and what it raises."""
        thread, client = self._start()
        return asyncio.run_coroutine_threadsafe(self._within(request, client), thread.loop).result()

    def stop(self) -> None:
        """Close the client and end the loop; to be called when nothing is under way."""
        with self._starting:
            if self._running is not None:
                thread, client = self._running
                self._running = None
                try:
                    asyncio.run_coroutine_threadsafe(client.aclose(), thread.loop).result()
                finally:
                    thread.stop()

    async def _within(self, request: Callable[[Http], Awaitable[T]], client: Http) -> T:
        async with asyncio.timeout(self._seconds):
            return await request(client)

    def _start(self) -> tuple[LoopThread, Http]:
        with self._starting:
            if self._running is None:
                client = self._make_client()
                self._running = LoopThread("http", self, asyncio.new_event_loop), client
            return self._running
