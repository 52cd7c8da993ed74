"""A flow walked through to its ends by the machine itself: what is offered, and what each way of a step to end leads to."""

from dataclasses import dataclass

from config.refused import Refused
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult
from workflows.operation import machine
from workflows.operation.model import Eligibility, Flow, OperationState, TakeStep

_REPORTED = (
    AuthStepResult.CONFIRMED,
    AuthStepResult.AUTH_FAILED,
    AuthStepResult.AUTH_METHOD_FAILED,
    AuthStepResult.CANCELED,
)
_USER = "user"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation may stand: the methods offered, in their order; none where it has ended."""

    result: AuthResult
    methods: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " or ".join(self.methods) or str(self.result)


@dataclass(frozen=True, slots=True)
class Arrow:
    """`method` ended so at one place, which leads to another; `description`: why the operation failed, where the machine says."""

    place: Place
    method: str
    result: AuthStepResult
    then: Place
    description: str | None = None


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """Places in the order in which they are come to, the beginning first, and the arrows between them."""

    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]


def equipped(flow: Flow, *, mobile_token: bool = True) -> Eligibility:
    """What holds of a user for whom every method of the flow is enabled, the mobile token if there is one."""
    enabled = tuple(one for one in flow.limits if mobile_token or one != AuthMethod.POWERAUTH_TOKEN)
    return Eligibility(enabled=enabled, mobile_token=mobile_token)


def walk(flow: Flow, eligibility: Eligibility) -> FlowGraph:
    """Each place once, as the first who comes there finds it. Raises `Refused` CONFIGURATION_INVALID where it cannot begin."""
    begun = machine.begin(flow, 0, eligibility=eligibility)
    places, arrows = {_place(begun): None}, []
    todo, seen = [begun], set()
    while todo:
        state = todo.pop(0)
        here = _place(state)
        if not state.is_open or here in seen:
            continue
        seen.add(here)
        for method in state.current.steps:
            for ended in _REPORTED:
                step = TakeStep(method, ended, user_id=_USER, eligibility=eligibility)
                try:
                    after = machine.apply(flow, state, step, 0)
                except Refused:
                    continue
                there = _place(after)
                places.setdefault(there)
                arrows.append(Arrow(here, method, ended, there, after.current.description))
                todo.append(after)
    return FlowGraph(tuple(places), tuple(arrows))


def mermaid(graph: FlowGraph) -> str:
    """The graph as a Mermaid flowchart, without cancellations that end the operation: they do so from everywhere."""
    keys = {place: f"s{number}" for number, place in enumerate(graph.places)}
    labels: dict[tuple[str, str], list[str]] = {}
    for arrow in graph.arrows:
        if arrow.result is not AuthStepResult.CANCELED or arrow.then.result is not AuthResult.FAILED:
            ends = (keys[arrow.place], keys[arrow.then])
            labels.setdefault(ends, []).append(f"{arrow.method} {arrow.result}")
    boxes = [f'    {key}["{"<br>or ".join(place.methods) or place.result}"]' for place, key in keys.items()]
    arrows = [f'    {here} -->|"{"<br>".join(told)}"| {there}' for (here, there), told in labels.items()]
    return "\n".join(["flowchart TD", *boxes, *arrows])


def _place(state: OperationState) -> Place:
    return Place(state.result, state.current.steps if state.is_open else ())
