"""`nextstep erase`: everything of a user removed, and told what stays and why."""

from typing import TYPE_CHECKING

import click

from api.commands.failure import Failed
from api.commands.opened import open_services
from api.commands.question import ask
from config import user_ids

if TYPE_CHECKING:
    from activities.retention.erasure import Erasure


def _user(_context: click.Context, _option: click.Parameter, text: str) -> str:
    if not text or len(text) > 255 or (problem := user_ids.find_problem(text)):
        raise click.BadParameter(
            f"is no user's id. {problem if text and len(text) <= 255 else 'Give 1 to 255 characters.'}"
        )
    return text


@click.command()
@click.argument("user", callback=_user)
@click.option("--dry-run", is_flag=True, help="Tell what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(user: str, dry_run: bool, yes: bool) -> None:
    """Erase USER: everything that is stored of the user, in every application.

    Open operations are canceled and devices removed first, for which Temporal and a worker have to be there; their workflows'
    histories are deleted. Repeatable: what a run could not do, the next one does. What stays is told, and why.
    """
    from activities.retention.erasure import Erasure
    from workflows.retention.erasure import erase
    from workflows.temporal.cluster import cluster_of

    with open_services("erase") as services:
        erasure = Erasure(services.database, user)
        before = _print_counts(erasure)
        if not any(before.values()):
            click.echo("nothing is stored of this user: erased before, or another id is meant")
        if dry_run:
            return
        if not yes:
            ask("Erase all of this for good?")
        done = erase(erasure, services.temporal, services.registrations)
        left = erasure.counts()
        namespace = cluster_of(services.settings).namespace
    _print_erased(before, left)
    if not erasure.is_overwritten:
        click.echo(
            "stays: what was removed, in SQLite's write-ahead log, until it is overwritten: somebody reads it now"
        )
    _tell_elsewhere(namespace)
    if done.remaining:
        raise Failed(
            f"{len(done.remaining)} workflows go on: end them in Temporal, where an operator has paused them or no worker runs, "
            f"and run this again: {', '.join(done.remaining[:10])}"
        )
    click.echo("done; running this again finds nothing but what stays")


def _print_counts(erasure: "Erasure") -> dict[str, int]:
    """How many rows there are, told as a table."""
    from activities.retention.erasure import STAYS

    found = erasure.counts()
    click.echo(f"applications: {', '.join(erasure.applications()) or 'none'}")
    click.echo(f"{'table':<22}{'rows':>8}  what becomes of them")
    for table, rows in sorted(found.items()):
        if rows:
            click.echo(f"{table:<22}{rows:>8}  {'stay' if table in STAYS else 'removed'}")
    return found


def _print_erased(before: dict[str, int], after: dict[str, int]) -> None:
    from activities.retention.erasure import STAYS

    for table, rows in sorted(before.items()):
        if rows and table not in STAYS:
            click.echo(f"removed: {rows - after[table]} of {rows} rows of {table}")
    for table, why in STAYS.items():
        click.echo(f"stays: {after[table]} rows of {table}: {why}")


def _tell_elsewhere(namespace: str) -> None:
    click.echo(
        "stays: digests of requests and of tokens' uses, which name nobody, for a day\n"
        f"stays: backups, logs of gateways, and Temporal's histories until its server has deleted them "
        f"(namespace {namespace})"
    )
