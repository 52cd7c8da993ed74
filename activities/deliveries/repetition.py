"""Deliveries sent once more, because a bank or an operator says so."""

from activities.deliveries import outbox
from activities.store.audit import trail
from activities.store.audit.event import Action, Event
from activities.store.database import Session
from activities.store.deliveries import StoredDelivery
from config.vocabulary import DeliveryState


def send_again(session: Session, delivery: StoredDelivery) -> bool:
    """Have a delivery attempted once more that has ended, and that the caller has locked; False: it waits, and is left alone."""
    if delivery.state == DeliveryState.WAITING:
        return False
    outbox.reopen(session, delivery.delivery_id)
    details = {"id": delivery.delivery_id}
    trail.record(session, Event(Action.DELIVERY_REPEAT, application_id=delivery.application_id, details=details))
    return True
