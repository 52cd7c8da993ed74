"""What happens to the stack's processes at random moments: deaths by SIGKILL, and pauses by SIGSTOP."""

import os
import random
import signal
import time
from collections.abc import Callable, Mapping

from tests.e2e.stack import Stack

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 4.0
# On a busy machine a server needs long to begin.
RESTORED_SECONDS = 120
# How long a worker may take for a workflow's task, until another attempt is made.
TASK_SECONDS = 2.0
# So often the next one dies before the last one is back.
_OVERLAP = 0.25
# So often a pause is longer than any API waits for the worker: callers are told to come again.
_BEYOND_PATIENCE = 0.2


class Harm:
    """Kills parts of the stack as often as `deaths` says, in an order and at moments that the seed gives."""

    def __init__(self, stack: Stack, deaths: Mapping[str, int], seed: int) -> None:
        self._stack, self._random = stack, random.Random(seed)
        self._victims = [victim for victim, times in deaths.items() for _ in range(times)]
        self._random.shuffle(self._victims)
        self.done: list[tuple[float, str]] = []

    def work(self) -> None:
        """All deaths; everything runs again afterwards."""
        begun = time.monotonic()
        try:
            for victim in self._victims:
                time.sleep(self._random.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))
                who = self._kill(victim)
                self.done.append((round(time.monotonic() - begun, 1), who))
                print(f"{self.done[-1][0]:.0f} s: {len(self.done)} of {len(self._victims)}, {who}", flush=True)
                if self._random.random() > _OVERLAP:
                    time.sleep(self._random.uniform(0, 1.5))
                    self._stack.restore(RESTORED_SECONDS)
        finally:
            self._stack.restore(RESTORED_SECONDS)

    def _kill(self, victim: str) -> str:
        """Its name, more exactly."""
        children = self._stack.api.children() if victim == "api" and self._stack.api.alive else []
        if children and self._random.random() < 0.5:
            os.kill(self._random.choice(children), signal.SIGKILL)
            return "one process of api"
        self._stack.part(victim).kill()
        return victim


class Pauses:
    """Stops the worker and continues it, longer than a workflow task may take in about every second pause."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self._worker, self._random = stack.worker, random.Random(seed)
        self.seconds: list[float] = []

    def once(self, latest: float = LONGEST_PAUSE) -> None:
        """One pause, which begins within so many seconds."""
        time.sleep(self._random.uniform(0.05, latest))
        patient = self._random.random() > _BEYOND_PATIENCE
        pause = self._random.uniform(0.2, 2 * TASK_SECONDS) if patient else self._random.uniform(9, 12)
        self._worker.send(signal.SIGSTOP)
        try:
            time.sleep(pause)
        finally:
            self._worker.send(signal.SIGCONT)
        self.seconds.append(round(pause, 1))

    def work(self, goes_on: Callable[[], bool]) -> None:
        """One after the other while `goes_on()`."""
        while goes_on():
            self.once(3 * LONGEST_PAUSE)
