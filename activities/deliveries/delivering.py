"""The attempts to deliver, as activities. An attempt is counted before it is made, so that one which died is seen."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import TypeVar

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.clock import now_ms
from activities.deliveries import outbox
from activities.deliveries.apart import apart
from activities.deliveries.sender import Outcome, Sender
from activities.lasting import is_lasting, told
from activities.sealing import Sealer, Unsealable
from activities.store import deliveries
from activities.store.database import Database
from activities.store.deliveries import StoredDelivery
from config.vocabulary import DeliveryState

T = TypeVar("T")

log = logging.getLogger(__name__)

# What a delivery that is not there (any more) ends as.
UNKNOWN = "UNKNOWN"

# An attempt may take longer than a minute; that its worker has died is to be known sooner.
_BEAT_SECONDS = 3


class DeliveryActivities:
    """Holds the worker's database, and who sends what. `limit`: seconds until what could not be delivered has failed."""

    def __init__(self, database: Database, sealer: Sealer, senders: Mapping[str, Sender], *, limit: int) -> None:
        self._database = database
        self._sealer = sealer
        self._senders = senders
        self._limit = timedelta(seconds=limit)

    @activity.defn(name="deliver")
    async def deliver(self, delivery_id: str) -> str:
        """One attempt: the state that the delivery has ended in; harmless where it had ended before.

        Raises `ApplicationError` NOT_DELIVERED, with a constant word for its message, while there is to be another attempt. The
        limit counts from when the activity was first scheduled, by Temporal's clock.
        """
        is_last = self.is_last
        return await beating(apart(lambda: self._attempt(delivery_id, is_last=is_last)))

    @property
    def is_last(self) -> bool:
        """Whether the limit has passed since the running activity was first scheduled: it is not to be tried again."""
        info = activity.info()
        return info.current_attempt_scheduled_time - info.scheduled_time >= self._limit

    @activity.defn(name="abandon_delivery")
    async def abandon(self, delivery_id: str, reason: str) -> str:
        """There are to be no more attempts, for a reason in one word: the state that the delivery has ended in."""
        return await apart(lambda: self._ended(delivery_id, DeliveryState.FAILED, reason))

    async def has_ended(self, delivery_id: str) -> bool:
        """Whether a delivery has ended by one attempt, or before. What hinders it is for its next attempt, not for others."""
        try:
            await apart(lambda: self._attempt(delivery_id, is_last=False))
        except ApplicationError:
            return False
        except Exception as error:
            log.warning("delivery %s: %s", delivery_id, told(error))
            return False
        return True

    def _attempt(self, delivery_id: str, *, is_last: bool) -> str:
        with self._database.write() as session:
            stored = deliveries.begin(session, delivery_id, now_ms())
        if stored is None or stored.state != DeliveryState.WAITING:
            return stored.state if stored else UNKNOWN
        outcome, reason = self._sent(stored)
        if outcome is Outcome.DELIVERED:
            return self._ended(delivery_id, DeliveryState.DELIVERED, None)
        if outcome is Outcome.GIVE_UP or is_last:
            return self._ended(delivery_id, DeliveryState.FAILED, reason)
        with self._database.write() as session:
            deliveries.amend(session, delivery_id, last_error=reason, changed_ms=now_ms())
        raise ApplicationError(reason, type="NOT_DELIVERED", category=ApplicationErrorCategory.BENIGN)

    def _sent(self, stored: StoredDelivery) -> tuple[Outcome, str]:
        sender = self._senders.get(stored.kind)
        if sender is None:
            return Outcome.RETRY, "NO_SENDER"
        try:
            return sender.send(outbox.opened(stored, self._sealer))
        except Unsealable:
            return Outcome.RETRY, "UNSEALABLE"
        except Exception as error:
            # A fault of ours.
            log.error("delivery %s: the sender raised %s", stored.delivery_id, told(error))
            return Outcome.GIVE_UP if is_lasting(error) else Outcome.RETRY, "SENDER_FAILED"

    def _ended(self, delivery_id: str, state: DeliveryState, reason: str | None) -> str:
        with self._database.write() as session:
            return deliveries.end(session, delivery_id, state, reason, now_ms()) or UNKNOWN


async def beating(work: Awaitable[T]) -> T:
    """What an activity's work gives; Temporal hears meanwhile that it goes on."""
    working = asyncio.ensure_future(work)
    try:
        while not working.done():
            activity.heartbeat()
            await asyncio.wait([working], timeout=_BEAT_SECONDS)
        return working.result()
    finally:
        working.cancel()
