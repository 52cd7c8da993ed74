"""Step definitions: after this method ended like this, offer that method (reference `nextstep.md` §2.1)."""

from typing import Any

from activities.store import definitions
from activities.store.tables import StepDefinitionRow
from api.nextstep.door import door
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.schema import Integer, Word
from api.services import services
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType

_TAG = "Step definitions"


class StepDefinitionRequest(NextStepSchema):
    """A step definition by its id."""

    step_definition_id = Integer(min=1, required=True)


class StepDefinition(StepDefinitionRequest):
    """One row of a flow. In rows for CREATE the request's method and result are null; without response method nothing follows."""

    operation_name = name(required=True)
    operation_type = Word(OperationRequestType, plain=True, required=True, data_key="operationRequestType")
    request_auth_method = Word(AuthMethod, plain=True, allow_none=True)
    request_auth_step_result = Word(AuthStepResult, plain=True, allow_none=True)
    response_priority = Integer(min=1, allow_none=True)
    response_auth_method = Word(AuthMethod, plain=True, allow_none=True)
    response_result = Word(AuthResult, plain=True, required=True)


@door.endpoint(
    "POST /step/definition",
    tag=_TAG,
    request=StepDefinition(),
    answer=StepDefinition(),
    errors=("STEP_DEFINITION_ALREADY_EXISTS", "SERVICE_UNAVAILABLE"),
)
def create_step_definition(new: dict[str, Any]) -> Any:
    """Add a step definition; it holds for operations created from now on."""
    row = definitions.create_step_definition(services().database, StepDefinitionRow(**new))
    return StepDefinition().dump(row.model_dump())


@door.endpoint(
    "POST /step/definition/delete",
    tag=_TAG,
    request=StepDefinitionRequest(),
    answer=StepDefinitionRequest(),
    errors=("STEP_DEFINITION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_step_definition(wanted: dict[str, Any]) -> Any:
    """Remove a step definition; operations created before keep it."""
    definitions.delete_step_definition(services().database, wanted["step_definition_id"])
    return StepDefinitionRequest().dump(wanted)
