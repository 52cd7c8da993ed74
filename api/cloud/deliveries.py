"""Deliveries of every application, for administrators: what was told to whom, how far it came, and a new start.

Of what is said in them, and of the secrets that they are signed with, nothing is shown.
"""

from typing import Any

from marshmallow import fields

from activities.deliveries.words import in_words
from activities.notifications.delivery_administration import DeliveryReport
from activities.store.deliveries import StoredDelivery
from api.cloud.blueprint import api
from api.cloud.circuits import circuit_members
from api.cloud.members import sparse
from api.cloud.schema import MAX, CloudSchema, moment
from api.http.schema import Integer, List, String, Word
from api.services import services
from config.vocabulary import CircuitState, DeliveryKind, DeliveryState, Role

_TAG = "Deliveries"
_ERRORS = ("ERROR_ADMIN",)
_MAX_LISTED = 500
_MAX_PAGE = 100_000


class DeliveryQuery(CloudSchema):
    """Which deliveries; pages count from 0."""

    subject = String(max=MAX)
    state = Word(DeliveryState)
    kind = Word(DeliveryKind)
    application_id = String(max=MAX)
    timestamp_from = moment(load_default=0)
    page_number = Integer(min=0, max=_MAX_PAGE, load_default=0)
    page_size = Integer(min=1, max=_MAX_LISTED, load_default=_MAX_LISTED)


class DeliveryListItem(CloudSchema):
    """One event on its way to one receiver. `subject` tells of what, with the number of its change after a colon.

    `target` is the callback's id, or the registration's that a push goes to.
    """

    id = String()
    kind = Word(DeliveryKind)
    application_id = String()
    subject = String()
    target = String()
    state = Word(DeliveryState)
    attempts = Integer()
    last_error = String(allow_none=True)
    last_error_text = String(allow_none=True)
    timestamp_created = Integer()
    timestamp_last_changed = Integer()


class DeliveryList(CloudSchema):
    """Deliveries, newest first."""

    deliveries = List(fields.Nested(DeliveryListItem), max=_MAX_LISTED)


class DeliveryCircuit(CloudSchema):
    """Whether the receiver answers: `CLOSED`, it does; `OPEN`, nothing is sent to it before `timestampNextTrial`."""

    state = Word(CircuitState)
    failures = Integer()
    last_error = String(allow_none=True)
    last_error_text = String(allow_none=True)
    timestamp_since = Integer(allow_none=True)
    timestamp_next_trial = Integer(allow_none=True)


class DeliveryDetail(DeliveryListItem):
    """A delivery, and where it goes: the host that is called, or the phone's platform; not the address, which may hold a key."""

    destination = String()
    timestamp_due = Integer(allow_none=True)
    circuit = fields.Nested(DeliveryCircuit)


@api.endpoint("GET /admin/deliveries", tag=_TAG, role=Role.READER, query=DeliveryQuery(), answer=DeliveryList())
def get_delivery_list(query: dict[str, Any]) -> dict[str, Any]:
    """List callbacks and pushes of all applications: those of an operation or a registration, those that failed."""
    found = services().deliveries.search(
        subject=query.get("subject"),
        states=(query["state"].value,) if "state" in query else (),
        kind=query["kind"].value if "kind" in query else None,
        application_id=query.get("application_id"),
        since_ms=query["timestamp_from"],
        page=query["page_number"],
        size=query["page_size"],
    )
    return {"deliveries": [_item(one) for one in found]}


@api.endpoint(
    "GET /admin/deliveries/<delivery_id>", tag=_TAG, role=Role.READER, answer=DeliveryDetail(), errors=_ERRORS
)
def get_delivery(delivery_id: str) -> dict[str, Any]:
    """Read how far a delivery came, where it goes, and whether its receiver answers others."""
    return _detail(services().deliveries.get(delivery_id))


@api.endpoint(
    "POST /admin/deliveries/<delivery_id>/send", tag=_TAG, role=Role.OPERATOR, answer=DeliveryDetail(), errors=_ERRORS
)
def send_delivery(delivery_id: str) -> dict[str, Any]:
    """Send again what has failed, or arrived, as the same bytes under the same id; what still waits is left to the worker."""
    services().deliveries.send_again(delivery_id)
    return _detail(services().deliveries.get(delivery_id))


def _item(delivery: StoredDelivery) -> dict[str, Any]:
    return sparse(
        id=delivery.delivery_id,
        kind=delivery.kind,
        applicationId=delivery.application_id,
        subject=delivery.event_key,
        target=delivery.target,
        state=delivery.state,
        attempts=delivery.attempts,
        lastError=delivery.last_error,
        lastErrorText=delivery.last_error and in_words(delivery.last_error),
        timestampCreated=delivery.created_ms,
        timestampLastChanged=delivery.changed_ms,
    )


def _detail(report: DeliveryReport) -> dict[str, Any]:
    waits = report.stored.state == DeliveryState.WAITING
    return sparse(
        **_item(report.stored),
        destination=report.destination,
        timestampDue=(report.stored.due_ms or None) if waits else None,
        circuit=circuit_members(report.circuit, explains=True),
    )
