"""One exchange with a server, seldom enough for a client of its own: bounded as a whole, however the answer drips."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeVar

import httpx

T = TypeVar("T")


def once(
    make_client: Callable[[], httpx.AsyncClient],
    request: Callable[[httpx.AsyncClient], Awaitable[T]],
    *,
    seconds: float,
) -> T:
    """What `request` returns. Raises `TimeoutError`, and what it raises. May be called where a loop runs: it has its own."""

    async def within() -> T:
        async with asyncio.timeout(seconds), make_client() as client:
            return await request(client)

    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(asyncio.run(within()))
        except BaseException as error:  # whoever asked gets it
            done.set_exception(error)

    # A pool's threads are joined at the end of the process, which would wait for a silent server.
    threading.Thread(target=run, name="http-once", daemon=True).start()
    return done.result()
