"""Questions that a command asks before it does what cannot be undone."""

import sys

import click

from api.commands.failure import Failed


def ask(question: str, *, option: str = "--yes") -> None:
    """Raises `click.Abort` where the answer is no, and `Failed` where nobody is there to give one: `option` says yes then."""
    try:
        is_agreed = click.confirm(question, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        raise Failed(f"nobody has answered, so nothing was done; {option} answers yes") from None
    if not is_agreed:
        raise click.Abort
