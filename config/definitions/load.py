"""Loading the definitions: the shipped ones, or a bank's own folder in their place."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from config.definitions import rules, tables, template_rules, template_tables
from config.definitions.lines import KeyPath
from config.definitions.model import DefinitionSet
from config.definitions.record import Record
from config.definitions.source import DefinitionProblem, Source, SourceInvalid, read_source

Definition = TypeVar("Definition")

SHIPPED = Path(__file__).with_name("shipped")


class DefinitionsInvalid(Exception):
    """The definitions are wrong; the message has a line for each problem, with file, line and key."""

    def __init__(self, problems: tuple[DefinitionProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@cache
def load(folder: Path | None = None) -> DefinitionSet:
    """The definitions of `folder`, by default the shipped ones; read once a process. Raises `DefinitionsInvalid`."""
    return read_definitions(folder or SHIPPED)


def read_definitions(folder: Path) -> DefinitionSet:
    """The definitions in the `*.toml` files of `folder`, which together make one set. Raises `DefinitionsInvalid`."""
    problems: list[DefinitionProblem] = []
    sources = list(_sources(folder, problems))
    for source in sources:
        problems += _strangers(source)

    def all_of(table: str, make: Callable[[Record], Definition]) -> list[tables.Placed[Definition]]:
        return [
            placed
            for source in sources
            for placed in tables.read_rows(source, _named_tables(source, table), make, problems)
        ]

    methods = all_of("auth_method", tables.auth_method)
    operations = all_of("operation", tables.operation)
    organizations = all_of("organization", tables.organization)
    templates = all_of("operation_template", template_tables.operation_template)
    texts = all_of("operation_texts", template_tables.operation_texts)
    pushes = all_of("push_texts", template_tables.push_texts)
    steps = [step for s in sources for step in tables.read_rows(s, _rows(s, problems), tables.step, problems)]

    if not problems:
        problems += rules.check_methods(methods)
        problems += rules.check_organizations(organizations)
        problems += rules.check_flows(operations, steps, {method.auth_method for method, _, _ in methods})
        problems += template_rules.check_templates(templates, texts, pushes)
    if not problems and not operations:
        problems.append(DefinitionProblem(folder, 0, "operation", "no operation is defined"))
    if problems:
        raise DefinitionsInvalid(tuple(sorted(problems, key=lambda problem: (str(problem.file), problem.line))))
    return DefinitionSet(
        auth_methods=tuple(sorted((method for method, _, _ in methods), key=lambda method: method.order_number)),
        operations=tuple(operation for operation, _, _ in operations),
        steps=tuple(sorted((step for step, _, _ in steps), key=lambda step: step.step_definition_id)),
        organizations=tuple(sorted((o for o, _, _ in organizations), key=lambda o: o.order_number)),
        operation_templates=tuple(template for template, _, _ in templates),
        operation_texts=tuple(text for text, _, _ in texts),
        push_texts=tuple(push for push, _, _ in pushes),
    )


def _sources(folder: Path, problems: list[DefinitionProblem]) -> Iterator[Source]:
    files = sorted(folder.glob("*.toml"))
    if not files:
        problems.append(DefinitionProblem(folder, 0, "", "holds no *.toml file"))
    for file in files:
        try:
            yield read_source(file)
        except SourceInvalid as error:
            problems.append(error.problem)


def _strangers(source: Source) -> Iterator[DefinitionProblem]:
    for key in source.tables:
        if key not in tables.TABLES:
            yield source.problem((key,), f"is not a table of definitions; known are {', '.join(tables.TABLES)}")


def _named_tables(source: Source, table: str) -> Iterator[tuple[KeyPath, object]]:
    found = source.tables.get(table, {})
    if isinstance(found, dict):
        yield from (((table, name), record) for name, record in found.items())
    else:
        yield (table,), found


def _rows(source: Source, problems: list[DefinitionProblem]) -> Iterator[tuple[KeyPath, object]]:
    for path, flow in _named_tables(source, "steps"):
        try:
            record = Record(source, path, flow)
            both = {key: record.value(key) for key in ("create", "update")}
            record.complete()
            for key, rows in both.items():
                if not isinstance(rows, list | None):
                    raise record.wrong((key,), "must be an array of rows")
                yield from (((*path, key, index), row) for index, row in enumerate(rows or []))
        except SourceInvalid as error:
            problems.append(error.problem)
