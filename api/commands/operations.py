"""`nextstep operations`: which there are, how one stands and why, and an end to those that must not go on."""

from typing import TYPE_CHECKING

import click

from api.commands import many
from api.commands.failure import Failed
from api.commands.moments import parse_moment
from api.commands.opened import open_database, open_services
from api.commands.options import limited
from api.commands.tables import as_json, moment, print_json, print_table
from config.vocabulary import OperationCancelReason, OperationStatus

if TYPE_CHECKING:
    from config.refused import Refused

_DAY_MS = 86_400_000


@click.group()
def command() -> None:
    """List, show and cancel operations."""


@command.command("list")
@click.option("--user", help="Of the user with this id.")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([*OperationStatus], case_sensitive=False),
    help="Of this status; repeatable.",
)
@click.option("--name", help="Of this name, such as login, or of a template's type.")
@click.option(
    "--since",
    callback=parse_moment,
    default=None,
    help="Created since: ISO 8601, or as long ago as 30m, 2h, 7d. By default a day; with --user, any time.",
)
@limited
@as_json
def list_operations(
    user: str | None, statuses: tuple[str, ...], name: str | None, since: int | None, limit: int, as_json: bool
) -> None:
    """List operations, newest first: by what is stored, so that it answers while Temporal is away."""
    from api.commands.operation_list import search
    from config.clock import now_ms

    now = now_ms()
    if since is None:
        since = 0 if user is not None else now - _DAY_MS
    with open_database("operations") as database:
        lines = search(
            database,
            now_ms=now,
            statuses=tuple(map(OperationStatus, statuses)),
            user_id=user,
            name=name,
            since_ms=since,
            limit=limit,
        )
    found = [
        {
            "id": one.row.operation_id,
            "name": one.row.operation_name,
            "userId": one.row.user_id,
            "status": one.status,
            "method": one.method,
            "reason": one.reason,
            "created": moment(one.row.created_ms),
            "expires": moment(one.row.expires_ms),
            "ended": moment(one.ended_ms),
        }
        for one in lines.matches
    ]
    if as_json:
        print_json({"since": moment(since), "operations": found, "more": lines.more})
        return
    print_table(
        ("operation", "name", "user", "status", "method", "reason", "created", "expires", "ended"),
        [tuple(one.values()) for one in found],
    )
    if lines.more:
        click.echo(
            f"there may be more: looked at the newest {lines.read_count}; give --limit, or narrow it by --since and others",
            err=True,
        )


@command.command()
@click.argument("operation_id")
@as_json
def show(operation_id: str, as_json: bool) -> None:
    """Show how an operation stands, each step that led there, its workflow, and what was told of it to whom."""
    from api.commands.operation_page import describe, print_page
    from config.refused import Refused

    with open_services("operations show") as services:
        try:
            page = describe(services, operation_id)
        except Refused as refused:
            raise _explain(operation_id, refused) from None
    if as_json:
        print_json(page)
    else:
        print_page(page)


@command.command()
@click.argument("operation_ids", nargs=-1, required=True)
@click.option(
    "--reason",
    type=click.Choice([*OperationCancelReason], case_sensitive=False),
    default=OperationCancelReason.INTERRUPTED_OPERATION.value,
    show_default=True,
    help="Why, in a word: the bank reads it.",
)
@many.yes
@as_json
def cancel(operation_ids: tuple[str, ...], reason: str, yes: bool, as_json: bool) -> None:
    """Cancel pending operations, as the bank would by the API.

    Their workflows decide, the bank is told, and the audit has who did it. Repeatable; exit code 1 where one was not canceled.
    """
    from api.commands.cancellation import cancel as cancel_one
    from config.refused import Refused

    many.confirm(f"Cancel {len(operation_ids)} operations for good", operation_ids, yes=yes)
    with open_services("operations cancel") as services:

        def act(operation_id: str) -> str:
            try:
                return cancel_one(services, operation_id, reason)
            except Refused as refused:
                raise _explain(operation_id, refused) from None

        many.act_on_each(operation_ids, act, name="operations", as_json=as_json)


def _explain(operation_id: str, refusal: "Refused") -> Failed:
    """What keeps an operation from being shown or canceled, and what to do."""
    from config.reasons import Reason

    told = {
        Reason.OPERATION_NOT_FOUND: "there is no such operation; nextstep operations list shows those that there are",
        Reason.OPERATION_DAMAGED: "what is stored of its state cannot be read; nextstep replay reads its history in Temporal",
        Reason.OPERATION_NOT_PENDING: "it has ended meanwhile",
        Reason.OPERATION_FINISHED: "it has ended meanwhile",
        Reason.OPERATION_TERMINATED: "its workflow was terminated: it fails at its deadline",
    }
    return Failed(f"{operation_id}: {told.get(refusal.reason) or refusal.detail or refusal.reason}")
