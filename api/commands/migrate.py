"""`nextstep migrate`: the database's schema, the first definitions, and what the Temporal namespace must know."""

import click

from api.commands.options import operator_settings_of
from api.commands.preparation import prepare


@click.command()
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0,
    show_default=True,
    help="Wait so many seconds for Temporal to answer.",
)
@click.option(
    "--retention-days",
    type=click.IntRange(min=1),
    help="So many days Temporal's namespaces remember operations that have ended. [default: as they are]",
)
def command(wait: float, retention_days: int | None) -> None:
    """Bring the database and the Temporal namespace up to date.

    Makes the database's tables, or changes them for this release; stores the shipped definitions where there are none; makes the
    first administrator, whose password is shown once; registers the search attributes. Repeatable, also while others run.
    """
    settings = operator_settings_of("migrate")
    prepare(settings, retention_days=retention_days, wait_seconds=wait, report=click.echo, warn=_warn)


def _warn(line: str) -> None:
    click.echo(f"warning: {line}", err=True)
