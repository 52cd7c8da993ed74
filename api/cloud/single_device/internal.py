"""What internal systems say about operations (document 004; `mobile-and-cloud.md` §4)."""

from typing import Any

from api.cloud.authorization import managed_applications
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema
from api.http.schema import String
from api.services import services


class OperationCallbackRequest(CloudSchema):
    """Which operation changed."""

    operation_id = String(min=1, max=MAX, required=True)


@api.endpoint(
    "POST /internal/callback/operation",
    tag="Single Device: Internal",
    request=OperationCallbackRequest(),
    errors=("ERROR_OPERATION_NOT_FOUND", "ERROR_OPERATION_STATE_CHANGE"),
)
def operation_callback(body: dict[str, Any]) -> None:
    """Have an operation read anew, and whoever is to hear of its state told; harmless when repeated."""
    services().rereading.refresh(body["operation_id"], managed_applications())
