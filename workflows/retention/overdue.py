"""Registrations whose time is over and whose workflow has ended without a word, as where it was terminated.

Nobody else writes their end: it is what every reader is shown already, and the bank hears of it like of any other.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from temporalio import activity

from activities.store.database import Database
from activities.store.overdue import OverduePlace, find_overdue
from config.refused import Refused
from workflows.temporal.client import EngineUnavailable

log = logging.getLogger(__name__)

# A workflow that lives has long written the end by then.
GRACE_MS = 600_000
_BATCH = 50
# Then the workflow is told, and asks again.
_MAX_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were given their end, and after which one there may be more; null: after none."""

    rows: int
    after: OverduePlace | None


class OverdueActivities:
    """Holds the worker's database. `settle`: what gives the one of an id its end, and says whether it has it now."""

    def __init__(self, database: Database, settle: Callable[[str], bool]) -> None:
        self._database = database
        self._settle = settle

    @activity.defn(name="settle_overdue")
    async def settle_overdue(self, after: OverduePlace | None) -> Settled:
        """Give them their end, one after the other, for a minute at most. Repeatable; each heartbeat tells how far it came.

        A workflow that does not answer, or that an operator holds, is in nobody's way: it is asked again by the next run.
        """
        rows, place = _so_far(after)
        until = time.monotonic() + _MAX_SECONDS
        while found := await asyncio.to_thread(find_overdue, self._database, place, grace_ms=GRACE_MS, size=_BATCH):
            for place in found:
                begun = time.monotonic()
                rows += await asyncio.to_thread(self._settle_one, place.id)
                activity.heartbeat(rows, place.expires_ms, place.id)
                if time.monotonic() > until or activity.is_worker_shutdown():
                    return Settled(rows, place)
                # Of the threads and of Temporal it takes half at most.
                await asyncio.sleep(time.monotonic() - begun)
        return Settled(rows, None)

    def _settle_one(self, id: str) -> bool:
        try:
            return self._settle(id)
        except EngineUnavailable as error:
            log.warning("overdue registration %s stays open for now: %s", id, error)
        except Refused as refused:
            log.error("overdue registration %s stays open: %s", id, refused.reason)
        return False


def _so_far(after: OverduePlace | None) -> tuple[int, OverduePlace | None]:
    """How far an attempt came whose worker died."""
    details = activity.info().heartbeat_details
    return (int(details[0]), OverduePlace(int(details[1]), str(details[2]))) if details else (0, after)
