"""`nextstep change-requests`: changes that wait for another administrator's agreement, and an operator's answer to them.

Whoever may run commands with the master key can do everything there is; this is for installations whose second administrator is
an operator at the machine, and for one that has no second one yet.
"""

from typing import TYPE_CHECKING, Any

import click

from api.commands import many
from api.commands.failure import Failed
from api.commands.opened import open_database, open_services
from api.commands.tables import as_json, moment, print_facts, print_json, print_table
from config.vocabulary import ChangeRequestStatus

if TYPE_CHECKING:
    from activities.store.change_requests import StoredChangeRequest

_LISTED = 100


@click.group()
def command() -> None:
    """List, show, approve and reject requests for changes that need two administrators."""


@command.command("list")
@click.option(
    "--status",
    type=click.Choice([*ChangeRequestStatus], case_sensitive=False),
    help="Of this status; without it, all of the last 90 days.",
)
@as_json
def list_change_requests(status: str | None, as_json: bool) -> None:
    """List requests for changes, newest first, at most 100."""
    from activities.store import change_requests

    wanted = None if status is None else ChangeRequestStatus(status)
    with open_database("change-requests") as database, database.read() as session:
        lines = [_describe(one) for one in change_requests.list_requests(session, wanted, _LISTED)]
    if as_json:
        print_json({"changeRequests": lines})
        return
    print_table(
        ("request", "status", "requester", "action", "created", "expires", "approver"),
        [
            [one[name] for name in ("id", "status", "requester", "action", "created", "expires", "approver")]
            for one in lines
        ],
    )


@command.command()
@click.argument("request_id")
@as_json
def show(request_id: str, as_json: bool) -> None:
    """Show who asks for what, and how it stands."""
    from activities.store import change_requests

    with open_database("change-requests") as database, database.read() as session:
        found = change_requests.find(session, request_id)
    if found is None:
        raise _explain(request_id, "Change request not found")
    page = _describe(found)
    if as_json:
        print_json(page)
        return
    print_facts([(name, page[member]) for name, member in _FACTS])


@command.command()
@click.argument("request_ids", nargs=-1, required=True)
@many.yes
@as_json
def approve(request_ids: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Agree to changes that others ask for; who asked makes one by calling for it again."""
    _decide("approve", request_ids, yes=yes, as_json=as_json)


@command.command()
@click.argument("request_ids", nargs=-1, required=True)
@many.yes
@as_json
def reject(request_ids: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Do not agree to changes that are asked for."""
    _decide("reject", request_ids, yes=yes, as_json=as_json)


def _decide(verb: str, request_ids: tuple[str, ...], *, yes: bool, as_json: bool) -> None:
    from api.commands.operator_account import account
    from config import actors
    from config.refused import Refused

    with open_services(f"change-requests {verb}") as services:
        many.confirm(verb.capitalize(), "change request", "change requests", request_ids, yes=yes)
        requests = services.change_requests
        decide = requests.approve if verb == "approve" else requests.reject

        def act(request_id: str) -> str:
            try:
                return str(decide(request_id, actors.operator(account())).status)
            except Refused as refused:
                raise _explain(request_id, refused.detail) from None

        many.act_on_each(request_ids, act, name="changeRequests", as_json=as_json)


_FACTS = (
    ("request", "id"),
    ("status", "status"),
    ("requester", "requester"),
    ("action", "action"),
    ("parameters", "parameters"),
    ("created", "created"),
    ("expires", "expires"),
    ("approver", "approver"),
    ("decided", "decided"),
    ("executed", "executed"),
)


def _describe(request: "StoredChangeRequest") -> dict[str, Any]:
    return {
        "id": request.request_id,
        "status": str(request.status),
        "requester": request.requester,
        "action": request.action,
        "parameters": request.parameters or None,
        "created": moment(request.created_ms),
        "expires": moment(request.expires_ms),
        "approver": request.approver,
        "decided": moment(request.decision_ms),
        "executed": moment(request.execution_ms),
    }


def _explain(request_id: str, reason: str) -> Failed:
    return Failed(f"{request_id}: {reason}; nextstep change-requests list shows those that there are")
