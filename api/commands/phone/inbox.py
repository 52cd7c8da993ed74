"""The inbox of a phone."""

from pathlib import Path

import click

from api.commands.phone import options
from api.commands.phone.held import held
from api.commands.tables import as_json, print_facts, print_json, print_line, print_table
from config import printable


@click.group()
def inbox() -> None:
    """The messages that the bank has put into the inbox."""


@inbox.command("list")
@click.option("--unread", is_flag=True, help="Those that are not read.")
@click.option("--page", type=click.IntRange(0), default=0, show_default=True, help="From 0 on.")
@click.option("--size", type=click.IntRange(1, 100), default=20, show_default=True, help="So many a page.")
@options.of_a_phone
@as_json
def list_messages(unread: bool, page: int, size: int, name: str, folder: Path | None, as_json: bool) -> None:
    """List messages, newest first."""
    with held(name, folder) as app:
        count, found = app.unread(), app.messages(page=page, size=size, only_unread=unread)
    if as_json:
        print_json({"unread": count, "page": page, "messages": found})
        return
    print_table(
        ("message", "read", "created", "subject"),
        [(one["id"], one["read"], one["timestampCreated"], one["subject"]) for one in found],
    )
    click.echo(f"{count} not read", err=True)


@inbox.command()
@click.argument("message_id")
@options.of_a_phone
@as_json
def read(message_id: str, name: str, folder: Path | None, as_json: bool) -> None:
    """Show a message with its body, and mark it as read."""
    with held(name, folder) as app:
        found = app.message(message_id)
        app.mark_read(message_id)
    if as_json:
        print_json({"message": found | {"read": True}})
        return
    print_facts((member, found[member]) for member in ("subject", "summary", "timestampCreated", "type"))
    click.echo()
    click.echo(printable.marked(found["body"]))


@inbox.command("read-all")
@options.of_a_phone
@as_json
def read_all(name: str, folder: Path | None, as_json: bool) -> None:
    """Mark all messages as read."""
    with held(name, folder) as app:
        app.mark_all_read()
        count = app.unread()
    print_line(f"{count} not read", {"unread": count}, as_json=as_json)
