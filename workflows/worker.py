"""The worker: runs the workflows and their activities until told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.worker import Worker

from activities.audit import trail
from activities.audit.archive import Archive
from activities.audit.sealer import ChainSealer
from activities.callbacks.enqueue import KIND
from activities.callbacks.sender import CallbackSender
from activities.deliveries.activities import DeliveryActivities
from activities.deliveries.lanes import Lanes
from activities.deliveries.metrics import DeliveryMetrics
from activities.deliveries.sender import DeliverySender
from activities.notifications.delivery_administration import DeliveryAdministration
from activities.notifications.operation import OperationNotifier
from activities.notifications.push_text import FormWords
from activities.projection.activities import ProjectionActivities, count_finished
from activities.projection.operation import OperationProjector
from activities.push import pushes
from activities.push.apns import ApnsUrls
from activities.push.providers import Addresses, Providers
from activities.push.sender import PushSender
from activities.retention import policy
from activities.retention.activities import RetentionActivities
from activities.retention.policy import Kind
from activities.secrets.sealing import Sealer
from activities.store.database import Database
from config import spans
from config.refused import Refused
from config.release import version
from config.settings import Settings
from config.settings.temporal import CACHED_WORKFLOWS
from locales.catalogs import Catalogs
from workflows import background_tasks, emptying
from workflows.delivery.dispatcher import Dispatcher, OutboxBell
from workflows.delivery.start import start
from workflows.delivery.taking_up import take_up
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.operation.client.overdue import OverdueOperations
from workflows.operation.client.read_model import ReadModel
from workflows.operation.client.workflow_client import WorkflowClient
from workflows.operation.workflow import OperationWorkflow
from workflows.registration.client.read_model import RegistrationReads
from workflows.registration.client.workflow_client import RegistrationWorkflowClient
from workflows.registration.workflow import RegistrationWorkflow
from workflows.retention.overdue import OverdueActivities
from workflows.retention.workflow import RetentionWorkflow
from workflows.temporal import namespace, tracing
from workflows.temporal.activity_failures import ActivityFailures
from workflows.temporal.client import Temporal, connect
from workflows.temporal.cluster import cluster_of
from workflows.temporal.operator_cancellations import OperatorCancellations
from workflows.temporal.runner import ClosingRunner
from workflows.temporal.telemetry import runtime

log = logging.getLogger(__name__)

# Deliveries have a namespace of their own.
_OF_OPERATIONS: list[type] = [OperationWorkflow, RegistrationWorkflow, RetentionWorkflow]
_OF_DELIVERIES: list[type] = [DeliveryWorkflow]
WORKFLOWS = [*_OF_OPERATIONS, *_OF_DELIVERIES]

# What operators see beside each task of a workflow. By default the SDK hashes all code that is loaded, for half a second.
BUILD_ID = f"nextstep {version()}"

# What waits for a thread runs even where its time is over by then: of both kinds together no more is taken than there are threads
# (`findings/activities-that-run-after-their-time.sh`).
_ACTIVITIES, _LOCAL_ACTIVITIES = 4, 4
_ACTIVITY_THREADS = _ACTIVITIES + _LOCAL_ACTIVITIES
# As many as may wait for silent servers at once, each in a thread of its own: of all and of one receiver, pushes apart from
# callbacks, so that neither waits for the other. A quarter of the worker's places is for what waits for nobody.
_CALLBACKS, _CALLBACKS_OF_ONE = 48, 8
_PUSHES, _PUSHES_OF_ONE = 24, 8
_DELIVERIES = (_CALLBACKS + _PUSHES) * 4 // 3
# One that waits for its next attempt has nothing to do for minutes.
_CACHED_DELIVERIES = 100
# Those that are tried for the first time, and those that follow them: ids, no threads.
_IN_HAND = 512
# Long enough for the longest activity to end by itself, short enough for an orderly stop of everything within 20 s.
_GRACE = timedelta(seconds=8)


async def run(settings: Settings, form_words: FormWords, *, until_empty: bool = False) -> None:
    """Work until cancelled; then finish what is in hand. Needs Temporal to be there; the database may come later.

    With `until_empty` nothing is begun on the task queue, and the work ends once nothing is open on it: what waits to be
    delivered, and sweeps, are left to workers of another.
    """
    tracing.start(settings, "worker")
    try:
        await _work(settings, form_words, until_empty=until_empty)
    finally:
        spans.close()


async def _work(settings: Settings, form_words: FormWords, *, until_empty: bool) -> None:
    sealer = Sealer.of(*settings.master_keys)
    queue = settings.task_queue
    telemetry = runtime(settings.worker_metrics)
    client = await connect(settings, runtime=telemetry)
    of_deliveries = await connect(settings, runtime=telemetry, deliveries=True)
    await namespace.check(of_deliveries)
    bell = OutboxBell(asyncio.get_running_loop())
    database = Database(
        settings.store_url,
        pool_size=_ACTIVITY_THREADS,
        on_commit=bell.on_commit,
        info=trail.database_info(sealer, on=settings.audit),
    )
    chain = ChainSealer(database, sealer)
    projector = projector_of(settings, sealer, form_words)
    temporal = Temporal(settings)
    read_model = read_model_of(temporal, settings, database, projector, telemetry)
    delivery_metrics = DeliveryMetrics(telemetry.metric_meter)
    attempts = attempts_of(settings, database, sealer, senders(settings, database, sealer), delivery_metrics)
    with ThreadPoolExecutor(_ACTIVITY_THREADS, thread_name_prefix="activity") as threads, _seal_at_last(chain):
        async with (
            build(
                client,
                queue,
                activities(temporal, database, projector, sealer, settings),
                threads,
                sandbox=settings.workflow_sandbox,
                max_cached_workflows=settings.cached_workflows,
            ),
            build_deliveries(of_deliveries, queue, attempts, sandbox=settings.workflow_sandbox),
        ):
            log.info("worker polls task queue %s of %s", queue, cluster_of(settings).address)
            try:
                beside = [
                    background_tasks.beat(database, queue),
                    background_tasks.keep_house(database),
                    background_tasks.settle_intents(database, read_model),
                    background_tasks.end_overdue(OverdueOperations(read_model)),
                    background_tasks.seal_audit(chain),
                ]
                if until_empty:
                    await _beside(emptying.until_empty(client, of_deliveries, queue), beside)
                else:
                    await asyncio.gather(
                        dispatcher(of_deliveries, queue, database, attempts, bell).run(),
                        background_tasks.schedule_retention(client, queue),
                        *beside,
                    )
            finally:
                log.info("worker stops: no new work, what is in hand is finished")
    database.close()


async def _beside(work: Awaitable[None], others: Sequence[Awaitable[None]]) -> None:
    """Until `work` is done, or cancelled; the others, which do not end, are cancelled then."""
    going_on = asyncio.gather(*others)
    try:
        await work
    finally:
        going_on.cancel()
        with suppress(asyncio.CancelledError):
            await going_on


@contextmanager
def _seal_at_last(chain: ChainSealer) -> Iterator[None]:
    """What the last tasks have written is sealed too: nobody may come for days who would."""
    try:
        yield
    finally:
        try:
            chain.seal()
        except Exception as error:  # the next worker seals it, or says what is wrong
            log.warning("audit rows stay unsealed for now: %s", type(error).__name__)


def projector_of(settings: Settings, sealer: Sealer, form_words: FormWords) -> OperationProjector:
    """Who writes what operations' workflows said."""
    notifier = OperationNotifier(sealer, Catalogs(settings.catalogs), form_words, most=settings.pushes_per_minute)
    return OperationProjector(notifier)


def read_model_of(
    temporal: Temporal, settings: Settings, database: Database, projector: OperationProjector, telemetry: Runtime
) -> ReadModel:
    """Who asks operations' workflows what became of them, and ends what is overdue; counted as the activity counts."""
    workflow_client = WorkflowClient(temporal, settings.task_queue, settings.update_timeout)
    return ReadModel(database, workflow_client, projector, on_finish=partial(count_finished, telemetry.metric_meter))


def activities(
    temporal: Temporal, database: Database, projector: OperationProjector, sealer: Sealer, settings: Settings
) -> list[Callable[..., Any]]:
    """What our workflows ask for, done on this database. Through `temporal` those are asked that may have ended unheard."""
    projections = ProjectionActivities(database, projector, sealer)
    cancellations = OperatorCancellations(projections, temporal)
    days = {kind: policy.days(settings, kind) for kind in Kind}
    archive = Archive(database, sealer, settings.audit_archive) if settings.audit_archive else None
    sweeps = RetentionActivities(database, days, archive)
    workflow_client = RegistrationWorkflowClient(temporal, settings.task_queue, settings.update_timeout)
    registrations = RegistrationReads(database, workflow_client, sealer)
    overdue = OverdueActivities(database, registrations.settle_overdue)
    return [
        projections.project_operation,
        projections.project_registration,
        cancellations.project_operation,
        cancellations.project_registration,
        overdue.settle_overdue,
        sweeps.drop_ended,
    ]


def build(
    client: Client,
    task_queue: str,
    activities: Sequence[Callable[..., Any]],
    threads: ThreadPoolExecutor,
    *,
    sandbox: bool,
    max_cached_workflows: int = CACHED_WORKFLOWS,
) -> Worker:
    """The worker of operations and registrations, not yet running."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=_OF_OPERATIONS,
        activities=activities,
        activity_executor=threads,
        max_concurrent_activities=_ACTIVITIES,
        max_concurrent_local_activities=_LOCAL_ACTIVITIES,
        interceptors=[ActivityFailures()],
        **options(sandbox=sandbox, max_cached_workflows=max_cached_workflows),
    )


def senders(settings: Settings, database: Database, sealer: Sealer) -> dict[str, DeliverySender]:
    """Who carries what out of the house, by kind."""
    addresses = Addresses(
        apns=ApnsUrls(production=settings.apns_url, development=settings.apns_development_url),
        fcm=settings.fcm_url,
        fcm_token=settings.fcm_token_url,
    )
    return {
        KIND: CallbackSender(database, sealer, private=settings.callbacks_private),
        pushes.KIND: PushSender(database, sealer, Providers(addresses), local=settings.push_local),
    }


def attempts_of(
    settings: Settings,
    database: Database,
    sealer: Sealer,
    by_kind: Mapping[str, DeliverySender],
    metrics: DeliveryMetrics | None = None,
) -> DeliveryActivities:
    """Who attempts to deliver."""
    lanes = {
        KIND: Lanes(most=_CALLBACKS, each=_CALLBACKS_OF_ONE),
        pushes.KIND: Lanes(most=_PUSHES, each=_PUSHES_OF_ONE),
    }
    return DeliveryActivities(
        database,
        sealer,
        by_kind,
        limit=settings.delivery_limit,
        lanes=lanes,
        metrics=metrics,
        take_up=partial(take_up, database),
    )


def build_deliveries(client: Client, task_queue: str, attempts: DeliveryActivities, *, sandbox: bool) -> Worker:
    """The worker that tells others, not yet running: it has places of its own, so that nobody waits behind what is slow."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=_OF_DELIVERIES,
        activities=[attempts.deliver, attempts.abandon],
        interceptors=[ActivityFailures()],
        max_concurrent_activities=_DELIVERIES,
        **options(sandbox=sandbox, max_cached_workflows=_CACHED_DELIVERIES),
    )


def dispatcher(
    client: Client, task_queue: str, database: Database, attempts: DeliveryActivities, bell: OutboxBell
) -> Dispatcher:
    """Who tries first what was noted, and leaves to workflows what was not heard; not yet running."""

    administration = DeliveryAdministration(database)

    async def hand_over(delivery_id: str) -> None:
        try:
            report = await asyncio.to_thread(administration.get, delivery_id)
        except Refused:  # it is gone, and nobody waits for it
            return
        await start(client, task_queue, report)

    return Dispatcher(database, attempts, hand_over, bell, most=_IN_HAND, each=_CALLBACKS_OF_ONE)


def options(*, sandbox: bool, max_cached_workflows: int = CACHED_WORKFLOWS) -> dict[str, Any]:
    """How our workers are set, whatever they run.

    The sandbox catches workflow code that is not deterministic, at the price of memory and CPU for every workflow: tests run in
    it, production need not. Of workflows beyond `max_cached_workflows` the next event finds none, and they are played again
    from their histories. A task is work for one processor and has two seconds: with more in hand at once, all would wait until
    their time is over. The short sticky time-out is what a caller waits for when a worker has died. Half of the pollers look for
    new operations: with the default share, one of five, first tasks wait for seconds behind those of running operations.
    """
    return {
        "workflow_runner": ClosingRunner(sandbox=sandbox),
        "max_cached_workflows": max_cached_workflows,
        "max_concurrent_workflow_tasks": 10,
        "max_concurrent_workflow_task_polls": 5,
        "nonsticky_to_sticky_poll_ratio": 0.5,
        "sticky_queue_schedule_to_start_timeout": timedelta(seconds=1),
        "graceful_shutdown_timeout": _GRACE,
        "build_id": BUILD_ID,
    }
