"""One exchange with a server, seldom enough for a client of its own: bounded as a whole, however the answer drips."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
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

    with ThreadPoolExecutor(1, "http-once") as thread:
        return thread.submit(asyncio.run, within()).result()
