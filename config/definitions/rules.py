"""What must hold between the definitions: nothing twice, nothing unknown, flows without ambiguity."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from config import flow_rules
from config.definitions.lines import KeyPath
from config.definitions.model import AuthMethodDefinition, OperationDefinition, OrganizationDefinition, StepDefinition
from config.definitions.source import DefinitionProblem, Source
from config.definitions.tables import Placed
from config.vocabulary import AuthMethod

Definition = TypeVar("Definition")


def twice(
    definitions: Iterable[Placed[Definition]], key: Callable[[Definition], Hashable], where: str, what: str
) -> Iterator[DefinitionProblem]:
    """A problem at key `where` for each definition whose `key` (None excepted) another before it has."""
    seen: dict[Hashable, DefinitionProblem] = {}
    for definition, source, path in definitions:
        value = key(definition)
        if value is None:
            continue
        problem = source.problem((*path, where) if where else path, "")
        if value in seen:
            first = seen[value]
            yield DefinitionProblem(
                problem.file, problem.line, problem.key, f"{what} {value} is taken, at {first.file.name}:{first.line}"
            )
        seen.setdefault(value, problem)


def check_methods(methods: list[Placed[AuthMethodDefinition]]) -> Iterator[DefinitionProblem]:
    """Methods: one a name, an order number and a preferences column each."""
    yield from twice(methods, lambda method: method.auth_method.value, "", "the method")
    yield from twice(methods, lambda method: method.order_number, "order_number", "order number")
    yield from twice(methods, lambda method: method.user_prefs_column, "user_prefs_column", "preferences column")


def check_organizations(organizations: list[Placed[OrganizationDefinition]]) -> Iterator[DefinitionProblem]:
    """Organizations: one an id and an order number each, at most one default."""
    yield from twice(organizations, lambda organization: organization.organization_id, "", "the organization")
    yield from twice(organizations, lambda organization: organization.order_number, "order_number", "order number")
    defaults = [placed for placed in organizations if placed[0].is_default]
    for organization, source, path in defaults[1:]:
        yield source.problem(
            (*path, "is_default"),
            f"{organization.organization_id} and {defaults[0][0].organization_id} are both default",
        )


def check_flows(
    operations: list[Placed[OperationDefinition]],
    steps: list[Placed[StepDefinition]],
    methods: set[AuthMethod],
) -> Iterator[DefinitionProblem]:
    """Flows: known operations and methods, unique ids, and rules that always give one answer."""
    yield from twice(operations, lambda operation: operation.operation_name, "", "the operation")
    yield from twice(steps, lambda step: step.step_definition_id, "id", "step id")
    names = {operation.operation_name for operation, _, _ in operations}
    flows: dict[str, list[Placed[StepDefinition]]] = defaultdict(list)
    for placed in steps:
        step, source, path = placed
        if step.operation_name not in names:
            yield source.problem(path[:2], f"there is no operation {step.operation_name}")
        for key, method in (("method", step.request_auth_method), ("next", step.response_auth_method)):
            if method is not None and method not in methods:
                yield source.problem((*path, key), f"the method {method} is not defined")
        flows[step.operation_name].append(placed)
    for operation, source, path in operations:
        yield from _check_flow(flows[operation.operation_name], (source, path))


def _check_flow(steps: list[Placed[StepDefinition]], operation: tuple[Source, KeyPath]) -> Iterator[DefinitionProblem]:
    """At the later of two rows that disagree; at the operation where a row is missing."""
    places = {step.step_definition_id: (source, path) for step, source, path in steps}
    for problem in flow_rules.find_problems([flow_rules.rule_of(step) for step, _, _ in steps]):
        source, path = places[problem.rules[-1]] if problem.rules else operation
        yield source.problem((*path, problem.member) if problem.member else path, problem.text)
