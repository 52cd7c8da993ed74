"""The audit log of a user's devices, for integration users (document 004; `mobile-and-cloud.md` §4)."""

from typing import Any

from marshmallow import fields

from activities.audit.reading import MAX_LISTED, Entry
from activities.secrets.sealing import Unsealable
from api.cloud.authorization import managed_applications
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema, moment
from api.http.errors import Denied
from api.http.schema import Integer, List, String
from api.http.user_id import UserId
from api.services import services
from config.clock import now_ms

_CODE = "ERROR_AUDIT"
_DEFAULT_MS = 30 * 86_400_000


class AuditLogQuery(CloudSchema):
    """Whose log, between which moments, both included: milliseconds since the epoch. By default the last 30 days."""

    user_id = UserId(
        max=MAX,
        required=True,
        error_messages={"required": "Required String parameter 'userId' is not present"},
    )
    timestamp_from = moment()
    timestamp_to = moment()


class AuditItem(CloudSchema):
    """What happened, by which registration. `eventData`: method, resource id and body of the request, one a line."""

    activation_id = String()
    event_type = String()
    event_data = String(max=8000)
    timestamp = Integer()


class AuditLogResponse(CloudSchema):
    """The log, newest first, at most 500 items: for older ones, ask with the last one's `timestamp` as `timestampTo`."""

    items = List(fields.Nested(AuditItem), max=MAX_LISTED)


@api.endpoint("GET /audit/log", tag="Audit", query=AuditLogQuery(), answer=AuditLogResponse(), errors=(_CODE,))
def get_audit_log(query: dict[str, Any]) -> dict[str, Any]:
    """Read what happened to a user's devices in the caller's applications: what they signed, and what became of them."""
    now = now_ms()
    from_ms = query.get("timestamp_from", max(0, now - _DEFAULT_MS))
    to_ms = query.get("timestamp_to", now)
    if from_ms > to_ms:
        raise Denied(_CODE)
    user_id, applications = query["user_id"], managed_applications()
    try:
        found = services().audit_log.of_user(user_id, applications, from_ms=from_ms, to_ms=to_ms)
    except Unsealable:  # somebody tampered with the trail; `nextstep audit verify` says where
        raise Denied(_CODE) from None
    if not found and not services().registrations.list_registrations(
        user_id, applications, include_removed=True, page=0, size=1
    ):
        raise Denied(_CODE)
    return {"items": [_item(entry) for entry in found]}


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "activationId": entry.registration_id,
        "eventType": entry.event_type,
        "eventData": entry.event_data,
        "timestamp": entry.at_ms,
    }
