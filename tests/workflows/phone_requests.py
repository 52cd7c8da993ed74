"""What the door stores before a workflow hears of a phone's answer: the operation's row, and the signed request."""

import json
import uuid

from activities.device.approvals import AUTHORIZE, CANCEL
from activities.store import operations, signed_requests
from activities.store.operations import Operation
from activities.store.signed_requests import SignedRequest
from api.demo.device.headers import AUTHORIZATION
from workflows.operation.record import projection

DATA = "A1*A100CZK"


def stored(database, operation_id, flow, state):
    """The row of an operation with `DATA`."""
    row = Operation(
        operation_name=flow.operation_name,
        created_ms=state.created_ms,
        operation_data=DATA,
        request_digest="digest",
        **projection(operation_id, state).columns(),
    )
    with database.write() as session:
        operations.insert(session, row, whole=True)


def noted(database, phone, operation_id, *, reason=None, data=DATA):
    """A request that `phone` signed, approving `data`, or rejecting for `reason`: the id of its update."""
    update_id, resource_id = uuid.uuid4().hex, AUTHORIZE if reason is None else CANCEL
    request = {"id": operation_id, **({"data": data} if reason is None else {"reason": reason})}
    body = json.dumps({"requestObject": request})
    factors = "possession_knowledge" if reason is None else "possession"
    header = phone.sign("POST", resource_id, body.encode(), factors)[AUTHORIZATION]
    registration_id = phone.registration.activation_id
    request = SignedRequest(operation_id, update_id, registration_id, header, resource_id, body, "{}", noted_ms=0)
    with database.write() as session:
        signed_requests.note(session, request)
    return update_id
