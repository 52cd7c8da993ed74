"""An HTTP client for threads, on an event loop of its own: what one of them asks is bounded as a whole."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx

T = TypeVar("T")


class HttpLoop:
    """One for all threads of a process; the loop starts with the first request. `seconds`: how long each may take.

    A loop and a client for each request would cost more than all else that there is to do. A thread that reads by itself is
    bounded from byte to byte only, and a server that drips its answer holds it for as long as it likes.
    """

    def __init__(self, make_client: Callable[[], httpx.AsyncClient], *, seconds: float) -> None:
        self._make_client = make_client
        self._seconds = seconds
        self._starting = threading.Lock()
        self._running: tuple[asyncio.AbstractEventLoop, httpx.AsyncClient] | None = None

    def run(self, request: Callable[[httpx.AsyncClient], Awaitable[T]]) -> T:
        """What `request` returns. Raises `TimeoutError`, and what it raises."""
        loop, client = self._start()
        return asyncio.run_coroutine_threadsafe(self._within(request, client), loop).result()

    async def _within(self, request: Callable[[httpx.AsyncClient], Awaitable[T]], client: httpx.AsyncClient) -> T:
        async with asyncio.timeout(self._seconds):
            return await request(client)

    def _start(self) -> tuple[asyncio.AbstractEventLoop, httpx.AsyncClient]:
        with self._starting:
            if self._running is None:
                self._running = asyncio.new_event_loop(), self._make_client()
                threading.Thread(target=self._running[0].run_forever, name="http", daemon=True).start()
            return self._running
