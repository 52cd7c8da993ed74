"""What every kind of load is made of: works that are repeated, and a clock."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

Work = Callable[[int], Awaitable[None]]


class Clock:
    """Latencies in milliseconds, by what was asked; and the id of the workflow that ended last."""

    def __init__(self) -> None:
        self.last_id = ""
        self.taken: dict[str, list[float]] = {}

    async def time(self, name: str, answer: Awaitable[Any]) -> Any:
        begun = time.perf_counter()
        found = await answer
        self.taken.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
        return found
