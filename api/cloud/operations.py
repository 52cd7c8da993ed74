"""Operations that phones approve, for integration users (document 000; `mobile-and-cloud.md` §3.2, §3.4)."""

from typing import Any

from activities.idempotency.request_digest import digest_of
from api.access.caller import caller
from api.cloud import operation_schema as schema
from api.cloud.authorization import managed_applications
from api.cloud.blueprint import api
from api.http.endpoint import Idempotent
from api.http.idempotency import identifier
from api.services import services
from config.exact_json import write
from workflows.operation.client.cloud_operations import NewCloudOperation

_TAG = "Operations"
_NOT_FOUND, _STATE = "ERROR_OPERATION_NOT_FOUND", "ERROR_OPERATION_STATE_CHANGE"


@api.endpoint(
    "POST /v2/operations",
    tag=_TAG,
    idempotent=Idempotent(),
    request=schema.CreateOperationRequestSchema(),
    answer=schema.OperationSchema(),
    errors=("ERROR_REGISTRATION_NOT_FOUND",),
)
def create_operation(new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Create an operation from a template; the user's phone is told, unless it is silent."""
    operation_id = identifier(f"{api.name} {caller().name} operation", key)
    found = services().cloud_operations.create(
        NewCloudOperation(
            operation_id=operation_id,
            template=new["template"],
            applications=managed_applications(),
            language=new["language"],
            parameters=new["parameters"],
            request_digest=digest_of(operation_id, write(new)),
            user_id=new.get("user_id"),
            external_id=new.get("external_id"),
            flag=new.get("flag"),
            expires_ms=new.get("timestamp_expires"),
            proximity_check=new.get("proximity_check_enabled"),
            silent=new["silent"],
            repeatable=key is not None,
        )
    )
    return schema.operation(found)


@api.endpoint(
    "GET /v2/operations/<operation_id>",
    tag=_TAG,
    query=schema.WaitQuery(),
    answer=schema.OperationDetail(),
    conditional=True,
    errors=(_NOT_FOUND, _STATE),
)
def get_operation(how: dict[str, Any], operation_id: str) -> dict[str, Any]:
    """Read an operation: its status, the attempts that failed, and how it was approved or rejected.

    With `wait`, a pending operation is answered when it changes, or after that many seconds; at once if `If-None-Match` says
    that the caller knows another state of it, and when too many callers wait already.
    """
    applications = managed_applications()
    return services().waiting.poll(
        lambda: schema.detail(services().cloud_operations.get(operation_id, applications)), operation_id, how["wait"]
    )


@api.endpoint(
    "DELETE /v2/operations/<operation_id>",
    tag=_TAG,
    idempotent=Idempotent(),
    query=schema.CancelOperationQuery(),
    errors=(_NOT_FOUND, _STATE),
)
def cancel_operation(why: dict[str, Any], operation_id: str, *, key: str | None) -> None:
    """Cancel a pending operation."""
    services().cloud_operations.cancel(operation_id, managed_applications(), why.get("status_reason"), key)
