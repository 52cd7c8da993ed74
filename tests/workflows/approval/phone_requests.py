"""What the API does before a workflow hears of a phone's answer: the operation's row stands, and the request is checked."""

import json
import uuid

from activities.device.approvals import AUTHORIZE, CANCEL, PhoneChecks
from activities.powerauth.headers import read_authorization
from activities.store import operations
from activities.store.operations import Operation
from activities.store.signed_requests import SignedRequest
from api.demo.device.headers import AUTHORIZATION
from workflows.operation.projection import projection

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
        operations.insert(session, row)


def requested(phone, operation_id, *, reason=None, data=DATA):
    """A request that `phone` signed, approving `data`, or rejecting for `reason`."""
    update_id, resource_id = uuid.uuid4().hex, AUTHORIZE if reason is None else CANCEL
    request = {"id": operation_id, **({"data": data} if reason is None else {"reason": reason})}
    body = json.dumps({"requestObject": request})
    factors = "possession_knowledge" if reason is None else "possession"
    header = phone.sign("POST", resource_id, body.encode(), factors)[AUTHORIZATION]
    registration_id = phone.registration.activation_id
    return SignedRequest(
        operation_id,
        update_id,
        registration_id,
        read_authorization(header),
        resource_id,
        body,
        request,
        "{}",
        recorded_ms=0,
    )


def checked(home, request, *, accepted=None, taken=()):
    """The verdict on a request, as the API has it before the workflow hears of it, and the update's id."""
    with home.database.write() as session:
        checks = PhoneChecks(home.sealer, home.devices.signatures)
        return checks.check_answer(session, request, signature_types=accepted, step_requests=taken)
