"""What a worker does beside its workflows, every few seconds or minutes, until it is cancelled. No fault ends any of it."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial

from temporalio.client import Client
from temporalio.service import RPCError

from activities.audit.sealer import ChainDamaged, ChainSealer
from activities.retention.housekeeping import sweep
from activities.secrets.sealing import Unsealable
from activities.store import heartbeats
from activities.store.database import Database
from activities.store.unavailable import StoreUnavailable
from workflows.operation.client.intents import settle
from workflows.operation.client.overdue import OverdueOperations
from workflows.operation.client.read_model import ReadModel
from workflows.retention import schedule

log = logging.getLogger(__name__)

_SWEEP_SECONDS = 60
_AUDIT_SECONDS = 2
_HEAD_SECONDS = 60
_INTENTS_SECONDS = 5
_OVERDUE_SECONDS = 2
_BEAT_SECONDS = 4
_SCHEDULE_SECONDS = 30


async def beat(database: Database, task_queue: str) -> None:
    """Until cancelled. For minutes Temporal takes a worker that has died for one that polls; here is told that it lives."""
    while True:
        await _try(
            partial(_write_beat, database, task_queue), "no sign of life is written", "no sign of life can be written"
        )
        await asyncio.sleep(_BEAT_SECONDS)


def _write_beat(database: Database, task_queue: str) -> None:
    with database.write() as session:
        heartbeats.beat(session, heartbeats.of_workers(task_queue))


async def keep_house(database: Database) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        await _try(partial(sweep, database), "expired records stay", "expired records cannot be dropped")


async def seal_audit(chain: ChainSealer) -> None:
    """Until cancelled. The head in the log is evidence that the database's owner cannot change with the database."""
    told_at = 0.0
    while True:
        await asyncio.sleep(_AUDIT_SECONDS)
        try:
            head = await asyncio.to_thread(chain.seal)
        except ChainDamaged as error:
            log.error("%s", error)
            await asyncio.sleep(_HEAD_SECONDS)
            continue
        except (StoreUnavailable, Unsealable) as error:
            log.warning("audit rows stay unsealed for now: %s", error)
            continue
        except Exception:  # whatever somebody did to the trail, the worker goes on with its work
            log.exception("audit rows cannot be sealed: run nextstep audit verify")
            continue
        if head is not None and time.monotonic() - told_at >= _HEAD_SECONDS:
            told_at = time.monotonic()
            log.info("audit chain sealed up to %d:%s", head.position, head.link)


async def settle_intents(database: Database, read_model: ReadModel) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_INTENTS_SECONDS)
        await _try(
            partial(settle, database, read_model.refresh),
            "operations whose callers were lost stay as they are",
            "operations whose callers were lost cannot be read again",
        )


async def end_overdue(operations: OverdueOperations) -> None:
    """Until cancelled; first of all what is overdue as the worker starts."""
    while True:
        await _try(
            operations.end,
            "operations whose time is over stay open",
            "operations whose time is over cannot be ended from the table",
        )
        await asyncio.sleep(_OVERDUE_SECONDS)


async def _try(work: Callable[[], object], delay_text: str, failure_text: str) -> None:
    """One round of `work`, in a thread. Whatever stands in one table, the worker goes on with its work."""
    try:
        await asyncio.to_thread(work)
    except StoreUnavailable as error:
        log.warning("%s for now: %s", delay_text, error)
    except Exception:
        log.exception("%s", failure_text)


async def schedule_retention(client: Client, task_queue: str) -> None:
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
