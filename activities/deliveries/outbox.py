"""The outbox: deliveries are noted in the transaction of the change that they tell of, so that none is there without the other.

After the commit the dispatcher of a worker finds them (`workflows.delivery.dispatcher`): whoever notes need not care.
"""

from dataclasses import dataclass, field

from activities.secrets.sealing import Sealer
from activities.store import deliveries
from activities.store.database import Session
from activities.store.deliveries import StoredDelivery
from config import spans
from config.clock import now_ms
from config.random_names import random_uuid
from config.vocabulary import DeliveryState

# `powerauth-protocol.md` §9.4.
RETENTION_DAYS = 30

_NOTED = "noted deliveries"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to be delivered, as its sender gets it. `attempts` are those that were begun, the present one included.

    `payload` are the bytes that were noted with the event, whatever has changed since: attempts that differ would be two messages
    under one id.
    """

    delivery_id: str
    kind: str
    target: str
    application_id: str
    event_key: str
    payload: bytes = field(repr=False)
    attempts: int
    created_ms: int


def enqueue(
    session: Session,
    sealer: Sealer,
    *,
    kind: str,
    target: str,
    application_id: str,
    event_key: str,
    payload: bytes,
    lane: str | None = None,
    retention_days: int = RETENTION_DAYS,
    failure: str | None = None,
) -> str | None:
    """Note a delivery in the caller's transaction: its id, or null where nothing is to be delivered.

    That is where the event is noted for this target already, and where the delivery has a `failure` before any attempt, for a
    reason in one word: it is noted for operators. `lane` names the receiver, where that is not the target: attempts of one lane
    are bounded, and others do not wait for them. `payload` is sealed, and each attempt gets it to the byte. Once the delivery has
    ended it is kept for `retention_days`. Raises `Unsealable` without a master key.
    """
    delivery_id, now = random_uuid(), now_ms()
    stored = StoredDelivery(
        delivery_id=delivery_id,
        kind=kind,
        target=target,
        application_id=application_id,
        event_key=event_key,
        payload=sealer.seal(payload, *_context(delivery_id)),
        state=DeliveryState.WAITING if failure is None else DeliveryState.FAILED,
        attempts=0,
        last_error=failure,
        created_ms=now,
        changed_ms=now,
        retention_days=retention_days,
        lane=target if lane is None else lane,
        expires_ms=None if failure is None else deliveries.expiry(now, retention_days),
        traceparent=spans.current(),
    )
    if not deliveries.insert(session, stored) or failure is not None:
        return None
    session.info[_NOTED] = True
    return delivery_id


def reopen(session: Session, delivery_id: str) -> None:
    """Have a delivery that has ended attempted once more."""
    deliveries.reopen(session, delivery_id, now_ms(), spans.current())
    session.info[_NOTED] = True


def has_enqueued(session: Session) -> bool:
    """Whether this transaction has noted what is to be delivered."""
    return _NOTED in session.info


def open_delivery(stored: StoredDelivery, sealer: Sealer) -> Delivery:
    """A delivery with its payload. Raises `Unsealable`."""
    return Delivery(
        delivery_id=stored.delivery_id,
        kind=stored.kind,
        target=stored.target,
        application_id=stored.application_id,
        event_key=stored.event_key,
        payload=sealer.open(stored.payload, *_context(stored.delivery_id)),
        attempts=stored.attempts,
        created_ms=stored.created_ms,
    )


def _context(delivery_id: str) -> tuple[str, str, str]:
    return ("delivery", delivery_id, "payload")
