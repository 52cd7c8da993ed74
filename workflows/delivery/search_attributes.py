"""What a delivery's workflow is known by."""

from temporalio.common import SearchAttributePair, TypedSearchAttributes

from config.vocabulary import DeliveryState
from workflows.temporal.search_attributes import RESULT

SUMMARY = "delivery"


def at_start() -> TypedSearchAttributes:
    """The attributes that it starts with; its state stands where an operation has its result."""
    return TypedSearchAttributes([SearchAttributePair(RESULT, DeliveryState.WAITING)])
