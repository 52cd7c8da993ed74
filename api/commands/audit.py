"""`nextstep audit`: the trail and the files of its archive, verified and exported."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.failure import Failed
from api.commands.moments import parse_moment
from api.commands.opened import open_sealed

if TYPE_CHECKING:
    from activities.store.audit.ends import Head


def _parse_head(_context: click.Context, _option: click.Parameter, text: str | None) -> "Head | None":
    """A head of the chain, as the worker logs it."""
    from activities.store.audit.ends import Head

    if text is None:
        return None
    position, _, link = text.partition(":")
    if not position.isdecimal() or len(position) > 18 or len(link) != 64:
        raise click.BadParameter("give it as the worker's log has it, position:link")
    return Head(int(position), link)


@click.group()
def command() -> None:
    """Verify the audit trail, or export it."""


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--head",
    metavar="POSITION:LINK",
    callback=_parse_head,
    help="A head that was noted elsewhere: the trail must still lead to it.",
)
@click.option("--public-key", metavar="BASE64", help="That signed the FILES, as nextstep audit key told it.")
def verify(files: tuple[Path, ...], head: "Head | None", public_key: str | None) -> None:
    """Find any row that was changed, removed or inserted; names the first one, and then fails.

    Fails too where rows wait longer than a minute to be sealed. What this proves, and what not, is told in `activities/audit`.
    With FILES of the archive, these are verified, and nothing else: needs their public key, and no database.
    """
    if files:
        from api.commands.audit_files import verify_files

        verify_files(files, public_key, head)
        return

    from activities.audit.verification import verify as verified

    # A key that somebody has put there is something that was changed.
    with open_sealed("audit verify", checks_key=False) as (database, sealer):
        found = verified(database, sealer, head)
    if found.problem is not None:
        raise Failed(f"the audit trail is not whole: {found.problem}")
    click.echo(f"the audit trail is whole: {found.head.position} rows sealed, {found.waiting} waiting to be")
    if found.begin.position:
        click.echo(f"rows up to {found.begin.position}:{found.begin.link} are in files of the archive")
    if found.head.position:
        click.echo(f"head: {found.head.position}:{found.head.link}")


@command.command()
def key() -> None:
    """Tell the public key that verifies files of the archive: keep it where nobody who rules the database can change it."""
    from activities.audit import keys
    from activities.audit.segment import public_text

    with open_sealed("audit key") as (database, sealer):
        found = keys.read(database, sealer)
    if found is None:
        raise Failed("there is no audit trail yet")
    click.echo(public_text(found.archive))


@command.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--from", "from_ms", callback=parse_moment, help="Rows of this time and later: ISO 8601, or milliseconds."
)
@click.option("--to", "to_ms", callback=parse_moment, help="Rows up to this time.")
def export(files: tuple[Path, ...], from_ms: int | None, to_ms: int | None) -> None:
    """Write every row as a line of JSON, oldest first. With FILES of the archive, theirs, with what was said opened."""
    from activities.audit.reading import AuditLog

    with open_sealed("audit export") as (database, sealer):
        log = AuditLog(database, sealer)
        if files:
            from api.commands.audit_files import rows_of

            lines = log.lines(rows_of(files, from_ms, to_ms))
        else:
            lines = log.export(from_ms=from_ms, to_ms=to_ms)
        for line in lines:
            click.echo(line)
