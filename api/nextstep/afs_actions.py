"""What the bank's anti-fraud system was asked and answered; recorded, never decided about (`nextstep.md` §2.7)."""

from typing import Any

from activities.store import afs_actions
from activities.store.tables import AfsActionRow
from api.http.schema import Boolean, Integer, String
from api.http.times import Time
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import identifier, name
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.exact_json import write
from config.strict_json import JsonInvalid, read


class CreateAfsActionRequest(NextStepSchema):
    """An action in one step of an operation; the extras are JSON objects written as text."""

    operation_id = identifier(required=True)
    afs_action = name(required=True)
    step_index = Integer(min=1, max=2**31 - 1, required=True)
    request_afs_extras = String(min=2)
    afs_response_applied = Boolean(load_default=False)
    afs_label = String(min=2)
    response_afs_extras = String(min=2)
    timestamp_created = Time(required=True)


@api.endpoint(
    "POST /operation/afs/action",
    tag="Operations",
    request=CreateAfsActionRequest(),
    errors=("SERVICE_UNAVAILABLE",),
)
def create_afs_action(new: dict[str, Any]) -> None:
    """Record an action of the anti-fraud system; one for an unknown operation is passed over."""
    row = AfsActionRow(
        operation_id=new["operation_id"],
        action=new["afs_action"],
        step_index=new["step_index"],
        label=new.get("afs_label"),
        response_applied=new["afs_response_applied"],
        request_extras=_extras(new, "request_afs_extras"),
        response_extras=_extras(new, "response_afs_extras"),
        created_ms=new["timestamp_created"],
    )
    with services().database.write() as session:
        afs_actions.record(session, row)


def _extras(new: dict[str, Any], member: str) -> str | None:
    text = new.get(member)
    if text is None:
        return None
    value = read(text.encode())
    if not isinstance(value, dict):
        raise JsonInvalid("the extras are not a JSON object")
    return write(value)
