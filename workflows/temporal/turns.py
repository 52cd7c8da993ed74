"""Turns: so many at once for each key, and whoever comes later waits in the order of coming."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class _Line:
    places: asyncio.Semaphore
    people: int = 0


class Turns:
    """Belongs to one event loop. Keys that nobody waits for, or uses, take no memory."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def of(self, key: str) -> AsyncIterator[None]:
        """Entered when it is one's turn."""
        line = self._lines.setdefault(key, _Line(asyncio.Semaphore(self._at_once)))
        line.people += 1
        try:
            async with line.places:
                yield
        finally:
            line.people -= 1
            if not line.people:
                del self._lines[key]

    def __len__(self) -> int:
        """How many keys have somebody."""
        return len(self._lines)
