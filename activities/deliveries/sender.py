"""Who carries deliveries of one kind out of the house."""

from collections.abc import Set
from enum import StrEnum
from typing import Protocol

from activities.deliveries.outbox import Delivery


class DeliveryOutcome(StrEnum):
    """What came of one attempt."""

    DELIVERED = "DELIVERED"
    RETRY = "RETRY"
    GIVE_UP = "GIVE_UP"


class DeliverySender(Protocol):
    """One per kind and process; safe for threads.

    `away`: the words of `send` by which the receiver is not there, so that its other deliveries need not be tried either.
    """

    away: Set[str]

    def send(self, delivery: Delivery) -> tuple[DeliveryOutcome, str]:
        """One attempt, within a minute or so: the outcome, and a constant word that says why (empty: delivered).

        Never raises for what the other side does. The word is stored and shown to operators: nothing of the payload is in it.
        """
