"""`nextstep operations`: which there are, how one stands and why, and an end to those that must not go on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from api.commands import many
from api.commands.failure import Failed
from api.commands.listing import print_list, since_ms, since_option, statuses_option
from api.commands.opened import open_database, open_services
from api.commands.options import limited
from api.commands.tables import as_json, moment, print_json, print_table
from config.vocabulary import OperationCancelReason, OperationStatus

if TYPE_CHECKING:
    from config.refused import Refused


@click.group()
def command() -> None:
    """List, show and cancel operations."""


@command.command("list")
@click.option("--user", help="Of the user with this id.")
@statuses_option(OperationStatus, "Of this status")
@click.option("--name", help="Of this name, such as login, or of a template's type.")
@since_option("Created", "--user")
@limited
@as_json
def list_operations(
    user: str | None, statuses: tuple[str, ...], name: str | None, since: int | None, limit: int, as_json: bool
) -> None:
    """List operations, newest first: by what is stored, so that it answers while Temporal is away."""
    from api.commands.operation_list import search
    from config.clock import now_ms

    begin = since_ms(since, any_time=user is not None)
    with open_database("operations") as database:
        found = search(
            database,
            now_ms=now_ms(),
            statuses=tuple(map(OperationStatus, statuses)),
            user_id=user,
            name=name,
            since_ms=begin,
            limit=limit,
        )
    lines = [
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
        for one in found.matches
    ]
    more = f"there may be more: looked at the newest {found.read_count}" if found.more else None
    print_list("operations", lines, _print_lines, since_ms=begin, more=more, as_json=as_json)


def _print_lines(lines: Sequence[dict[str, Any]]) -> None:
    print_table(
        ("operation", "name", "user", "status", "method", "reason", "created", "expires", "ended"),
        [tuple(one.values()) for one in lines],
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

    with open_services("operations cancel") as services:
        many.confirm("Cancel", "operation", "operations", operation_ids, yes=yes, after=" for good")

        def act(operation_id: str) -> str:
            try:
                return cancel_one(services, operation_id, reason)
            except Refused as refused:
                raise _explain(operation_id, refused) from None

        many.act_on_each(operation_ids, act, name="operations", as_json=as_json)


def _explain(operation_id: str, refusal: "Refused") -> Failed:
    """What keeps an operation from being shown or canceled, and what to do."""
    from config.reasons import Reason

    explanations = {
        Reason.OPERATION_NOT_FOUND: "there is no such operation; nextstep operations list shows those that there are",
        Reason.OPERATION_DAMAGED: "what is stored of its state cannot be read; nextstep replay reads its history in Temporal",
        Reason.OPERATION_NOT_PENDING: "it has ended meanwhile",
        Reason.OPERATION_FINISHED: "it has ended meanwhile",
        Reason.OPERATION_TERMINATED: "its workflow was terminated: it fails at its deadline",
    }
    return Failed(f"{operation_id}: {explanations.get(refusal.reason) or refusal.detail or refusal.reason}")
