"""What must hold between the definitions: nothing twice, nothing unknown, flows without ambiguity."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from config.definitions.model import AuthMethodDefinition, OperationDefinition, OrganizationDefinition, StepDefinition
from config.definitions.source import Fault
from config.definitions.tables import Placed
from config.vocabulary import AuthMethod, OperationRequestType

Definition = TypeVar("Definition")


def twice(
    placed: Iterable[Placed[Definition]], key: Callable[[Definition], Hashable], where: str, what: str
) -> Iterator[Fault]:
    """A fault at key `where` for each definition whose `key` (None excepted) another before it has."""
    seen: dict[Hashable, Fault] = {}
    for definition, source, path in placed:
        value = key(definition)
        if value is None:
            continue
        fault = source.fault((*path, where) if where else path, "")
        if value in seen:
            first = seen[value]
            yield Fault(
                fault.file, fault.line, fault.key, f"{what} {value} is taken, at {first.file.name}:{first.line}"
            )
        seen.setdefault(value, fault)


def faults_of_methods(methods: list[Placed[AuthMethodDefinition]]) -> Iterator[Fault]:
    """Methods: one a name, an order number and a preferences column each."""
    yield from twice(methods, lambda method: method.auth_method.value, "", "the method")
    yield from twice(methods, lambda method: method.order_number, "order_number", "order number")
    yield from twice(methods, lambda method: method.user_prefs_column, "user_prefs_column", "preferences column")


def faults_of_organizations(organizations: list[Placed[OrganizationDefinition]]) -> Iterator[Fault]:
    """Organizations: one an id and an order number each, at most one default."""
    yield from twice(organizations, lambda organization: organization.organization_id, "", "the organization")
    yield from twice(organizations, lambda organization: organization.order_number, "order_number", "order number")
    defaults = [placed for placed in organizations if placed[0].is_default]
    for organization, source, path in defaults[1:]:
        yield source.fault(
            (*path, "is_default"),
            f"{organization.organization_id} and {defaults[0][0].organization_id} are both default",
        )


def faults_of_flows(
    operations: list[Placed[OperationDefinition]],
    steps: list[Placed[StepDefinition]],
    methods: set[AuthMethod],
) -> Iterator[Fault]:
    """Flows: known operations and methods, unique ids, one result on create, no equal priorities on update.

    Equal priorities on CREATE are allowed: they are offered in the order of their ids (reference §3.3, remark b).
    """
    yield from twice(operations, lambda operation: operation.operation_name, "", "the operation")
    yield from twice(steps, lambda step: step.step_definition_id, "id", "step id")
    names = {operation.operation_name for operation, _, _ in operations}
    creating: dict[str, StepDefinition] = {}
    priorities: dict[Hashable, int] = defaultdict(int)
    for step, source, path in steps:
        if step.operation_name not in names:
            yield source.fault(path[:2], f"there is no operation {step.operation_name}")
        for key, method in (("method", step.request_auth_method), ("next", step.response_auth_method)):
            if method is not None and method not in methods:
                yield source.fault((*path, key), f"the method {method} is not defined")
        if step.operation_type is OperationRequestType.CREATE:
            first = creating.setdefault(step.operation_name, step)
            if first.response_result != step.response_result:
                yield source.fault(
                    (*path, "result"),
                    f"{step.response_result} differs from {first.response_result} of step {first.step_definition_id}; "
                    f"all create rows of {step.operation_name} need one result",
                )
            continue
        place = (step.operation_name, step.request_auth_method, step.request_auth_step_result, step.response_priority)
        other = priorities.setdefault(place, step.step_definition_id)
        if other != step.step_definition_id:
            yield source.fault(
                (*path, "priority"), f"step {other} has the same priority for the same method and ending"
            )
    for operation, source, path in operations:
        if operation.operation_name not in creating:
            yield source.fault(path, "has no create row in its steps, so it can never be created")
