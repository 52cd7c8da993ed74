"""The worker: runs the workflows and their activities until told to stop."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.applications import Applications
from activities.device import devices
from activities.device.approvals import PhoneActivities
from activities.housekeeping import sweep
from activities.projection import ProjectionActivities
from activities.sealing import Sealer
from activities.store.database import Database
from activities.store.refused import StoreUnavailable
from config.settings import Settings
from workflows.operation.workflow import OperationWorkflow
from workflows.registration.workflow import RegistrationWorkflow

log = logging.getLogger(__name__)

WORKFLOWS: list[type] = [OperationWorkflow, RegistrationWorkflow]

_ACTIVITY_THREADS = 8
_SWEEP_SECONDS = 60
# Long enough for the longest activity to end by itself, short enough for an orderly stop of everything within 20 s.
_GRACE = timedelta(seconds=8)


async def run(settings: Settings) -> None:
    """Work until cancelled; then finish what is in hand. Needs Temporal to be there; the database may come later."""
    database = Database(settings.store_url, pool_size=_ACTIVITY_THREADS)
    sealer = Sealer.of(*settings.master_keys)
    client = await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, runtime=_runtime(settings)
    )
    with ThreadPoolExecutor(_ACTIVITY_THREADS, thread_name_prefix="activity") as threads:
        async with build(client, settings.task_queue, database, sealer, threads, sandbox=settings.workflow_sandbox):
            log.info("worker polls task queue %s of %s", settings.task_queue, settings.temporal_address)
            try:
                await _keep_house(database)
            finally:
                log.info("worker stops: no new work, what is in hand is finished")
    database.close()


async def _keep_house(database: Database) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        try:
            await asyncio.to_thread(sweep, database)
        except StoreUnavailable as error:
            log.warning("expired records stay for now: %s", error)


def activities(database: Database, sealer: Sealer) -> list[Callable[..., Any]]:
    """What our workflows ask for, done on this database."""
    projections = ProjectionActivities(database)
    signatures = devices.build(database, sealer, Applications(database, sealer)).signatures
    return [
        projections.project_operation,
        projections.project_registration,
        PhoneActivities(database, sealer, signatures).check_phone,
    ]


def build(
    client: Client,
    task_queue: str,
    database: Database,
    sealer: Sealer,
    threads: ThreadPoolExecutor,
    *,
    sandbox: bool,
) -> Worker:
    """The worker of this project's workflows and activities, not yet running."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=WORKFLOWS,
        activities=activities(database, sealer),
        activity_executor=threads,
        **options(sandbox=sandbox),
    )


def options(*, sandbox: bool) -> dict[str, Any]:
    """How our workers are set, whatever they run.

    The sandbox catches workflow code that is not deterministic, at the price of memory and CPU for every workflow: tests run in
    it, production need not. The short sticky time-out is what a caller waits for when a worker has died. Half of the pollers look
    for new operations: with the default share, one of five, first tasks wait for seconds behind those of running operations.
    """
    return {
        "workflow_runner": SandboxedWorkflowRunner() if sandbox else UnsandboxedWorkflowRunner(),
        "max_cached_workflows": 5000,
        "max_concurrent_workflow_tasks": 200,
        "max_concurrent_workflow_task_polls": 10,
        "nonsticky_to_sticky_poll_ratio": 0.5,
        "sticky_queue_schedule_to_start_timeout": timedelta(seconds=1),
        "graceful_shutdown_timeout": _GRACE,
    }


def _runtime(settings: Settings) -> Runtime | None:
    if not settings.worker_metrics:
        return None
    return Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=settings.worker_metrics)))
