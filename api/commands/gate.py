"""A gate between processes: one opens it, once, and others wait for that. It stays open for whoever comes later.

It is a pipe from which nobody reads: there is something to read once the gate is open, however often somebody looks.
"""

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Gate:
    """By the descriptors of its pipe; who only waits needs the first alone.

    Who has made it keeps both ends: where they all are closed, the gate seems open.
    """

    waiting: int
    opening: int = -1

    @classmethod
    @contextmanager
    def made(cls) -> Iterator[Self]:
        """A new one that is shut, until the end of the `with`."""
        gate = cls(*os.pipe())
        try:
            yield gate
        finally:
            os.close(gate.waiting)
            os.close(gate.opening)

    @property
    def descriptors(self) -> tuple[int, int]:
        """What a child has to inherit that opens it."""
        return self.waiting, self.opening

    @property
    def is_open(self) -> bool:
        """Whether somebody has opened it."""
        return self._look(0)

    def open(self) -> None:
        """Let everybody pass. Repeatable."""
        if not self.is_open:
            os.write(self.opening, b"o")

    def wait(self) -> None:
        """Returns when it is open."""
        self._look(None)

    def _look(self, milliseconds: int | None) -> bool:
        # `select` takes no descriptor above 1,023, which a process with many open files has.
        polling = select.poll()
        polling.register(self.waiting, select.POLLIN)
        return bool(polling.poll(milliseconds))
