"""What commands tell: tables with aligned columns, for a terminal or `awk`, or one JSON document."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import click

from config import printable

NOTHING = "-"
_BETWEEN = "  "

# Of commands that tell something: one document on stdout, whose members are never renamed.
as_json = click.option("--json", "as_json", is_flag=True, help="One JSON document in place of tables.")


def print_json(value: object) -> None:
    """The document; what a caller has put into an id moves no cursor, as everything beyond ASCII is escaped."""
    click.echo(json.dumps(value, indent=2))


def print_line(line: str, document: object, *, as_json: bool) -> None:
    """One sentence, or in its place the document."""
    if as_json:
        print_json(document)
    else:
        click.echo(line)


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The head in capitals, and a line for each row; a value that is not there is a dash."""
    lines = [[name.upper() for name in head], *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo(_BETWEEN.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_facts(facts: Iterable[tuple[str, object]]) -> None:
    """One thing: a line for each fact, its name first."""
    lines = [(name, _cell(value)) for name, value in facts]
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        click.echo(f"{name.ljust(width)}{_BETWEEN}{value}")


def moment(ms: int | None) -> str | None:
    """A time as tables and documents tell it: ISO 8601 in UTC, to the second."""
    return None if ms is None else f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _cell(value: object) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable.clean(str(value))
