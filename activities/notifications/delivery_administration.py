"""Deliveries as operators look at them: what is told to whom, how far it came, and a new start; never what is said in it."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from activities.callbacks import enqueue
from activities.deliveries import repetition
from activities.store import callbacks, circuits, deliveries, delivery_search, push_devices
from activities.store.circuits import StoredCircuit
from activities.store.database import Database, Session
from activities.store.deliveries import StoredDelivery
from config.reasons import Reason
from config.refused import Refused
from config.vocabulary import DeliveryState

_REMOVED = "a callback that was removed"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A delivery, the host that is called (of a push, the phone's platform), and whether that answers others; null: it does.

    Addresses are not told: they may carry keys.
    """

    stored: StoredDelivery
    destination: str
    circuit: StoredCircuit | None


class DeliveryAdministration:
    """One per process; safe for threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(
        self,
        *,
        subject: str | None = None,
        states: Collection[str] = (),
        kind: str | None = None,
        application_id: str | None = None,
        since_ms: int = 0,
        page: int = 0,
        size: int,
    ) -> list[StoredDelivery]:
        """Deliveries, newest first; pages count from 0. `subject`: of one operation, registration or message; no states: any."""
        start = page * size
        with self._database.read() as session:
            if subject is None:
                return delivery_search.search(
                    session,
                    states=states,
                    kind=kind,
                    application_id=application_id,
                    since_ms=since_ms,
                    start=start,
                    size=size,
                )
            # Or of one change, as lists call it. Few: with the other conditions SQLite would look through all of an application.
            told = delivery_search.list_of_events(session, [subject, *delivery_search.event_keys(subject)])[::-1]
        fitting = [
            one
            for one in told
            if one.created_ms >= since_ms
            and (not states or one.state in states)
            and kind in (None, one.kind)
            and application_id in (None, one.application_id)
        ]
        return fitting[start : start + size]

    def get(self, delivery_id: str) -> DeliveryReport:
        """Raises `Refused` DELIVERY_NOT_FOUND."""
        with self._database.read() as session:
            stored = deliveries.find(session, delivery_id)
            if stored is None:
                raise _unknown()
            return DeliveryReport(
                stored, _destination(session, stored), circuits.find(session, stored.kind, stored.lane)
            )

    def send_again(self, delivery_id: str) -> StoredDelivery:
        """Have a delivery that has ended attempted once more, the same bytes under the same id: as it was before.

        One that waits is left to the worker. Raises `Refused` DELIVERY_NOT_FOUND, and CALLBACK_NOT_FOUND where nobody would hear
        it.
        """
        with self._database.write() as session:
            stored = deliveries.lock(session, delivery_id)
            if stored is None:
                raise _unknown()
            if stored.state != DeliveryState.WAITING and _is_deaf(session, stored):
                raise Refused(Reason.CALLBACK_NOT_FOUND, "the callback was removed; nobody would hear it")
            repetition.send_again(session, stored)
        return stored


def _destination(session: Session, delivery: StoredDelivery) -> str:
    if delivery.kind != enqueue.KIND:
        device = push_devices.find(session, delivery.target)
        return device[0].platform if device else "a phone that takes no pushes any more"
    callback = callbacks.find(session, delivery.target)
    return urlsplit(callback.url).hostname or "" if callback else _REMOVED


def _is_deaf(session: Session, delivery: StoredDelivery) -> bool:
    return delivery.kind == enqueue.KIND and callbacks.find(session, delivery.target) is None


def _unknown() -> Refused:
    return Refused(Reason.DELIVERY_NOT_FOUND, "Delivery not found")
