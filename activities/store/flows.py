"""Step definitions as they lie, and what is wrong with the flows that they make."""

from collections.abc import Iterator
from dataclasses import dataclass

from activities.store import definitions
from activities.store.database import Database
from activities.store.definitions import StoredDefinitions
from activities.store.tables import StepDefinitionRow
from config import flow_rules
from config.reasons import Reason
from config.refused import Refused


@dataclass(frozen=True, slots=True)
class FlowProblem:
    """Why operations of a name cannot be created, or cannot always go on; with the ids of the steps that disagree."""

    operation_name: str
    message: str
    step_definition_ids: tuple[int, ...] = ()


def step(database: Database, step_definition_id: int) -> StepDefinitionRow:
    """Raises `Refused` STEP_DEFINITION_NOT_FOUND."""
    with database.read() as session:
        row = session.orm.get(StepDefinitionRow, step_definition_id)
    if row is None:
        raise Refused(Reason.STEP_DEFINITION_NOT_FOUND)
    return row


def steps(
    database: Database, operation_name: str | None = None
) -> tuple[tuple[StepDefinitionRow, ...], tuple[FlowProblem, ...]]:
    """The steps by id, of all operations or of one, with what is wrong with their flows."""
    with database.read() as session:
        known = definitions.read(session)
    rows = (row for flow in known.steps.values() for row in flow if operation_name in (None, row.operation_name))
    found = (problem for problem in find_problems(known) if operation_name in (None, problem.operation_name))
    return tuple(sorted(rows, key=lambda row: row.step_definition_id)), tuple(found)


def find_problems(stored: StoredDefinitions) -> Iterator[FlowProblem]:
    """All that is wrong with the flows, by the operations' names."""
    methods = {method.auth_method for method in stored.methods}
    for name in sorted({*stored.steps, *stored.operations}):
        rows = stored.steps.get(name, ())
        if name not in stored.operations:
            yield FlowProblem(name, "has no configuration, so that it can never be created")
        for row in rows:
            for method in (row.request_auth_method, row.response_auth_method):
                if method is not None and method not in methods:
                    yield FlowProblem(name, f"the method {method} is not defined", (row.step_definition_id,))
        for problem in flow_rules.find_problems(map(flow_rules.rule_of, rows)):
            yield FlowProblem(name, problem.text, problem.rules)
