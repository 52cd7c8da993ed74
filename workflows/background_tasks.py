"""What a worker does beside its workflows, every few seconds or minutes, until it is cancelled. No fault ends any of it."""

import asyncio
import logging
import time

from temporalio.client import Client
from temporalio.service import RPCError

from activities.audit.sealer import ChainBroken, ChainSealer
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


async def beat(database: Database) -> None:
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


async def keep_house(database: Database) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        try:
            await asyncio.to_thread(sweep, database)
        except StoreUnavailable as error:
            log.warning("expired records stay for now: %s", error)
        except Exception:  # whatever stands in one table, the worker goes on with its work
            log.exception("expired records cannot be dropped")


async def seal_audit(chain: ChainSealer) -> None:
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


async def settle_intents(database: Database, read_model: ReadModel) -> None:
    """Until cancelled."""
    while True:
        await asyncio.sleep(_INTENTS_SECONDS)
        try:
            await asyncio.to_thread(settle, database, read_model.refresh)
        except StoreUnavailable as error:
            log.warning("operations whose callers were lost stay as they are for now: %s", error)
        except Exception:
            log.exception("operations whose callers were lost cannot be read again")


async def end_overdue(operations: OverdueOperations) -> None:
    """Until cancelled; first of all what is overdue as the worker starts."""
    while True:
        try:
            await asyncio.to_thread(operations.end)
        except StoreUnavailable as error:
            log.warning("operations whose time is over stay open for now: %s", error)
        except Exception:
            log.exception("operations whose time is over cannot be ended from the table: their workflows end them")
        await asyncio.sleep(_OVERDUE_SECONDS)


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
