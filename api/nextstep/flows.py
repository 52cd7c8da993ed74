"""Flows walked through to their ends: which methods are offered after which, as the state machine answers."""

from typing import Any

from marshmallow import fields

from api.http.schema import Boolean, Integer, List, String, Word
from api.nextstep.blueprint import api
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from api.services import services
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult
from workflows.operation import flow_graph


class FlowRequest(NextStepSchema):
    """The flow that new operations of a name get, for a user with or without a mobile token."""

    operation_name = name(required=True)
    mobile_token = Boolean(load_default=True)


class FlowPlaceSchema(NextStepSchema):
    """Where an operation may stand: the methods offered, in their order; none where it has ended."""

    result = Word(AuthResult)
    auth_methods = List(Word(AuthMethod))


class FlowArrowSchema(NextStepSchema):
    """A method that is offered at a place ended so, which leads to another; places are told by their position, from 0 on.

    `resultDescription` says why the operation failed, where the machine says.
    """

    place = Integer()
    auth_method = Word(AuthMethod)
    auth_step_result = Word(AuthStepResult)
    next_place = Integer()
    result_description = String(allow_none=True)


class FlowSchema(NextStepSchema):
    """Places in the order in which they are come to, the beginning first, and the arrows between them."""

    operation_name = String()
    places = List(fields.Nested(FlowPlaceSchema))
    arrows = List(fields.Nested(FlowArrowSchema))


@api.endpoint(
    "POST /step/definition/flow/detail",
    "GET /step/definition/flow/detail",
    tag="Step definitions",
    request=FlowRequest(),
    answer=FlowSchema(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def flow_detail(body: dict[str, Any]) -> Any:
    """Read what is offered after what in new operations of a name, for a user for whom every method is enabled.

    It is what the server answers, not what the definitions say. An operation keeps the flow that it was created with.
    """
    found = services()
    with found.database.read() as session:
        flow = found.flows.flow(session, body["operation_name"])
    graph = flow_graph.walk(flow, flow_graph.equipped(flow, mobile_token=body["mobile_token"]))
    numbers = {place: number for number, place in enumerate(graph.places)}
    arrows = [
        {
            "place": numbers[arrow.place],
            "auth_method": arrow.method,
            "auth_step_result": arrow.result,
            "next_place": numbers[arrow.then],
            "result_description": arrow.description,
        }
        for arrow in graph.arrows
    ]
    places = [{"result": place.result, "auth_methods": place.methods} for place in graph.places]
    return FlowSchema().dump({"operation_name": flow.operation_name, "places": places, "arrows": arrows})
