"""Operations that a user's only device approves (document 004; `mobile-and-cloud.md` §4)."""

from typing import Any

from activities.idempotency.request_digest import digest_of
from api.access.caller import caller
from api.cloud import operation_schema, qr_picture
from api.cloud.blueprint import api
from api.cloud.offline import ERRORS, OfflineOtpRequest, OperationQrCode, render_qr
from api.cloud.operation_schema import OperationDetail, OperationSchema, TemplatedRequest
from api.cloud.schema import MAX, CloudSchema
from api.cloud.single_device.one import NOT_FOUND, application_id, device
from api.cloud.single_device.registration import user
from api.http.endpoint import Idempotent, Media
from api.http.errors import Denied
from api.http.idempotency import identifier
from api.http.schema import String
from api.http.waiting import wait_member
from api.services import services
from config.exact_json import write
from config.reasons import Reason
from config.refused import Refused
from workflows.approval.offline_answers import OfflineOtp
from workflows.operation.client.cloud_operations import NewCloudOperation

_TAG = "Single Device: Operations"
_SEVERAL, _UNKNOWN, _STATE = "ERROR_REGISTRATION", "ERROR_OPERATION_NOT_FOUND", "ERROR_OPERATION_STATE_CHANGE"


class CreateUserOperationRequest(TemplatedRequest):
    """A new operation of a user, made from a template. `language` is that of the push message and of the QR code."""

    user_id = user()


class OperationQuery(CloudSchema):
    """Which operation."""

    operation_id = String(
        min=1,
        max=MAX,
        required=True,
        error_messages={"required": "Required UUID parameter 'operationId' is not present"},
    )


class WaitedOperationQuery(OperationQuery):
    """Which operation, and how long to wait for a change."""

    wait = wait_member()


class UserOtpRequest(OfflineOtpRequest):
    """The code as its user typed it, with the operation and the nonce of its QR code."""

    operation_id = String(min=1, max=MAX, required=True)


@api.endpoint(
    "POST /operations",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CreateUserOperationRequest(),
    answer=OperationSchema(),
    errors=(_SEVERAL, NOT_FOUND),
)
def create_user_operation(new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Create an operation from a template; its user's device is told."""
    operation_id = identifier(f"{api.name} {caller().name} device operation", key)
    found = services().cloud_operations.create(
        NewCloudOperation(
            operation_id=operation_id,
            template=new["template"],
            applications=(application_id(),),
            language=new["language"],
            parameters=new["parameters"],
            request_digest=digest_of(operation_id, write(new)),
            user_id=new["user_id"],
            external_id=new.get("external_id"),
            repeatable=key is not None,
        )
    )
    return operation_schema.operation(found)


@api.endpoint(
    "GET /operations",
    tag=_TAG,
    query=WaitedOperationQuery(),
    answer=OperationDetail(),
    conditional=True,
    errors=(_SEVERAL, NOT_FOUND, _UNKNOWN, _STATE),
)
def get_user_operation(query: dict[str, Any]) -> dict[str, Any]:
    """Read an operation: its status, the attempts that failed, and how it was approved or rejected.

    With `wait`, a pending operation is answered when it changes, or after that many seconds.
    """
    operation_id, applications = query["operation_id"], (application_id(),)
    return services().waiting.poll(
        lambda: operation_schema.detail(services().cloud_operations.get(operation_id, applications)),
        operation_id,
        query["wait"],
    )


@api.endpoint(
    "DELETE /operations",
    tag=_TAG,
    idempotent=Idempotent(),
    query=OperationQuery(),
    errors=(_SEVERAL, NOT_FOUND, _UNKNOWN, _STATE),
)
def cancel_user_operation(query: dict[str, Any], *, key: str | None) -> None:
    """Cancel a pending operation."""
    services().cloud_operations.cancel(query["operation_id"], (application_id(),), None, key)


@api.endpoint(
    "GET /operations/offline/qr",
    tag=_TAG,
    query=OperationQuery(),
    answer=OperationQrCode(),
    errors=(_SEVERAL, *ERRORS),
    media=(qr_picture.SVG, qr_picture.PNG),
)
def get_user_operation_qr_code(query: dict[str, Any]) -> dict[str, Any] | Media:
    """Get the QR code by which the user's device approves a pending operation without a network.

    It is the same nonce each time, until a code with it was right. With `Accept` `image/svg+xml` or `image/png` the QR code is
    answered drawn; ask for it as JSON too, for the nonce.
    """
    operation_id, applications = query["operation_id"], (application_id(),)
    user_id = services().cloud_operations.get(operation_id, applications).view.row.user_id
    registration_id = None if user_id is None else device(user_id).registration_id
    return render_qr(services().offline_qr_codes.qr(operation_id, applications, registration_id))


@api.endpoint(
    "POST /operations/offline/otp",
    tag=_TAG,
    idempotent=Idempotent(),
    request=UserOtpRequest(),
    errors=(_SEVERAL, *ERRORS, "ERROR_OTP_INVALID"),
)
def verify_user_operation_otp(body: dict[str, Any], *, key: str | None) -> None:
    """Approve a pending operation by the code that its user copied from the device.

    A wrong code counts, on the operation and on the device; what cannot be a code does not.
    """
    operation_id, applications = body["operation_id"], (application_id(),)
    user_id = services().cloud_operations.get(operation_id, applications).view.row.user_id
    if user_id is None:  # the other API created it for nobody, and it is not said whose device computed the code
        raise Denied(NOT_FOUND, "The operation has no user")
    verdict = services().offline_answers.verify(
        operation_id,
        applications,
        device(user_id).registration_id,
        OfflineOtp(body["otp"], body["nonce"]),
        key,
    )
    if not verdict.valid:
        raise Refused(Reason.OFFLINE_CODE_INVALID)
