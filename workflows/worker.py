"""The worker: runs the workflows and their activities until told to stop."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.audit import trail
from activities.audit.archive import Archive
from activities.audit.sealer import ChainBroken, ChainSealer
from activities.callbacks import KIND
from activities.deliveries.callback_sender import CallbackSender
from activities.deliveries.delivering import DeliveryActivities
from activities.deliveries.lanes import Lanes
from activities.deliveries.sender import Sender
from activities.housekeeping import sweep
from activities.operation_news import FormWords, NewsDesk
from activities.operation_telling import TellingActivities
from activities.projection import ProjectionActivities
from activities.push import pushes
from activities.push.apns import ApnsUrls
from activities.push.providers import Addresses, Providers
from activities.push.sender import PushSender
from activities.retention import policy
from activities.retention.policy import Kind
from activities.retention.sweeping import RetentionActivities
from activities.sealing import Sealer, Unsealable
from activities.store import heartbeats
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from config.release import version
from config.settings import Settings
from locales.catalogs import Catalogs
from workflows.activity_faults import ActivityFaults
from workflows.client import Temporal, connect
from workflows.cluster import cluster_of
from workflows.delivery.courier import LoopCourier
from workflows.delivery.courier import sweep as start_stranded
from workflows.delivery.queue import queue_of
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.intents import settle
from workflows.mailbox import Mailbox
from workflows.operation.workflow import OperationWorkflow
from workflows.read_model import ReadModel
from workflows.registration.workflow import RegistrationWorkflow
from workflows.retention import schedule
from workflows.retention.workflow import RetentionWorkflow
from workflows.telemetry import runtime

log = logging.getLogger(__name__)

WORKFLOWS: list[type] = [OperationWorkflow, RegistrationWorkflow, DeliveryWorkflow, RetentionWorkflow]

# What operators see beside each task of a workflow. By default the SDK hashes all code that is loaded, for half a second.
BUILD_ID = f"nextstep {version()}"

_ACTIVITY_THREADS = 8
_SWEEP_SECONDS = 60
_AUDIT_SECONDS = 2
_HEAD_SECONDS = 60
# As many as may wait for silent servers at once, each in a thread of its own: of all and of one receiver, pushes apart from
# callbacks, so that neither waits for the other. A quarter of the worker's places is for what waits for nobody.
_CALLBACKS, _CALLBACKS_OF_ONE = 48, 8
_PUSHES, _PUSHES_OF_ONE = 24, 8
_DELIVERIES = (_CALLBACKS + _PUSHES) * 4 // 3
_STRANDED_SECONDS = 5
_INTENTS_SECONDS = 30
_BEAT_SECONDS = 4
_SCHEDULE_SECONDS = 30
# Long enough for the longest activity to end by itself, short enough for an orderly stop of everything within 20 s.
_GRACE = timedelta(seconds=8)


async def run(settings: Settings, form_words: FormWords) -> None:
    """Work until cancelled; then finish what is in hand. Needs Temporal to be there; the database may come later."""
    sealer = Sealer.of(*settings.master_keys)
    queue = settings.task_queue
    client = await connect(settings, runtime=runtime(settings.worker_metrics))
    courier = LoopCourier(client, queue, asyncio.get_running_loop())
    database = Database(
        settings.store_url,
        pool_size=_ACTIVITY_THREADS,
        committed=courier.committed,
        info=trail.kept(sealer, on=settings.audit),
    )
    chain = ChainSealer(database, sealer)
    with ThreadPoolExecutor(_ACTIVITY_THREADS, thread_name_prefix="activity") as threads, _sealed_at_last(chain):
        async with (
            build(client, queue, database, sealer, threads, settings, sandbox=settings.workflow_sandbox),
            build_deliveries(
                client, queue, database, sealer, senders(settings, database, sealer), settings, form_words
            ),
        ):
            log.info("worker polls task queue %s of %s", queue, cluster_of(settings).address)
            try:
                await asyncio.gather(
                    _beat(database),
                    _keep_house(database),
                    _find_stranded(client, queue, database),
                    _settle_intents(settings, database),
                    _seal_audit(chain),
                    _schedule_retention(client, queue),
                )
            finally:
                log.info("worker stops: no new work, what is in hand is finished")
    database.close()


async def _beat(database: Database) -> None:
    """Until cancelled. For minutes Temporal takes a worker that has died for one that polls; here is told that it lives."""
    while True:
        try:
            await asyncio.to_thread(_write_beat, database)
        except StoreUnavailable as error:
            log.warning("no sign of life is written for now: %s", error)
        except Exception:  # a worker without its table still works
            log.exception("no sign of life can be written")
        await asyncio.sleep(_BEAT_SECONDS)


def _write_beat(database: Database) -> None:
    with database.write() as session:
        heartbeats.beat(session, heartbeats.WORKER)


async def _keep_house(database: Database) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        try:
            await asyncio.to_thread(sweep, database)
        except StoreUnavailable as error:
            log.warning("expired records stay for now: %s", error)
        except Exception:  # whatever stands in one table, the worker goes on with its work
            log.exception("expired records cannot be dropped")


async def _seal_audit(chain: ChainSealer) -> None:
    """Until cancelled. The head in the log is evidence that the database's owner cannot change with the database."""
    told = 0.0
    while True:
        await asyncio.sleep(_AUDIT_SECONDS)
        try:
            head = await asyncio.to_thread(chain.seal)
        except ChainBroken as error:
            log.error("%s", error)
            await asyncio.sleep(_HEAD_SECONDS)
            continue
        except (StoreUnavailable, Unsealable) as error:
            log.warning("audit rows stay unsealed for now: %s", error)
            continue
        except Exception:  # whatever somebody did to the trail, the worker goes on with its work
            log.exception("audit rows cannot be sealed: run nextstep audit verify")
            continue
        if head is not None and time.monotonic() - told >= _HEAD_SECONDS:
            told = time.monotonic()
            log.info("audit chain sealed up to %d:%s", head.position, head.link)


@contextmanager
def _sealed_at_last(chain: ChainSealer) -> Iterator[None]:
    """What the last tasks have written is sealed too: nobody may come for days who would."""
    try:
        yield
    finally:
        try:
            chain.seal()
        except Exception as error:  # the next worker seals it, or says what is wrong
            log.warning("audit rows stay unsealed for now: %s", type(error).__name__)


async def _find_stranded(client: Client, task_queue: str, database: Database) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_STRANDED_SECONDS)
        try:
            await start_stranded(client, task_queue, database)
        except (StoreUnavailable, RPCError) as error:
            log.warning("deliveries that were left behind stay so for now: %s", type(error).__name__)
        except Exception:
            log.exception("deliveries that were left behind cannot be started")


async def _settle_intents(settings: Settings, database: Database) -> None:
    """Until cancelled."""
    mailbox = Mailbox(Temporal(settings), settings.task_queue, settings.update_timeout)
    read_model = ReadModel(database, mailbox, finished=lambda _name, _result: None)
    while True:
        await asyncio.sleep(_INTENTS_SECONDS)
        try:
            await asyncio.to_thread(settle, database, read_model.reread)
        except StoreUnavailable as error:
            log.warning("operations whose callers were lost stay as they are for now: %s", error)
        except Exception:
            log.exception("operations whose callers were lost cannot be read again")


async def _schedule_retention(client: Client, task_queue: str) -> None:
    """Until there is a schedule: a worker that cannot make one does its other work."""
    while True:
        try:
            await schedule.ensure(client, task_queue)
            return
        except (RPCError, TimeoutError) as error:
            log.warning("what has ended may not be swept for now: %s", type(error).__name__)
        except Exception:
            log.exception("what has ended is not swept: its schedule cannot be made")
        await asyncio.sleep(_SCHEDULE_SECONDS)


def activities(database: Database, sealer: Sealer, settings: Settings) -> list[Callable[..., Any]]:
    """What our workflows ask for, done on this database."""
    projections = ProjectionActivities(database, sealer)
    days = {kind: policy.days(settings, kind) for kind in Kind}
    archive = Archive(database, sealer, settings.audit_archive) if settings.audit_archive else None
    sweeps = RetentionActivities(database, days, archive)
    return [projections.project_operation, projections.project_registration, sweeps.drop_ended]


def build(
    client: Client,
    task_queue: str,
    database: Database,
    sealer: Sealer,
    threads: ThreadPoolExecutor,
    settings: Settings,
    *,
    sandbox: bool,
) -> Worker:
    """The worker of this project's workflows and activities, not yet running."""
    return Worker(
        client,
        task_queue=task_queue,
        workflows=WORKFLOWS,
        activities=activities(database, sealer, settings),
        activity_executor=threads,
        interceptors=[ActivityFaults()],
        **options(sandbox=sandbox),
    )


def senders(settings: Settings, database: Database, sealer: Sealer) -> dict[str, Sender]:
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


def build_deliveries(
    client: Client,
    task_queue: str,
    database: Database,
    sealer: Sealer,
    by_kind: Mapping[str, Sender],
    settings: Settings,
    form_words: FormWords,
) -> Worker:
    """The worker that tells others, not yet running: on a queue of its own, so that nobody waits behind what is slow."""
    desk = NewsDesk(database, sealer, Catalogs(settings.catalogs), form_words, most=settings.pushes_per_minute)
    lanes = {
        KIND: Lanes(most=_CALLBACKS, each=_CALLBACKS_OF_ONE),
        pushes.KIND: Lanes(most=_PUSHES, each=_PUSHES_OF_ONE),
    }
    deliveries = DeliveryActivities(database, sealer, by_kind, limit=settings.delivery_limit, lanes=lanes)
    return Worker(
        client,
        task_queue=queue_of(task_queue),
        activities=[TellingActivities(desk, deliveries).tell, deliveries.deliver, deliveries.abandon],
        interceptors=[ActivityFaults()],
        max_concurrent_activities=_DELIVERIES,
        graceful_shutdown_timeout=_GRACE,
        build_id=BUILD_ID,
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
        "build_id": BUILD_ID,
    }
