"""The attempts to deliver, as activities. An attempt is counted before it is made, so that one which died is seen.

What is held is no attempt: it waits in Temporal, and neither a thread nor a place of the worker waits with it.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.deliveries import destination, outbox
from activities.deliveries.circuits import Circuits, Leave
from activities.deliveries.detached_threads import run_apart
from activities.deliveries.held import BUSY, Held
from activities.deliveries.lanes import Lanes
from activities.deliveries.metrics import DeliveryMetrics
from activities.deliveries.permanent_failures import describe, is_lasting
from activities.deliveries.sender import DeliveryOutcome, DeliverySender
from activities.deliveries.words import in_words
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import deliveries
from activities.store.database import Database
from activities.store.deliveries import StoredDelivery
from config import spans
from config.clock import now_ms
from config.spans import SpanKind
from config.vocabulary import DeliveryState

T = TypeVar("T")

log = logging.getLogger(__name__)

# What a delivery that is not there (any more) ends as.
UNKNOWN = "UNKNOWN"

# An attempt may take longer than a minute; that its worker has died is to be known sooner.
_BEAT_SECONDS = 3
# `powerauth-protocol.md` §9.4 has 2 s, times 1.5 each; it stops growing at 32 s, which for a server that is away for a
# day would be thousands of attempts.
_FIRST_SECONDS, _GROWTH, _LONGEST_SECONDS = 2.0, 1.5, 3600.0
# How often a delivery that is held says so, for operators and for the dispatcher, which would take it for left behind.
_HELD_MS = 30 * 60_000
# For so long nobody else looks after what somebody has in hand; longer attempts say so meanwhile. Of a workflow that is twice the
# longest interval between its attempts: should it be terminated, another one begins.
IN_HAND_MS, BY_WORKFLOW_MS = 15_000, 2 * int(_LONGEST_SECONDS) * 1000


@dataclass(frozen=True, slots=True)
class EndedDelivery:
    """How a delivery has ended; `last_error`: why it failed, in one word."""

    state: str
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class FirstAttempt:
    """How a first attempt went. `again`: none was made, as many are on their way as may be; come again after so long."""

    has_ended: bool
    again: timedelta | None = None


class DeliveryActivities:
    """Holds the worker's database, and who sends what. `limit`: seconds until what could not be delivered has failed.

    `lanes` of each kind of deliveries bound its attempts at once; a kind without has no bound. `metrics`: who counts attempts.
    `take_up` is called before the first attempt that a workflow makes.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        senders: Mapping[str, DeliverySender],
        *,
        limit: int,
        lanes: Mapping[str, Lanes] | None = None,
        metrics: DeliveryMetrics | None = None,
        take_up: Callable[[str], None] = lambda _delivery_id: None,
    ) -> None:
        self._database = database
        self._take_up = take_up
        self._sealer = sealer
        self._senders = senders
        self._limit = timedelta(seconds=limit)
        self._lanes = lanes or {}
        self._metrics = metrics or DeliveryMetrics()
        self._circuits = Circuits(database)

    @activity.defn(name="deliver")
    async def deliver(self, delivery_id: str) -> EndedDelivery:
        """One attempt: how the delivery has ended; harmless where it had arrived before.

        A delivery that was given up, and whose workflow somebody has started or reset in Temporal, is sent again: nobody else
        has a first attempt of one.

        Raises `ApplicationError` of a constant word, with its sentence, while there is to be another attempt, which
        it tells the time of. The limit counts from when the activity was first scheduled, by Temporal's clock.
        """
        info = activity.info()
        is_last = info.current_attempt_scheduled_time - info.scheduled_time >= self._limit

        def attempt() -> EndedDelivery:
            if info.attempt == 1:
                self._take_up(delivery_id)
            return self._describe(delivery_id, self._attempt(delivery_id, BY_WORKFLOW_MS, is_last=is_last))

        return await beat_during(run_apart(attempt))

    @activity.defn(name="abandon_delivery")
    async def abandon(self, delivery_id: str, reason: str) -> EndedDelivery:
        """There are to be no more attempts, for a reason in one word: how the delivery has ended."""
        return await run_apart(
            lambda: self._describe(delivery_id, self._end(delivery_id, DeliveryState.FAILED, reason))
        )

    async def attempt_first(self, delivery_id: str) -> FirstAttempt:
        """The first attempt of a delivery, outside of any activity."""
        try:
            await run_apart(lambda: self._attempt(delivery_id, IN_HAND_MS, is_last=False))
        except ApplicationError as error:
            return FirstAttempt(False, error.next_retry_delay if error.type == BUSY else None)
        except Exception as error:
            log.warning("delivery %s: %s", delivery_id, describe(error))
            return FirstAttempt(False)
        return FirstAttempt(True)

    def _attempt(self, delivery_id: str, care_ms: int, *, is_last: bool) -> str:
        stored = deliveries.read(self._database, delivery_id)
        if stored is None or stored.state != DeliveryState.WAITING:
            return stored.state if stored else UNKNOWN
        sender = self._senders.get(stored.kind)
        if sender is None:
            return self._attempt_in_lane(delivery_id, care_ms, None, is_last=is_last)
        lane, lanes = stored.lane, self._lanes.get(stored.kind)
        try:
            with lanes.take(lane) if lanes else nullcontext():
                leave = self._circuits.ask_leave(stored.kind, lane)
                return self._attempt_in_lane(delivery_id, care_ms, _Way(sender, lane, leave), is_last=is_last)
        except Held as held:
            return self._hold(stored, care_ms, held, is_last=is_last)

    def _attempt_in_lane(self, delivery_id: str, care_ms: int, way: "_Way | None", *, is_last: bool) -> str:
        with self._database.write() as session:
            stored = deliveries.begin(session, delivery_id, now_ms(), care_ms)
        if stored is None or stored.state != DeliveryState.WAITING:
            return stored.state if stored else UNKNOWN
        outcome, reason = self._send(stored, way) if way else (DeliveryOutcome.RETRY, "NO_SENDER")
        if outcome is DeliveryOutcome.DELIVERED:
            return self._end(delivery_id, DeliveryState.DELIVERED, None)
        if outcome is DeliveryOutcome.GIVE_UP or is_last:
            return self._end(delivery_id, DeliveryState.FAILED, reason)
        with self._database.write() as session:
            deliveries.amend(session, delivery_id, last_error=reason, changed_ms=now_ms())
        raise _failure(reason, min(_FIRST_SECONDS * _GROWTH ** min(stored.attempts - 1, 50), _LONGEST_SECONDS))

    def _hold(self, stored: StoredDelivery, care_ms: int, pause: Held, *, is_last: bool) -> str:
        """There is no attempt now. A failure before says more than that, and stays."""
        now = now_ms()
        if is_last:
            return self._end(stored.delivery_id, DeliveryState.FAILED, stored.last_error or pause.word)
        if stored.last_error is None or stored.changed_ms < now - _HELD_MS:
            with self._database.write() as session:
                deliveries.hold(session, stored.delivery_id, stored.last_error or pause.word, now, care_ms)
        raise _failure(pause.word, pause.seconds)

    def _send(self, stored: StoredDelivery, way: "_Way") -> tuple[DeliveryOutcome, str]:
        outcome, reason = self._send_observed(stored, way.sender)
        if reason in way.sender.away:
            self._circuits.record_failure(stored.kind, way.lane, way.leave, reason)
        elif outcome is DeliveryOutcome.DELIVERED or reason.startswith("HTTP_"):
            self._circuits.record_answer(stored.kind, way.lane, way.leave)
        return outcome, reason

    def _send_observed(self, stored: StoredDelivery, sender: DeliverySender) -> tuple[DeliveryOutcome, str]:
        """A span of the trace in which the delivery was noted, however many attempts and days later."""
        begun = time.perf_counter()
        attributes: dict[str, spans.Value] = {
            "nextstep.delivery.id": stored.delivery_id,
            "nextstep.delivery.kind": stored.kind,
            "nextstep.delivery.attempt": stored.attempts,
        }
        with (
            destination.attempt() as gone,
            spans.span(
                f"deliver {stored.kind}", SpanKind.CLIENT, parent=stored.traceparent, attributes=attributes
            ) as span,
        ):
            outcome, reason = self._ask_sender(stored, sender)
            span.set("server.address", gone.name)
            span.set("nextstep.delivery.outcome", outcome.lower())
            if outcome is not DeliveryOutcome.DELIVERED:
                span.set("nextstep.delivery.reason", reason)
                span.fail(reason)
        self._metrics.count(stored.kind, gone.name, outcome, time.perf_counter() - begun)
        return outcome, reason

    def _ask_sender(self, stored: StoredDelivery, sender: DeliverySender) -> tuple[DeliveryOutcome, str]:
        try:
            return sender.send(outbox.open_delivery(stored, self._sealer))
        except Unsealable:
            return DeliveryOutcome.RETRY, "UNSEALABLE"
        except Exception as error:
            # A fault of ours.
            log.error("delivery %s: the sender raised %s", stored.delivery_id, describe(error))
            return DeliveryOutcome.GIVE_UP if is_lasting(error) else DeliveryOutcome.RETRY, "SENDER_FAILED"

    def _describe(self, delivery_id: str, state: str) -> EndedDelivery:
        stored = deliveries.read(self._database, delivery_id) if state == DeliveryState.FAILED else None
        return EndedDelivery(state, stored.last_error if stored else None)

    def _end(self, delivery_id: str, state: DeliveryState, reason: str | None) -> str:
        with self._database.write() as session:
            return deliveries.end(session, delivery_id, state, reason, now_ms()) or UNKNOWN


@dataclass(frozen=True, slots=True)
class _Way:
    """How a delivery goes: by whom, in which lane, with which leave."""

    sender: DeliverySender
    lane: str
    leave: Leave


def _failure(reason: str, seconds: float) -> ApplicationError:
    return ApplicationError(
        in_words(reason),
        type=reason,
        category=ApplicationErrorCategory.BENIGN,
        next_retry_delay=timedelta(seconds=seconds),
    )


async def beat_during(work: Awaitable[T]) -> T:
    """What an activity's work gives; Temporal hears meanwhile that it goes on, of what lasts: each time costs it a write."""
    working = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait([working], timeout=_BEAT_SECONDS))[0]:
            activity.heartbeat()
        return working.result()
    finally:
        working.cancel()
