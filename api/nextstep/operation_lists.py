"""Lists of operations: what waits for a user, and what belongs to a transaction of the bank."""

from typing import Any

from api.nextstep import operation_answers as answers
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import LookupRequest, MobileTokenConfigRequest, PendingOperationsRequest
from api.services import services
from config.vocabulary import AuthMethod
from workflows.operation.client.eligibility import eligibility
from workflows.operation.client.read_model import OperationView


@api.endpoint(
    "POST /user/operation/list",
    "GET /user/operation",
    tag="Operations",
    localized=True,
    request=PendingOperationsRequest(),
    answer=answers.OperationDetailResponse(),
    many=True,
    errors=("SERVICE_UNAVAILABLE",),
)
def pending_operations(body: dict[str, Any]) -> list[dict[str, Any]]:
    """List a user's open operations, soonest deadline first."""
    views = services().gateway.read_model.pending(body["user_id"])
    return answers.render_details([view for view in views if _matches(view, body)], in_list=True)


@api.endpoint(
    "POST /operation/lookup/external",
    tag="Operations",
    localized=True,
    request=LookupRequest(),
    answer=answers.LookupResponse(),
    errors=("SERVICE_UNAVAILABLE",),
)
def lookup_operations(body: dict[str, Any]) -> dict[str, Any]:
    """Find operations by the bank's own transaction id."""
    views = services().gateway.read_model.by_external_id(body["external_transaction_id"])
    return {"operations": answers.render_details(views, in_list=True)}


@api.endpoint(
    "POST /operation/mobileToken/config/detail",
    "GET /operation/mobileToken/config/detail",
    tag="Operations",
    request=MobileTokenConfigRequest(),
    answer=answers.MobileTokenConfigResponse(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def mobile_token_config(body: dict[str, Any]) -> dict[str, Any]:
    """Whether a user's mobile token may answer a method in operations of a name."""
    found = services()
    with found.database.read() as session:
        known = found.flows.definitions(session)
        config = known.operations.get(body["operation_name"])
        method = next((row for row in known.methods if row.auth_method == body["auth_method"]), None)
        theirs = eligibility(session, known.methods, found.registrations, body["user_id"])
    works = (
        config is not None
        and config.mobile_token_enabled
        and method is not None
        and method.has_mobile_token
        and method.auth_method in (theirs.enabled or ())
        and theirs.mobile_token
    )
    return {"mobileTokenEnabled": works}


def _matches(view: OperationView, body: dict[str, Any]) -> bool:
    current = view.state.current
    method: AuthMethod | None = body.get("auth_method")
    offered = method is None or method in current.steps
    return offered and (current.mobile_token_active or not body["mobile_token_only"])
