"""All that is known of one operation, as `nextstep operations show` tells it: ids, states, methods, times, reasons."""

from typing import TYPE_CHECKING, Any

import click

from api.commands.delivery_table import print_deliveries
from api.commands.tables import moment, print_facts, print_table
from api.commands.workflow_status import told, workflow_status

if TYPE_CHECKING:
    from api.services import Services


def describe(services: "Services", operation_id: str) -> dict[str, Any]:
    """The document. Raises `Refused` OPERATION_NOT_FOUND, OPERATION_DAMAGED; `StoreUnavailable`."""
    from activities.store import delivery_search, operations, templated_operations
    from api.commands.delivery_table import document_of
    from workflows.operation.outcome import failure_count, finished_ms, reason, status
    from workflows.temporal.identifiers import of_operation

    view = services.gateway.read_model.get(operation_id)
    state, current = view.state, view.state.current
    with services.database.read() as session:
        stored = operations.find(session, operation_id)
        pinned_template = templated_operations.find(session, operation_id)
        events = delivery_search.list_of_events(session, delivery_search.event_keys(operation_id))
    return {
        "id": operation_id,
        "name": view.row.operation_name,
        "template": pinned_template and pinned_template.template_name,
        "applications": list(pinned_template.application_ids) if pinned_template else [],
        "userId": state.user_id,
        "organizationId": state.organization_id,
        "externalId": view.row.external_transaction_id,
        "status": str(status(state)),
        "result": str(state.result),
        "reason": reason(state),
        "statusReason": current.cancellation.reason if current.cancellation else None,
        "offered": list(current.steps) if state.is_open else [],
        "chosen": current.chosen_method if state.is_open else None,
        "asksPhone": state.is_open and current.mobile_token_active,
        "remainingAttempts": state.remaining_attempts,
        "failedApprovals": failure_count(state),
        "created": moment(state.created_ms),
        "expires": moment(state.expires_ms),
        "ended": moment(finished_ms(state)),
        "changes": state.version,
        "updateOnItsWaySince": moment(stored.intent_ms) if stored else None,
        "workflow": workflow_status(services.temporal, of_operation(operation_id)),
        "steps": [
            {
                "at": moment(entry.at_ms),
                "method": entry.method,
                "ended": str(entry.step_result),
                "result": str(entry.result),
                "offered": list(entry.steps),
                "byPhone": entry.request_id is not None,
                "reason": entry.description,
            }
            for entry in state.history
        ],
        "deliveries": [document_of(one) for one in events],
    }


def print_page(page: dict[str, Any]) -> None:
    """The document for people."""
    print_facts(
        [
            ("operation", page["id"]),
            ("name", page["name"]),
            ("template", page["template"]),
            ("applications", ", ".join(page["applications"])),
            ("user", page["userId"]),
            ("external id", page["externalId"]),
            ("status", page["status"]),
            ("reason", page["reason"]),
            ("bank's reason", page["statusReason"]),
            ("waits for", " or ".join(page["offered"])),
            ("chosen", page["chosen"]),
            ("asks the phone", page["asksPhone"]),
            ("attempts left", page["remainingAttempts"]),
            ("created", page["created"]),
            ("expires", page["expires"]),
            ("ended", page["ended"]),
            ("update under way since", page["updateOnItsWaySince"]),
            ("workflow", told(page["workflow"])),
        ]
    )
    click.echo()
    print_table(
        ("at", "method", "ended", "then", "by phone", "reason"),
        [
            (
                one["at"],
                one["method"],
                one["ended"],
                " or ".join(one["offered"]) or one["result"],
                one["byPhone"],
                one["reason"],
            )
            for one in page["steps"]
        ],
    )
    if page["deliveries"]:
        click.echo()
        print_deliveries(page["deliveries"])
