"""What a running stack takes, sampled in a thread: memory, open files and threads of its processes, rows of its tables, files."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import inspect

from tests.campaign.agreement import RUNNING
from tests.e2e.processes import Process
from tests.e2e.stack import Stack

Sample = dict[str, float]


class Sampler:
    """`samples` are in the order of time; each has the number of flows that had ended then."""

    def __init__(self, stack: Stack, flows: Callable[[], int], seconds: float) -> None:
        self._stack, self._flows, self._seconds = stack, flows, seconds
        self._tables = sorted(inspect(stack.engine).get_table_names())
        self._begun = time.monotonic()
        self.samples: list[Sample] = []

    @contextmanager
    def sampling(self) -> Iterator[None]:
        over = threading.Event()

        def each() -> None:
            while not over.wait(self._seconds):
                self.take()

        thread = threading.Thread(target=each)
        self.take()
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def take(self) -> Sample:
        """One sample."""
        found: Sample = {"s": round(time.monotonic() - self._begun, 1), "flows": self._flows()}
        for name in ("api", "worker", "temporal"):
            found |= {f"{name} {what}": value for what, value in _taken(getattr(self._stack, name)).items()}
        counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in self._tables)
        found |= {f"rows of {table}": rows for table, rows in self._stack.sql(f"SELECT {counts}")[0].items()}
        waits = "SELECT count(*) AS n FROM delivery WHERE state = 'WAITING'"
        found["deliveries that wait"] = self._stack.sql(waits)[0]["n"]
        found["open workflows"] = self._stack.temporal_call(lambda client: client.count_workflows(RUNNING)).count
        for name in ("nextstep.db", "temporal.db"):
            found[f"bytes of {name}"] = sum(one.stat().st_size for one in self._stack.folder.glob(f"{name}*"))
        self.samples.append(found)
        return found


def _taken(process: Process) -> Sample:
    """Of the process and its children: their share of memory in bytes, open files, threads."""
    found: dict[str, Any] = {"memory": 0, "files": 0, "threads": 0}
    for pid in (process.pid, *process.children()):
        home = Path(f"/proc/{pid}")
        lines = (home / "smaps_rollup").read_text().splitlines()
        found["memory"] += next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
        found["files"] += len(list((home / "fd").iterdir()))
        found["threads"] += len(list((home / "task").iterdir()))
    return found
