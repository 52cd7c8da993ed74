"""What banks ask of operations, and what they are answered (`mobile-and-cloud.md` §3.2, §3.4)."""

import re
from typing import Any

from marshmallow import fields, validate

from api.cloud.members import sparse
from api.cloud.schema import MAX, CloudSchema
from api.http.schema import Boolean, Dict, Integer, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from api.http.waiting import wait_member
from config import plain_decimal
from config.vocabulary import OperationStatus
from workflows.operation.client.cloud_operations import CloudOperation
from workflows.operation.outcome import failure_count

_LANGUAGE = re.compile(r"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$(?!\n)")
_MAX_PARAMETER = 4096
_MAX_REASON = 32


class TemplatedRequest(CloudSchema):
    """What every new operation is made from."""

    template = String(min=1, max=MAX, required=True)
    language = String(load_default="en", validate=[validate.Regexp(_LANGUAGE, error="Not a language, such as en.")])
    external_id = String(min=1, max=MAX)
    parameters = Dict(
        String(min=1, max=MAX),
        String(max=_MAX_PARAMETER, allow_none=True),
        load_default=dict,
        metadata={
            "description": "What fills the places of the template's data and texts: every place of the data that has no default, "
            f"unless the template allows others. In the place of an amount: {plain_decimal.WORDS}."
        },
    )


class CreateOperationRequestSchema(TemplatedRequest):
    """A new operation, made from a template. Without `userId` it is whose phone claims it.

    `flag`: only devices with this flag may approve. `timestampExpires` and `proximityCheckEnabled` win over the template.
    `language` is that of the push message; `silent`: none is sent.
    """

    user_id = UserId(max=MAX)
    flag = String(min=1, max=MAX)
    timestamp_expires = Time()
    proximity_check_enabled = Boolean()
    silent = Boolean(load_default=False)


class WaitQuery(CloudSchema):
    """How long to wait for a change."""

    wait = wait_member()


class CancelOperationQuery(CloudSchema):
    """Why the operation is canceled: a word of the bank's own, which the phone sees too."""

    status_reason = String(
        min=1,
        max=_MAX_REASON,
        validate=[validate.Regexp(r"^[A-Za-z0-9_.-]+$(?!\n)", error="Only letters, digits and _ . - are allowed.")],
    )


class OperationSchema(CloudSchema):
    """An operation. `proximityOtp` is the current one-time password of its proximity check, while it is pending."""

    operation_id = String()
    user_id = String(allow_none=True)
    external_id = String(allow_none=True)
    status = Word(OperationStatus)
    status_reason = String(allow_none=True)
    template = String()
    operation_type = String()
    parameters = fields.Dict()
    failure_count = Integer()
    max_failure_count = Integer()
    timestamp_created = Integer()
    timestamp_expires = Integer()
    timestamp_finalized = Integer(allow_none=True)
    proximity_otp = String(allow_none=True)


class OperationDetail(OperationSchema):
    """An operation, and how it was approved or rejected: device, factors, addresses, what the app added."""

    additional_data = fields.Dict()


def operation(cloud_operation: CloudOperation) -> dict[str, Any]:
    """`Operation`."""
    row, state, pinned_template = cloud_operation.view.row, cloud_operation.view.state, cloud_operation.pinned_template
    return sparse(
        operationId=row.operation_id,
        userId=row.user_id,
        externalId=row.external_transaction_id,
        status=cloud_operation.status,
        statusReason=pinned_template.status_reason if cloud_operation.status is OperationStatus.CANCELED else None,
        template=pinned_template.template_name,
        operationType=row.operation_name,
        parameters={name: value for name, value in pinned_template.values.items() if value is not None},
        failureCount=failure_count(state),
        maxFailureCount=pinned_template.max_failure_count,
        timestampCreated=state.created_ms,
        timestampExpires=state.expires_ms,
        timestampFinalized=None if state.is_open else state.current.at_ms,
        proximityOtp=cloud_operation.otp,
    )


def detail(cloud_operation: CloudOperation) -> dict[str, Any]:
    """`OperationDetail`."""
    return {**operation(cloud_operation), "additionalData": cloud_operation.additional_data}
