"""What a delivery's workflow is known by."""

from temporalio.common import SearchAttributePair, TypedSearchAttributes

from config.vocabulary import DeliveryState
from workflows.temporal.search_attributes import STATUS

SUMMARY = "delivery"


def at_start() -> TypedSearchAttributes:
    """The attributes that it starts with; its status is the state of its row."""
    return TypedSearchAttributes([SearchAttributePair(STATUS, DeliveryState.WAITING)])
