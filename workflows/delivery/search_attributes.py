"""What a delivery's workflow is known by."""

from temporalio.common import SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from activities.deliveries.activities import EndedDelivery
from activities.store.deliveries import StoredDelivery
from activities.store.delivery_search import subject_and_change
from config.vocabulary import DeliveryState
from workflows.temporal.identifiers import shorten
from workflows.temporal.search_attributes import APPLICATION_ID, REASON, STATUS, SUBJECT


def at_start(delivery: StoredDelivery) -> TypedSearchAttributes:
    """The attributes that it starts with; its status is the state of its row."""
    values = {
        STATUS: DeliveryState.WAITING.value,
        APPLICATION_ID: delivery.application_id,
        SUBJECT: subject_and_change(delivery.event_key)[0],
    }
    return TypedSearchAttributes([SearchAttributePair(key, shorten(value)) for key, value in values.items()])


def at_end(end: EndedDelivery) -> list[SearchAttributeUpdate[str]]:
    """How it has ended, and why it failed."""
    why = [] if end.last_error is None else [REASON.value_set(end.last_error)]
    return [STATUS.value_set(end.state), *why]
