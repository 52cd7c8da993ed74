"""Step definitions: after this method ended like this, offer that method (`nextstep.md` §2.1)."""

from typing import Any

from marshmallow import fields

from activities.store import definitions, flows
from activities.store.tables import StepDefinitionRow
from api.http.schema import Integer, List, String, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType, Role

_TAG = "Step definitions"


class StepDefinitionRequest(NextStepSchema):
    """A step definition by its id."""

    step_definition_id = Integer(min=1, required=True)


class StepDefinitionSchema(StepDefinitionRequest):
    """One row of a flow. In rows for CREATE the request's method and result are null; without response method nothing follows."""

    operation_name = name(required=True)
    operation_type = Word(OperationRequestType, plain=True, required=True, data_key="operationRequestType")
    request_auth_method = Word(AuthMethod, plain=True, allow_none=True)
    request_auth_step_result = Word(AuthStepResult, plain=True, allow_none=True)
    response_priority = Integer(min=1, allow_none=True)
    response_auth_method = Word(AuthMethod, plain=True, allow_none=True)
    response_result = Word(AuthResult, plain=True, required=True)


class StepDefinitionsRequest(NextStepSchema):
    """The step definitions of an operation's name, or all."""

    operation_name = name()


class FlowProblemSchema(NextStepSchema):
    """Why operations of a name cannot be created, or cannot always go on; with the ids of the steps that disagree."""

    operation_name = String()
    message = String()
    step_definition_ids = List(Integer())


class StepDefinitions(NextStepSchema):
    """Step definitions by their ids, and what is wrong with their flows: nothing, where each request has one answer."""

    step_definitions = List(fields.Nested(StepDefinitionSchema))
    problems = List(fields.Nested(FlowProblemSchema))


@api.endpoint(
    "POST /step/definition",
    tag=_TAG,
    role=Role.ADMIN,
    request=StepDefinitionSchema(),
    answer=StepDefinitionSchema(),
    errors=("STEP_DEFINITION_ALREADY_EXISTS", "INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def create_step_definition(new: dict[str, Any]) -> Any:
    """Add a step definition; it holds for operations created from now on.

    One that contradicts another of its flow is refused: an equal priority for the same method and result, or another result for
    CREATE. What further rows can mend is told in the list's `problems`.
    """
    row = definitions.create_step_definition(services().database, StepDefinitionRow(**new))
    return StepDefinitionSchema().dump(row.model_dump())


@api.endpoint(
    "POST /step/definition/detail",
    "GET /step/definition/detail",
    tag=_TAG,
    request=StepDefinitionRequest(),
    answer=StepDefinitionSchema(),
    errors=("STEP_DEFINITION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def step_definition_detail(body: dict[str, Any]) -> Any:
    """Read a step definition."""
    return StepDefinitionSchema().dump(flows.step(services().database, body["step_definition_id"]).model_dump())


@api.endpoint(
    "POST /step/definition/list",
    "GET /step/definition",
    tag=_TAG,
    request=StepDefinitionsRequest(),
    answer=StepDefinitions(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_step_definitions(body: dict[str, Any]) -> Any:
    """List the step definitions, and what is wrong with the flows that they make."""
    rows, problems = flows.steps(services().database, body.get("operation_name"))
    return StepDefinitions().dump({"step_definitions": [row.model_dump() for row in rows], "problems": problems})


@api.endpoint(
    "POST /step/definition/delete",
    tag=_TAG,
    role=Role.ADMIN,
    request=StepDefinitionRequest(),
    answer=StepDefinitionRequest(),
    errors=("STEP_DEFINITION_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_step_definition(body: dict[str, Any]) -> Any:
    """Remove a step definition; operations created before keep it."""
    definitions.delete_step_definition(services().database, body["step_definition_id"])
    return StepDefinitionRequest().dump(body)
