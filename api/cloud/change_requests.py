"""Requests for changes that another administrator has to agree to (`docs/access.md`)."""

from typing import Any

from marshmallow import fields

from activities.change_requests.change_requests import MAX_LISTED
from activities.store.change_requests import StoredChangeRequest
from api.access.caller import caller
from api.cloud.blueprint import api
from api.cloud.members import sparse
from api.cloud.schema import CloudSchema
from api.http.schema import Integer, List, String, Word
from api.services import services
from config.vocabulary import ChangeRequestStatus, Role

_TAG = "Change Requests"
_ERRORS = ("ERROR_ADMIN",)


class ChangeRequestQuery(CloudSchema):
    """Which requests: those of a status, or all."""

    status = Word(ChangeRequestStatus)


class ChangeRequest(CloudSchema):
    """A request for a change: who asks for what, and who has agreed to it or not. `parameters` has no secrets."""

    id = String()
    status = Word(ChangeRequestStatus)
    requester = String()
    action = String()
    parameters = String(allow_none=True)
    timestamp_created = Integer()
    timestamp_expires = Integer()
    approver = String(allow_none=True)
    timestamp_decided = Integer(allow_none=True)
    timestamp_executed = Integer(allow_none=True)


class ChangeRequestList(CloudSchema):
    """The requests, newest first."""

    change_requests = List(fields.Nested(ChangeRequest), max=MAX_LISTED)


@api.endpoint(
    "GET /admin/change-requests", tag=_TAG, role=Role.READER, query=ChangeRequestQuery(), answer=ChangeRequestList()
)
def get_change_request_list(query: dict[str, Any]) -> dict[str, Any]:
    """List requests for changes: those that wait for an approval, or all of the last 90 days, at most 100."""
    return {"changeRequests": [_render(one) for one in services().change_requests.list_requests(query.get("status"))]}


@api.endpoint(
    "GET /admin/change-requests/<request_id>", tag=_TAG, role=Role.READER, answer=ChangeRequest(), errors=_ERRORS
)
def get_change_request(request_id: str) -> dict[str, Any]:
    """Read a request for a change."""
    return _render(services().change_requests.get(request_id))


@api.endpoint(
    "POST /admin/change-requests/<request_id>/approve",
    tag=_TAG,
    role=Role.ADMIN,
    answer=ChangeRequest(),
    errors=_ERRORS,
)
def approve_change_request(request_id: str) -> dict[str, Any]:
    """Agree to a change that another administrator asks for; who asked makes it by calling for it again."""
    return _render(services().change_requests.approve(request_id, caller().name))


@api.endpoint(
    "POST /admin/change-requests/<request_id>/reject", tag=_TAG, role=Role.ADMIN, answer=ChangeRequest(), errors=_ERRORS
)
def reject_change_request(request_id: str) -> dict[str, Any]:
    """Do not agree to a change, or take one's own request back."""
    return _render(services().change_requests.reject(request_id, caller().name))


def _render(request: StoredChangeRequest) -> dict[str, Any]:
    return sparse(
        id=request.request_id,
        status=request.status,
        requester=request.requester,
        action=request.action,
        parameters=request.parameters or None,
        timestampCreated=request.created_ms,
        timestampExpires=request.expires_ms,
        approver=request.approver,
        timestampDecided=request.decision_ms,
        timestampExecuted=request.execution_ms,
    )
