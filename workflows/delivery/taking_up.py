"""A delivery that was given up is sent again by whoever starts or resets its workflow in Temporal."""

from activities.audit import origin
from activities.deliveries.activities import BY_WORKFLOW_MS
from activities.deliveries.repetition import send_again
from activities.store import deliveries
from activities.store.database import Database
from config.vocabulary import DeliveryState
from workflows.temporal.identifiers import of_delivery
from workflows.temporal.operator_origin import in_temporal


def take_up(database: Database, delivery_id: str) -> None:
    """What was given up waits once more, and is its workflow's. The audit names an operator: Temporal does not tell whom."""
    stored = deliveries.read(database, delivery_id)
    if stored is None or stored.state != DeliveryState.FAILED:
        return
    with origin.assume(in_temporal(of_delivery(delivery_id))), database.write() as session:
        stored = deliveries.lock(session, delivery_id)
        if stored is not None and stored.state == DeliveryState.FAILED:
            send_again(session, stored)
            deliveries.look_after(session, [delivery_id], BY_WORKFLOW_MS)
