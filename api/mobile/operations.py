"""Operations on a phone: those that wait, one of them, what became of them, and the user's answer (document 001).

Source: `mobile-and-cloud.md` §1. An operation of somebody else is answered like one that does not exist.
"""

from typing import Any

from flask import request
from marshmallow import Schema

from activities.device.approvals import AUTHORIZE, CANCEL
from activities.device.signatures import SignatureVerdict
from activities.device.tokens import Bearer
from activities.powerauth.phone_headers import PhoneAuthorization
from activities.store.signers import Signer
from api.http.endpoint import EndpointProof
from api.http.error_table import CodeAndDetail
from api.http.errors import Denied
from api.mobile import operation_schema as schema
from api.mobile.blueprint import api
from api.mobile.declared_proofs import signature, signature_header, token_or_signature
from api.mobile.inbox_schema import NoMembers
from api.mobile.operation_list import display_of, render_operations
from api.mobile.proofs import (
    AUTHORIZATION,
    OPERATIONS,
    POSSESSION,
    THREE_FACTORS,
    TWO_FACTORS,
    Accepted,
    require_signature,
)
from api.mobile.signed_bodies import load_signed_request
from api.mobile.times import instant
from api.services import services
from config.clock import now_ms
from config.reasons import Reason
from config.refused import Refused
from config.strict_json import JsonInvalid
from config.vocabulary import OperationCancelReason, OperationStatus
from workflows.approval.phone_answers import PhoneRequest, closed_reason
from workflows.approval.phone_operations import PhoneOperation
from workflows.operation.model import AssignUser

_TAG = "Operations"
_PATH = "/api/auth/token/app/operation"
_AWAY = "REMOTE_COMMUNICATION_ERROR"
_ENDED = ("OPERATION_ALREADY_FINISHED", "OPERATION_ALREADY_FAILED", "OPERATION_ALREADY_CANCELED", "OPERATION_EXPIRED")
_ANSWERED = (
    *_ENDED,
    "INVALID_OPERATION",
    "OPERATION_REQUIRES_ACTIVATION_FLAG",
    "INVALID_REQUEST",
    "POWERAUTH_AUTH_FAIL",
)
_ANY_TOKEN = POSSESSION | TWO_FACTORS | THREE_FACTORS
_TO_AUTHORIZE = POSSESSION | TWO_FACTORS
# A schema takes longer to make than to fill.
_AUTHORIZE_REQUEST, _REJECT_REQUEST = schema.AuthorizeRequest(), schema.RejectRequest()
_OF_ONE = {
    Reason.OPERATION_NOT_FOUND: CodeAndDetail(
        "INVALID_OPERATION", "No operation was found with the provided identifier."
    ),
}


def _find_signer(proof: SignatureVerdict | Bearer) -> Signer:
    signer = services().phone_operations.find_signer(proof.registration_id)
    if signer is None:  # removed since it proved itself
        raise Denied("POWERAUTH_AUTH_FAIL")
    return signer


def _signer(resource_id: str) -> EndpointProof:
    """Whose token, or signature of possession, the request has."""
    bearer = token_or_signature(resource_id, tokens=_ANY_TOKEN, signatures=POSSESSION, denial=OPERATIONS)
    return bearer.then(_find_signer)


@api.endpoint(
    f"POST {_PATH}/list",
    tag=_TAG,
    localized=True,
    raw=NoMembers(),
    answer=schema.OperationList(),
    bare=True,
    errors=("POWERAUTH_AUTH_FAIL", _AWAY),
    proof=_signer("/operation/list"),
)
def list_operations(signer: Signer) -> dict[str, Any]:
    """List the operations that wait for this phone, newest first, at most a hundred."""
    found = services().phone_operations.pending(signer)
    return {"status": "OK", "currentTimestamp": instant(now_ms()), "responseObject": render_operations(found)}


@api.endpoint(
    f"POST {_PATH}/history",
    tag=_TAG,
    localized=True,
    raw=NoMembers(),
    answer=schema.OperationsOfUser(),
    bare=True,
    errors=("POWERAUTH_AUTH_FAIL", _AWAY),
    proof=signature("/operation/history", TWO_FACTORS, OPERATIONS).then(_find_signer),
)
def operation_history(signer: Signer) -> dict[str, Any]:
    """List the operations of this phone's user, finished or not, newest first, at most a hundred."""
    return {"status": "OK", "responseObject": render_operations(services().phone_operations.history(signer))}


@api.endpoint(
    f"POST {_PATH}/detail",
    tag=_TAG,
    localized=True,
    request=schema.OperationId(),
    answer=schema.OneOperation(),
    unwrapped=True,
    errors=(*_ENDED, "INVALID_OPERATION", "INVALID_REQUEST", "POWERAUTH_AUTH_FAIL", _AWAY),
    refusals=_OF_ONE,
    proof=_signer("/operation/detail"),
)
def operation_detail(signer: Signer, body: dict[str, Any]) -> dict[str, Any]:
    """Read one operation that waits, claimed by this phone's user or by nobody yet. A finished one is an error."""
    return _detail(_pending(body["id"], signer))


@api.endpoint(
    f"POST {_PATH}/detail/claim",
    tag=_TAG,
    localized=True,
    request=schema.OperationId(),
    answer=schema.OneOperation(),
    unwrapped=True,
    errors=(*_ENDED, "INVALID_OPERATION", "INVALID_REQUEST", "POWERAUTH_AUTH_FAIL", _AWAY),
    refusals=_OF_ONE,
    proof=_signer("/operation/claim"),
)
def claim_operation(signer: Signer, body: dict[str, Any]) -> dict[str, Any]:
    """Make an operation of nobody this phone's user's; repeatable."""
    operation = _pending(body["id"], signer)
    if operation.view.row.user_id is None:
        services().gateway.change(body["id"], AssignUser(signer.user_id, claims=True))
        operation = _pending(body["id"], signer)
    return _detail(operation)


@api.endpoint(
    f"POST {_PATH}/authorize",
    tag=_TAG,
    raw=schema.AuthorizeEnvelope(),
    errors=(*_ANSWERED, "OPERATION_FAILED", _AWAY),
    proof=signature_header(_TO_AUTHORIZE, OPERATIONS),
)
def authorize_operation(header: PhoneAuthorization) -> None:
    """Approve an operation: its data is signed with its id, and must be what the bank gave it."""
    body, request_object = _read_signed(AUTHORIZE, _TO_AUTHORIZE, _AUTHORIZE_REQUEST)
    _answer(header, AUTHORIZE, body, request_object)


@api.endpoint(
    f"POST {_PATH}/cancel",
    tag=_TAG,
    raw=schema.RejectEnvelope(),
    errors=(*_ANSWERED, _AWAY),
    proof=signature_header(POSSESSION, OPERATIONS),
)
def reject_operation(header: PhoneAuthorization) -> None:
    """Reject an operation, and say why."""
    body, request_object = _read_signed(CANCEL, POSSESSION, _REJECT_REQUEST)
    reason = request_object.get("reason") or OperationCancelReason.UNKNOWN.value
    _answer(header, CANCEL, body, request_object, reason=reason)


def _read_signed(resource_id: str, signature_types: Accepted, body_schema: Schema) -> tuple[str, dict[str, Any]]:
    """What the phone signed. What is wrong with it is told to whoever signed it, and to nobody else."""
    try:
        return load_signed_request(body_schema)
    except JsonInvalid:
        require_signature(resource_id, signature_types, OPERATIONS)
        raise


def _answer(
    header: PhoneAuthorization,
    resource_id: str,
    body: str,
    request_object: dict[str, Any],
    reason: str | None = None,
) -> None:
    proximity_otp = (request_object.get("proximity_check") or {}).get("otp")
    context = {
        "ipAddress": request.remote_addr,
        "userAgent": request.headers.get("User-Agent", "")[:512],
        "proximity_otp": proximity_otp,
        "rejectReason": reason,
        "mobileTokenData": request_object.get("mobile_token_data"),
    }
    services().phone_answers.answer(
        PhoneRequest(
            operation_id=request_object["id"],
            header=header,
            authorization=request.headers[AUTHORIZATION],
            resource_id=resource_id,
            body=body,
            members={"data": request_object.get("data"), "proximity_otp": proximity_otp},
            context={name: value for name, value in context.items() if value is not None},
            reason=reason,
        ),
        display_of,
    )


def _pending(operation_id: str, signer: Signer) -> PhoneOperation:
    operation = services().phone_operations.find(operation_id, signer)
    if operation is None:
        raise Refused(Reason.OPERATION_NOT_FOUND)
    if operation.status is not OperationStatus.PENDING:
        raise Refused(closed_reason(operation.status))
    return operation


def _detail(operation: PhoneOperation) -> dict[str, Any]:
    found = render_operations([operation])
    if not found:
        raise Denied("INVALID_REQUEST", "Template not found")
    return {"status": "OK", "currentTimestamp": instant(now_ms()), "responseObject": found[0]}
