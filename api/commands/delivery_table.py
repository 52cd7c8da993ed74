"""Deliveries as commands tell them: what of whom is told where, and how far it came; nothing of what is said."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from api.commands.tables import moment, print_table

if TYPE_CHECKING:
    from activities.store.deliveries import StoredDelivery


def document_of(delivery: "StoredDelivery") -> dict[str, Any]:
    """A delivery's members. `subject` is the operation, registration or message, and which of its changes is told."""
    return {
        "id": delivery.delivery_id,
        "kind": delivery.kind,
        "applicationId": delivery.application_id,
        "subject": delivery.event_key,
        "target": delivery.target,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "lastError": delivery.last_error,
        "created": moment(delivery.created_ms),
        "changed": moment(delivery.changed_ms),
    }


def print_deliveries(members: Iterable[dict[str, Any]]) -> None:
    """A line each."""
    print_table(
        ("delivery", "kind", "subject", "state", "attempts", "last error", "created", "changed"),
        [
            tuple(
                one[name] for name in ("id", "kind", "subject", "state", "attempts", "lastError", "created", "changed")
            )
            for one in members
        ],
    )
