"""What was noted in the outbox, on its way out: tried once as soon as it is committed, and then left to a workflow.

The row is the truth: whoever dies in between leaves one that is due again soon, and the next dispatcher finds it. Any number of
workers may dispatch at once.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from activities.deliveries import outbox
from activities.deliveries.activities import BY_WORKFLOW_MS, IN_HAND_MS, DeliveryActivities
from activities.deliveries.permanent_failures import describe
from activities.store import deliveries
from activities.store.database import Database, Session
from activities.store.deliveries import Due
from activities.store.unavailable import StoreUnavailable
from config import spans

log = logging.getLogger(__name__)

# How soon another process's commit is seen; our own wakes us. Where many come, soon; where none come, all but one of twenty are
# seen within a quarter of a second still.
_LOOK_SECONDS, _LONGEST_LOOK_SECONDS = 0.05, 0.2
_AWAY_SECONDS = 1.0
_RENEW_SECONDS = IN_HAND_MS / 3000
# Less than a worker has to stop; nearly all attempts last milliseconds.
_STOP_SECONDS = 3.0


class OutboxBell:
    """Rings on a loop when a transaction of the same process has noted something: nobody needs to wait for the next look."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()

    def on_commit(self, session: Session) -> None:
        """A transaction was committed, in any thread."""
        if outbox.has_enqueued(session):
            self._loop.call_soon_threadsafe(self._event.set)

    def set(self) -> None:
        """Ring, on the loop itself."""
        self._event.set()

    def clear(self) -> None:
        """Before a look: what is noted from now on rings again."""
        self._event.clear()

    async def wait(self, seconds: float) -> None:
        """Until it rings, or for so long."""
        # Not `wait_for`: in Python 3.11 it loses a cancellation that comes together with what is waited for.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()


@dataclass(slots=True)
class _LaneQueue:
    """A receiver's deliveries in hand: how many are being tried, and those that wait for their turn."""

    in_flight: int = 0
    waiting: deque[Due] = field(default_factory=deque)

    @property
    def in_hand(self) -> int:
        return self.in_flight + len(self.waiting)


class Dispatcher:
    """Of a worker. `hand_over` starts a delivery's workflow, if there is none; `most`: in hand at once; `each`: tried of a lane.

    Twice as many of a lane are in hand, so that one follows the other; what is above it waits in the table, in nobody's way.
    """

    def __init__(
        self,
        database: Database,
        activities: DeliveryActivities,
        hand_over: Callable[[str], Awaitable[None]],
        bell: OutboxBell,
        *,
        most: int,
        each: int,
    ) -> None:
        self._each = each
        self._lanes: dict[tuple[str, str], _LaneQueue] = {}
        self._database = database
        self._activities = activities
        self._hand_over = hand_over
        self._most = most
        self._in_hand: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._bell = bell
        self._pause = _LOOK_SECONDS

    async def run(self) -> None:
        """Until cancelled: what waits in hand is left then, and what is being tried has a moment to end.

        What does not is due again when its time is over, and may so be heard twice.
        """
        renewing = asyncio.ensure_future(self._renew())
        try:
            while True:
                await self._look()
        finally:
            renewing.cancel()
            for lane in self._lanes.values():
                lane.waiting.clear()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
            for task in self._tasks:
                task.cancel()

    async def _look(self) -> None:
        room = self._most - len(self._in_hand)
        found: list[Due] = []
        there_is_more, away = False, False
        self._bell.clear()
        try:
            if room > 0:
                found, there_is_more = await asyncio.to_thread(self._claim, room)
        except StoreUnavailable as error:
            log.warning("nothing is delivered for now: %s", error)
            away = True
        except Exception as error:  # whatever stands in one table, the worker goes on with its work
            log.error("nothing is delivered: %s", describe(error))
            away = True
        for one in found:
            self._take(one)
        self._pause = _LOOK_SECONDS if found else min(2 * self._pause, _LONGEST_LOOK_SECONDS)
        if not there_is_more:
            await self._bell.wait(_AWAY_SECONDS if away else self._pause)

    def _claim(self, room: int) -> tuple[list[Due], bool]:
        """What is taken in hand, and whether more of it may be due. Most looks find nothing, and write nothing."""
        full = {name for (_, name), lane in list(self._lanes.items()) if lane.in_hand >= 2 * self._each}
        # Where one receiver has thousands waiting, all but a few of what is read would not fit its lane; looks follow each other.
        size = min(room, 4 * self._each)
        due = deliveries.find_due(self._database, size, full)
        found = self._select_fitting(due)
        if not found:
            return [], False
        with self._database.write() as session:
            claimed = deliveries.claim(session, [one.delivery_id for one in found], IN_HAND_MS)
        found = [one for one in found if one.delivery_id in claimed]
        return found, bool(found) and len(due) == size

    def _select_fitting(self, due: list[Due]) -> list[Due]:
        """Those for which there is room in their lanes; the others stay in the table."""
        taken: Counter[tuple[str, str]] = Counter()
        fits: list[Due] = []
        for one in due:
            name = (one.kind, one.lane)
            lane = self._lanes.get(name)
            if (lane.in_hand if lane else 0) + taken[name] < 2 * self._each:
                taken[name] += 1
                fits.append(one)
        return fits

    def _take(self, due: Due) -> None:
        if due.delivery_id in self._in_hand:
            return
        self._in_hand.add(due.delivery_id)
        lane = self._lanes.setdefault((due.kind, due.lane), _LaneQueue())
        if lane.in_flight < self._each:
            self._start(lane, due)
        else:
            lane.waiting.append(due)

    def _start(self, lane: _LaneQueue, due: Due) -> None:
        lane.in_flight += 1
        task = asyncio.ensure_future(self._dispatch(due))
        self._tasks.add(task)
        task.add_done_callback(lambda task: self._follow(lane, due, task))

    def _follow(self, lane: _LaneQueue, due: Due, task: asyncio.Task[None]) -> None:
        """The lane's next one; where none waits, there may be more in the table."""
        self._tasks.discard(task)
        self._in_hand.discard(due.delivery_id)
        lane.in_flight -= 1
        if lane.waiting:
            self._start(lane, lane.waiting.popleft())
        elif not lane.in_hand:
            self._lanes.pop((due.kind, due.lane), None)
        if len(lane.waiting) < self._each:
            self._bell.set()

    async def _dispatch(self, due: Due) -> None:
        """Whoever was to look after what has been attempted before has died: that is a workflow's matter at once."""
        delivery_id = due.delivery_id
        try:
            if due.attempts == 0:
                tried = await self._activities.attempt_first(delivery_id)
                if tried.has_ended:
                    return
                if tried.again is not None:
                    await asyncio.to_thread(self._look_after, delivery_id, int(tried.again.total_seconds() * 1000))
                    return
            with spans.within(due.traceparent):
                await self._hand_over(delivery_id)
            await asyncio.to_thread(self._look_after, delivery_id, BY_WORKFLOW_MS)
        except Exception as error:  # it is due again soon
            log.warning("delivery %s is left for now: %s", delivery_id, describe(error))

    def _look_after(self, delivery_id: str, care_ms: int) -> None:
        with self._database.write() as session:
            deliveries.look_after(session, [delivery_id], care_ms)

    async def _renew(self) -> None:
        """What takes long is still in hand."""
        before: set[str] = set()
        while True:
            await asyncio.sleep(_RENEW_SECONDS)
            lasting = before & self._in_hand
            before = set(self._in_hand)
            if lasting:
                try:
                    await asyncio.to_thread(self._extend, lasting)
                except Exception as error:
                    log.warning("what is in hand may be tried by others too: %s", describe(error))

    def _extend(self, delivery_ids: set[str]) -> None:
        with self._database.write() as session:
            deliveries.look_after(session, delivery_ids, IN_HAND_MS)
