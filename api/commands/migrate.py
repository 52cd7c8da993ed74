"""`nextstep migrate`: the database's schema, the first definitions, and what the Temporal namespace must know."""

import click

from api.commands.options import operator_settings_of
from api.commands.preparation import prepare


@click.command()
@click.option("--wait", type=click.FloatRange(min=0), default=0, help="Wait so many seconds for Temporal to answer.")
@click.option(
    "--retention-days",
    type=click.IntRange(min=1),
    help="How long the namespace remembers operations that have ended; as it is, unless given.",
)
def command(wait: float, retention_days: int | None) -> None:
    """Bring the database and the Temporal namespace up to date."""
    settings = operator_settings_of("migrate")
    prepare(settings, retention_days=retention_days, wait_seconds=wait, report=click.echo, warn=_warn)


def _warn(line: str) -> None:
    click.echo(f"warning: {line}", err=True)
