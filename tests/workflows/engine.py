"""An engine inside the test's process: a Temporal server, our worker in its sandbox, a SQLite database."""

import asyncio
import json
import shutil
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RequestCancelWorkflowExecutionRequest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.audit import trail
from activities.audit.reading import AuditLog
from activities.secrets.sealing import Sealer
from activities.store import operations
from activities.store.database import Database
from activities.store.operations import Operation
from config import master_key
from config.settings import load
from tests.activities.projecting import projector
from tests.e2e.processes import free_port
from tests.migrated import migrated
from tests.servers import EVENT
from tests.workflows.closed import closed
from tests.workflows.operation.flows import shipped
from workflows import worker
from workflows.operation import machine, search_attributes
from workflows.operation.client.workflow_client import digest, handler
from workflows.operation.messages import OperationReply, StartOperation
from workflows.operation.model import TakeStep
from workflows.operation.projection import projection
from workflows.operation.workflow import OperationWorkflow
from workflows.temporal.activity_failures import ActivityFailures
from workflows.temporal.client import Temporal
from workflows.temporal.identifiers import type_of_operation
from workflows.temporal.payloads import CONVERTER
from workflows.temporal.search_attributes import ALL, SUBJECT

TASK_QUEUE = "tested"
# The server that skips time has one namespace, so here it is the queue that parts deliveries from the rest.
DELIVERIES_QUEUE = "tested-deliveries"
_WAIT_SECONDS = 70


class Engine:
    """Everything async runs on one loop, in a thread of its own.

    The server skips time for who waits for a workflow's result; or else (`skipping`) it is the one that people run, whose clock
    is ours. Of workflows that begin late, only that one does as it should.
    """

    def __init__(self, folder, *, skipping=True):
        self._skipping = skipping
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.threads = ThreadPoolExecutor(4)
        self.port = free_port()
        self.settings = load(
            home=folder, temporal_address=f"127.0.0.1:{self.port}", task_queue=TASK_QUEUE, update_timeout=5
        )
        # Who sends deliveries, by kind: tests put theirs here.
        self.senders = {}
        self.sealer = Sealer.of(master_key.generate())
        self.database = Database(self.settings.store_url, info=trail.database_info(self.sealer))
        migrated(self.database, definitions=True)
        self.projector = projector(self.sealer)
        self._temporal = Temporal(self.settings)
        self.attempts = worker.attempts_of(self.settings, self.database, self.sealer, self.senders)
        self.run(self._start())

    def run(self, coroutine):
        """The coroutine's result, awaited on the engine's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(_WAIT_SECONDS)

    def stop(self):
        self.run(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        self.threads.shutdown()
        self.database.close()

    def row(self, operation_id):
        return operations.read(self.database, operation_id).row

    def audited(self):
        """The rows of the audit."""
        return [*map(json.loads, AuditLog(self.database, self.sealer).export(from_ms=None, to_ms=None))]

    async def cancel_as(self, identity, workflow_id, reason=""):
        """As the Temporal UI and `temporal workflow cancel` do."""
        await self.client.workflow_service.request_cancel_workflow_execution(
            RequestCancelWorkflowExecutionRequest(
                namespace=self.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=workflow_id),
                reason=reason,
                identity=identity,
            )
        )

    def forgetful_worker(self, task_queue):
        """A worker of a queue of its own, to be entered, that replays each workflow at every task.

        The test server keeps tasks for a worker that is gone, if that worker had the workflow in its memory.
        """
        return Worker(
            self.client,
            task_queue=task_queue,
            workflows=worker.WORKFLOWS,
            activities=self._activities(),
            activity_executor=self.threads,
            interceptors=[ActivityFailures()],
            **worker.options(sandbox=True) | {"max_cached_workflows": 0, "max_concurrent_workflow_task_polls": 2},
        )

    def _activities(self):
        return worker.activities(self._temporal, self.database, self.projector, self.sealer, self.settings)

    async def _start(self):
        self.environment = await (self._skipping_server() if self._skipping else self._real_server())
        self.client = self.environment.client
        self._workers = [
            worker.build(self.client, TASK_QUEUE, self._activities(), self.threads, sandbox=True),
            worker.build_deliveries(self.client, DELIVERIES_QUEUE, self.attempts, sandbox=True),
        ]
        for one in self._workers:
            await one.__aenter__()

    async def _skipping_server(self):
        environment = await WorkflowEnvironment.start_time_skipping(
            port=self.port, test_server_existing_path=_program("temporal-test-server"), data_converter=CONVERTER
        )
        keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD  # this server adds attributes, and cannot list them
        await environment.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(search_attributes={key.name: keyword for key in (*ALL, SUBJECT)})
        )
        return environment

    async def _real_server(self):
        return await WorkflowEnvironment.start_local(
            port=self.port,
            dev_server_existing_path=_program("temporal"),
            dev_server_log_level="error",
            dev_server_startup_timeout=timedelta(minutes=1),
            search_attributes=(*ALL, SUBJECT),
            data_converter=CONVERTER,
        )

    async def _stop(self):
        for one in self._workers:
            await one.__aexit__(None, None, None)
        await self.environment.shutdown()


def _program(name):
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is not installed"
    sys.audit(EVENT, found)  # it is not `subprocess` that starts it
    return found


class Started:
    """An operation with its workflow and its row, as the gateway would have made it at the server's time."""

    def __init__(self, engine, operation_id, flow, state, handle):
        self.engine, self.operation_id, self.flow, self.state, self.handle = engine, operation_id, flow, state, handle

    async def send(self, event, update_id=None):
        """The answer to an event. Raises what the workflow refuses with."""
        return await self.handle.execute_update(
            handler(event),
            args=[event, digest(self.operation_id, event)],
            id=update_id or uuid.uuid4().hex,
            result_type=OperationReply,
        )

    async def step(self, method, step_result="CONFIRMED", update_id=None, **values):
        """The state after a step."""
        return (await self.send(TakeStep(method, step_result, **values), update_id)).state

    async def closed(self):
        """How its workflow closed, once it has."""
        return await closed(self.handle)

    async def snapshot(self):
        return await self.handle.query(OperationWorkflow.snapshot)

    async def events(self, kind=None):
        """The history's events; those of one kind, named as in `EVENT_TYPE_TIMER_STARTED` without its prefix."""
        events = (await self.handle.fetch_history()).events
        return [one for one in events if kind is None or EventType.Name(one.event_type) == f"EVENT_TYPE_{kind}"]

    @property
    def row(self):
        return self.engine.row(self.operation_id)


async def started(engine, name="login", *, task_queue=TASK_QUEUE, **values):
    """A new operation of a shipped flow; `values` replace fields of the flow."""
    flow = replace(shipped(name), **values)
    now = await engine.environment.get_current_time()
    state = machine.begin(flow, int(now.timestamp() * 1000))
    operation_id = uuid.uuid4().hex
    row = Operation(
        operation_name=name,
        created_ms=state.created_ms,
        operation_data="A2",
        request_digest="digest",
        **projection(operation_id, state).columns(),
    )
    with engine.database.write() as session:
        operations.insert(session, row)
    handle = await engine.client.start_workflow(
        type_of_operation(name),
        StartOperation(operation_id, flow, state, "digest"),
        id=operation_id,
        task_queue=task_queue,
        search_attributes=search_attributes.at_start(state, "RETAIL", None),
    )
    return Started(engine, operation_id, flow, state, handle)
