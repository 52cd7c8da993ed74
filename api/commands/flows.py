"""`nextstep flows`: which step follows which, what is wrong with that, and what would become of an operation."""

from typing import TYPE_CHECKING

import click

from api.commands.failure import Failed
from api.commands.flow_source import find_source, pinned_flow
from api.commands.options import operator_settings_of, settings_of
from api.commands.tables import as_json, print_facts, print_json, print_table

if TYPE_CHECKING:
    from workflows.operation.flow_graph import FlowGraph
    from workflows.operation.model import Eligibility, Flow

_files = click.option(
    "--files", is_flag=True, help="The flows of the definitions' files, in place of those of the database."
)
_template = click.option("--template", is_flag=True, help="NAME is a template's, which a phone approves.")
_token = click.option(
    "--mobile-token/--no-mobile-token", default=True, help="Whether the user has a phone that approves; by default so."
)


@click.group()
def command() -> None:
    """Show, check and play the flows that new operations get."""


@command.command()
@click.argument("name")
@_template
@_token
@_files
@as_json
@click.option("--operation", is_flag=True, help="NAME is an operation's id: the flow that it was created with.")
@click.option("--mermaid", "as_mermaid", is_flag=True, help="A Mermaid flowchart alone, to be drawn elsewhere.")
def show(
    name: str, template: bool, mobile_token: bool, files: bool, as_json: bool, operation: bool, as_mermaid: bool
) -> None:
    """Show what is offered after what in the flow NAME, as a table and as a Mermaid flowchart.

    What is shown is what the state machine answers, not what the definitions say.
    """
    from config.refused import Refused
    from workflows.operation.flow_graph import equipped, mermaid, walk

    if operation:
        place, flow = f"the operation {name}", pinned_flow(operator_settings_of("flows"), name)
        name, eligibility = flow.operation_name, equipped(flow, mobile_token=mobile_token)
    else:
        place, flow, eligibility = _find(name, template=template, mobile_token=mobile_token, files=files)
    try:
        graph = walk(flow, eligibility)
    except Refused as refused:
        raise Failed(f"no operation of this flow can be created: {refused.detail}") from None
    if as_json:
        print_json(_document(place, name, flow, graph, mobile_token=mobile_token))
        return
    if not as_mermaid:
        _print_flow(place, name, flow, graph, mobile_token=mobile_token)
        click.echo()
    click.echo(mermaid(graph))


@command.command()
@_files
@as_json
def check(files: bool, as_json: bool) -> None:
    """Find flows that cannot begin, go on or end; exit code 1 where there is one."""
    from activities.store import flows

    source = find_source(settings_of("flows"), files=files)
    problems = list(flows.find_problems(source.definitions))
    if as_json:
        found = [
            {"flow": one.operation_name, "problem": one.message, "steps": list(one.step_definition_ids)}
            for one in problems
        ]
        print_json({"source": source.place, "flows": sorted(source.definitions.operations), "problems": found})
    else:
        click.echo(f"{len(source.definitions.operations)} flows in {source.place}, {len(problems)} problems")
        if problems:
            steps = (", ".join(map(str, one.step_definition_ids)) for one in problems)
            print_table(
                ("flow", "steps", "problem"),
                [(one.operation_name, ids, one.message) for one, ids in zip(problems, steps, strict=True)],
            )
    if problems:
        raise Failed("change the steps by POST /step/definition and POST /step/definition/delete, and check again")


@command.command()
@click.argument("name")
@click.argument("events", nargs=-1)
@_template
@_token
@_files
@as_json
def simulate(
    name: str, events: tuple[str, ...], template: bool, mobile_token: bool, files: bool, as_json: bool
) -> None:
    """Play EVENTS through the flow NAME, without any server; exit code 1 where one is refused.

    An event is METHOD:RESULT, such as SMS_KEY:CONFIRMED, with :TARGET after AUTH_METHOD_CHOSEN and AUTH_METHOD_DOWNGRADE;
    CHOOSE:METHOD; MOBILE_TOKEN:ON or OFF; PHONE:CONFIRMED, AUTH_FAILED or CANCELED; WAIT:SECONDS; or INTERRUPT, an operator's
    cancellation.
    """
    from api.commands.simulation import play
    from config.refused import Refused

    place, flow, eligibility = _find(name, template=template, mobile_token=mobile_token, files=files)
    try:
        played = list(play(flow, eligibility, events, waits_for_phone=template))
    except Refused as refused:
        raise Failed(f"no operation of this flow can be created: {refused.detail}") from None
    steps = [
        {
            "event": one.event,
            "seconds": one.at_ms // 1000,
            "status": one.status,
            "result": str(one.state.result),
            "offered": list(one.state.current.steps) if one.state.is_open else [],
            "chosen": one.state.current.chosen_method,
            "asksPhone": one.state.is_open and one.state.current.mobile_token_active,
            "remainingAttempts": one.state.remaining_attempts,
            "reason": one.state.current.description,
            "refused": None if one.refusal is None else f"{one.refusal.reason}: {one.refusal.detail}".rstrip(": "),
        }
        for one in played
    ]
    if as_json:
        print_json({"source": place, "flow": name, "mobileToken": mobile_token, "played": steps})
    else:
        print_table(
            ("seconds", "event", "status", "offered", "asks phone", "attempts", "why"),
            [
                (
                    one["seconds"],
                    one["event"],
                    "refused" if one["refused"] else one["status"],
                    " or ".join(step.state.current.steps) if step.state.is_open else None,
                    one["asksPhone"],
                    one["remainingAttempts"],
                    one["refused"] or one["reason"],
                )
                for step, one in zip(played, steps, strict=True)
            ],
        )
    if refused_ones := sum(one.refusal is not None for one in played):
        raise Failed(f"refused: {refused_ones} of {len(events)} events, which changed nothing")


def _find(name: str, *, template: bool, mobile_token: bool, files: bool) -> "tuple[str, Flow, Eligibility]":
    """The place that the flow is of, the flow, and what holds of the user."""
    from workflows.operation.flow_graph import equipped

    settings = settings_of("flows")
    source = find_source(settings, files=files)
    flow = source.template_flow(name) if template else source.flow(name, settings)
    return source.place, flow, equipped(flow, mobile_token=mobile_token)


def _document(place: str, name: str, flow: "Flow", graph: "FlowGraph", *, mobile_token: bool) -> dict[str, object]:
    from workflows.operation.flow_graph import mermaid

    return {
        "source": place,
        "flow": name,
        "mobileToken": mobile_token,
        "lifetimeSeconds": flow.lifetime_ms // 1000,
        "eachStepExtends": flow.sliding,
        "limits": dict(_limits(flow, graph)),
        "places": [{"result": str(one.result), "offered": list(one.methods)} for one in graph.places],
        "steps": [
            {
                "offered": list(one.place.methods),
                "method": one.method,
                "ended": str(one.result),
                "then": str(one.then.result),
                "thenOffered": list(one.then.methods),
                "reason": one.description,
            }
            for one in graph.arrows
        ],
        "mermaid": mermaid(graph),
    }


def _print_flow(place: str, name: str, flow: "Flow", graph: "FlowGraph", *, mobile_token: bool) -> None:
    limits = ", ".join(f"{method} {'unbounded' if limit is None else limit}" for method, limit in _limits(flow, graph))
    print_facts(
        [
            ("flow", name),
            ("of", place),
            ("user", "has a mobile token" if mobile_token else "has no mobile token"),
            ("fails after", f"{flow.lifetime_ms // 1000} s{', from each step anew' if flow.sliding else ''}"),
            ("attempts", limits + (", all together" if flow.counts_all_failures else "")),
        ]
    )
    click.echo()
    print_table(
        ("offered", "method", "ended", "then", "why"),
        [(one.place, one.method, one.result, one.then, one.description) for one in graph.arrows],
    )


def _limits(flow: "Flow", graph: "FlowGraph") -> list[tuple[str, int | None]]:
    """How many attempts the methods have that the flow may come to."""
    offered = dict.fromkeys(method for place in graph.places for method in place.methods)
    return [(method, flow.limits.get(method)) for method in offered]
