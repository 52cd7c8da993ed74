"""What it costs to keep a workflow in memory, and what not to: `python -m tests.bench.cached_workflows` (two minutes).

Operations are started with a first step, by a worker that keeps them all and by one that keeps hardly any; then each takes its
next steps. The second worker reads the history of each from the server, and plays it again.
"""

import asyncio
import gc
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from temporalio.client import Client

from config.settings import load
from tests.bench import processes
from tests.bench.payloads import ELIGIBILITY, FLOW, STEPS
from workflows import worker
from workflows.operation.machine import begin
from workflows.operation.messages import StartOperation
from workflows.operation.model import TakeStep
from workflows.operation.workflow import OperationWorkflow
from workflows.temporal.client import connect
from workflows.temporal.namespace import prepare

ROUNDS, OPERATIONS, PARALLEL = 3, 200, 4
KEPT, FEW = "kept", "played again"
CACHED = {KEPT: 10_000, FEW: 20}
_LIFETIME = timedelta(minutes=5)
# What was answered may still be written down.
_SETTLING_SECONDS = 1

Found = dict[tuple[str, str], list[tuple[float, float, float, float]]]


async def _play(client: Client, temporal: processes.Running, name: str, found: Found) -> None:
    """The steps of operations one after the other, each of all; CPU and latency in ms, memory in KB."""
    ids = [uuid.uuid4().hex for _ in range(OPERATIONS)]

    async def take(method: str, operation_id: str) -> None:
        event = TakeStep(method, "CONFIRMED", user_id="user-1", eligibility=ELIGIBILITY)
        handle = client.get_workflow_handle(operation_id)
        step: Any = OperationWorkflow.step_confirmed
        await handle.execute_update(step, args=[event, "digest"])

    async def begin_with(method: str, operation_id: str) -> None:
        start = StartOperation(operation_id, FLOW, begin(FLOW, time.time_ns() // 1_000_000), "digest")
        await client.start_workflow(FLOW.operation_name, start, id=operation_id, task_queue=name, start_delay=_LIFETIME)
        await take(method, operation_id)

    for number, method in enumerate(STEPS):
        gc.collect()
        bytes_before, ours, theirs = _resident_bytes(), time.process_time(), temporal.cpu_seconds()
        taken = await _each(ids, begin_with if number == 0 else take, method)
        await asyncio.sleep(_SETTLING_SECONDS)
        gc.collect()
        costs = (time.process_time() - ours, temporal.cpu_seconds() - theirs)
        grown = (_resident_bytes() - bytes_before) / OPERATIONS / 1000
        cpu = [1000 * one / OPERATIONS for one in costs]
        what = "start and first step" if number == 0 else "a later step"
        found.setdefault((what, name), []).append((*cpu, statistics.median(taken) * 1000, grown))


async def _each(ids: Iterable[str], work: Callable[[str, str], Awaitable[None]], method: str) -> list[float]:
    left, taken = iter(ids), []

    async def one_by_one() -> None:
        for one in left:
            begun = time.monotonic()
            await work(method, one)
            taken.append(time.monotonic() - begun)

    await asyncio.gather(*(one_by_one() for _ in range(PARALLEL)))
    return taken


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def _measure(temporal: processes.Running, address: str, home: Path) -> Found:
    settings = load(home=home, temporal_address=address)
    client, found = await connect(settings), Found()
    activities = worker.activities(None, None, None, None, settings)
    with ThreadPoolExecutor(1) as threads:
        for number in range(ROUNDS + 1):
            for name, cached in CACHED.items():
                async with worker.build(client, name, activities, threads, sandbox=False, max_cached_workflows=cached):
                    await _play(client, temporal, name, found)
            if number == 0:  # the first ones pay for what is made once
                found.clear()
    return found


def main() -> None:
    """Measure, and print the table: medians of rounds."""
    with tempfile.TemporaryDirectory(prefix="nextstep-bench-") as folder:
        home, port = Path(folder), processes.free_port()
        address = f"127.0.0.1:{port}"
        temporal = processes.temporal(port, processes.free_port(), home)
        try:
            processes.until_it_works(
                lambda: asyncio.run(prepare(load(home=home, temporal_address=address), retention_days=1))
            )
            found = asyncio.run(_measure(temporal, address, home))
        finally:
            temporal.stop()
    print("| | CPU ms: worker and caller | Temporal | p50 ms | memory, KB |\n|---|---|---|---|---|")
    for (what, name), rounds in found.items():
        cells = " | ".join(f"{statistics.median(column):.1f}" for column in zip(*rounds, strict=True))
        print(f"| {what}, {name} | {cells} |", flush=True)  # the SDK's threads may abort the end of the process


if __name__ == "__main__":
    main()
