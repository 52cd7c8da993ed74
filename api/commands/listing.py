"""What commands that list something have in common: of which states, since when, and whether there is more."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import click

from api.commands.moments import parse_moment
from api.commands.tables import moment, print_json
from config.clock import now_ms

_DAY_MS = 86_400_000
_NARROW = "give --limit, or narrow it by --since and others"


def statuses_option(words: type[StrEnum], help: str) -> Callable[[Any], Any]:
    """`--status`, whose words are the enumeration's."""
    return click.option(
        "--status",
        "statuses",
        multiple=True,
        type=click.Choice([*words], case_sensitive=False),
        help=f"{help}; repeatable.",
    )


def since_option(begin: str, any_time: str) -> Callable[[Any], Any]:
    """`--since`: the time that counts, as `begin` names it, and with what the list goes back to the first."""
    return click.option(
        "--since",
        callback=parse_moment,
        help=f"{begin} since: ISO 8601, or as long ago as 30m, 2h, 7d. By default a day; with {any_time}, any time.",
    )


def since_ms(since: int | None, *, any_time: bool) -> int:
    """From when on, where the option may be left out."""
    return since if since is not None else 0 if any_time else now_ms() - _DAY_MS


def print_list(
    name: str,
    lines: Sequence[dict[str, Any]],
    print_lines: Callable[[Sequence[dict[str, Any]]], None],
    *,
    since_ms: int,
    more: str | None,
    as_json: bool,
) -> None:
    """The lines as one document, under `name`, or as `print_lines` does; `more` says that there are others, or may be."""
    if as_json:
        print_json({"since": moment(since_ms), name: lines, "more": more is not None})
        return
    print_lines(lines)
    if more is not None:
        click.echo(f"{more}; {_NARROW}", err=True)
