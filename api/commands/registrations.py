"""`nextstep registrations`: which phones there are, how one stands and why, a stop for stolen ones, restored ones moved on."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from activities.powerauth.least_protocol import LeastProtocol
from api.commands import many
from api.commands.delivery_table import document_of, print_deliveries
from api.commands.failure import Failed
from api.commands.listing import print_list, since_ms, since_option, statuses_option
from api.commands.moments import parse_moment
from api.commands.opened import open_database, open_services
from api.commands.options import limited
from api.commands.question import ask
from api.commands.registration_versions import count_versions
from api.commands.tables import as_json, moment, print_facts, print_json, print_table
from api.commands.workflow_status import told, workflow_status
from config.vocabulary import RegistrationStatus

if TYPE_CHECKING:
    from activities.store.registration_search import FoundRegistration
    from api.services import Services
    from config.refused import Refused

_TOLD_EACH = 1000
_REASON = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def _word(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    if text is not None and not _REASON.fullmatch(text):
        raise click.BadParameter("give a word of letters, digits and _ . - of at most 64")
    return text


@click.group()
def command() -> None:
    """List, count, show and block registrations of phones, and move their counters on after a restore."""


command.add_command(count_versions)


@command.command("list")
@click.option("--user", help="Of the user with this id.")
@click.option("--application", help="In the application with this id.")
@statuses_option(RegistrationStatus, "Of this status")
@click.option(
    "--protocol",
    "protocols",
    multiple=True,
    type=click.Choice([one.value for one in LeastProtocol]),
    help="Of phones that have come to this version of the protocol; repeatable.",
)
@since_option("Created", "--user")
@limited
@as_json
def list_registrations(
    user: str | None,
    application: str | None,
    statuses: tuple[str, ...],
    protocols: tuple[str, ...],
    since: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List registrations, newest first: by what is stored, so that it answers while Temporal is away."""
    from activities.store import registration_search
    from config.clock import now_ms

    now, begin = now_ms(), since_ms(since, any_time=user is not None)
    with open_database("registrations") as database, database.read() as session:
        found = registration_search.find(
            session,
            now_ms=now,
            statuses=tuple(map(RegistrationStatus, statuses)),
            user_id=user,
            application_id=application,
            protocols=protocols,
            since_ms=begin,
            size=limit + 1,
        )
    lines = [_line(one, now) for one in found[:limit]]
    more = "there are more" if len(found) > limit else None
    print_list("registrations", lines, _print_lines, since_ms=begin, more=more, as_json=as_json)


def _print_lines(lines: Sequence[dict[str, Any]]) -> None:
    print_table(
        (
            *("registration", "application", "user", "status", "reason", "platform", "protocol"),
            *("failed", "created", "last used"),
        ),
        [
            (
                *(one[name] for name in ("id", "applicationId", "userId", "status", "reason", "platform", "protocol")),
                f"{one['failedAttempts']} of {one['maxFailedAttempts']}",
                one["created"],
                one["lastUsed"],
            )
            for one in lines
        ],
    )


@command.command()
@click.argument("registration_id")
@as_json
def show(registration_id: str, as_json: bool) -> None:
    """Show how a registration stands and why, its workflow, and what was told of it to whom."""
    from config.refused import Refused

    with open_services("registrations show") as services:
        try:
            page = _describe(services, registration_id)
        except Refused as refused:
            raise _explain(registration_id, refused) from None
    if as_json:
        print_json(page)
        return
    print_facts(
        [
            *((name, page[member]) for name, member in _FACTS),
            ("flags", ", ".join(page["flags"])),
            ("failed attempts", f"{page['failedAttempts']} of {page['maxFailedAttempts']}"),
            ("workflow", told(page["workflow"])),
        ]
    )
    if page["deliveries"]:
        click.echo()
        print_deliveries(page["deliveries"])


@command.command()
@click.argument("registration_ids", nargs=-1, required=True)
@click.option(
    "--reason", callback=_word, help="Why, in a word: the bank and the phone read it. [default: NOT_SPECIFIED]"
)
@many.yes
@as_json
def block(registration_ids: tuple[str, ...], reason: str | None, yes: bool, as_json: bool) -> None:
    """Block ACTIVE registrations, as the bank would by the API: the bank is told, and can unblock them.

    Exit code 1 where the status of one does not allow it.
    """
    from config.refused import Refused
    from workflows.registration.model import RegistrationChange

    with open_services("registrations block") as services:
        many.confirm("Block", "registration", "registrations", registration_ids, yes=yes)

        def act(registration_id: str) -> str:
            try:
                services.registrations.change(registration_id, RegistrationChange.BLOCK, reason)
            except Refused as refused:
                raise _explain(registration_id, refused) from None
            return str(RegistrationStatus.BLOCKED)

        many.act_on_each(registration_ids, act, name="registrations", as_json=as_json)


@command.command()
@click.option(
    "--saved",
    "saved_ms",
    required=True,
    callback=parse_moment,
    help="When the backup was begun that the database was restored from: ISO 8601, or as long ago as 30m, 2h, 7d.",
)
@many.yes
@as_json
def advance(saved_ms: int, yes: bool, as_json: bool) -> None:
    """Move the counters of phones on, after the database was restored to an older time.

    Signatures given since then would be valid once more. Phones follow by themselves when they ask for their status. Repeatable:
    what was moved, or used since, is left.
    """
    from activities.device.counter_advance import advance as advance_all
    from activities.device.counter_advance import count_unused

    with open_services("registrations advance") as services:
        (found, left), moved = count_unused(services.database, saved_ms), 0
        if found and not yes:
            ask(f"Move the counters of {found} registrations on?")
        for batch in advance_all(services.database, saved_ms):
            moved += batch
            if moved % _TOLD_EACH == 0:
                click.echo(f"{moved} of {found} moved", err=True)
    if as_json:
        print_json({"advanced": moved, "left": left})
        return
    click.echo(f"{moved} registrations: counters moved on")
    if left:
        click.echo(f"{left} registrations stay: their phones, of protocol 3.0 as far as is known, would not follow")


_FACTS = (
    ("registration", "id"),
    ("application", "applicationId"),
    ("user", "userId"),
    ("status", "status"),
    ("reason", "reason"),
    ("platform", "platform"),
    ("has a phone's key", "hasDevice"),
    ("protocol", "protocol"),
    ("algorithm", "algorithm"),
    ("takes pushes", "takesPushes"),
    ("committed", "commitPhase"),
    ("created", "created"),
    ("to be active by", "expires"),
    ("last changed", "changed"),
    ("last used", "lastUsed"),
    ("changes", "changes"),
)


def _line(row: "FoundRegistration", now_ms: int) -> dict[str, Any]:
    lapsed = row.has_lapsed(now_ms)
    return {
        "id": row.registration_id,
        "applicationId": row.application_id,
        "userId": row.user_id,
        "status": str(RegistrationStatus.REMOVED) if lapsed else row.status,
        "reason": "EXPIRED" if lapsed else row.blocked_reason,
        "platform": row.platform,
        "protocol": row.protocol,
        "algorithm": row.algorithm,
        "failedAttempts": row.failed_attempts,
        "maxFailedAttempts": row.max_failed_attempts,
        "created": moment(row.created_ms),
        "expires": moment(row.expires_ms),
        "changed": moment(row.changed_ms),
        "lastUsed": moment(row.last_used_ms),
    }


def _describe(services: "Services", registration_id: str) -> dict[str, Any]:
    from activities.store import delivery_search, push_devices
    from workflows.temporal.identifiers import of_registration

    row = services.registrations.get(registration_id)
    with services.database.read() as session:
        events = delivery_search.list_of_events(session, delivery_search.event_keys(registration_id))
        takes_pushes = push_devices.is_known(session, registration_id)
    return {
        "id": row.registration_id,
        "applicationId": row.application_id,
        "userId": row.user_id,
        "status": row.status,
        "reason": row.blocked_reason,
        "platform": row.platform,
        "hasDevice": row.ctr_data is not None,
        "protocol": row.protocol,
        "algorithm": row.algorithm,
        "takesPushes": takes_pushes,
        "commitPhase": row.commit_phase,
        "flags": list(row.flags),
        "failedAttempts": row.failed_attempts,
        "maxFailedAttempts": row.max_failed_attempts,
        "created": moment(row.created_ms),
        "expires": moment(row.expires_ms) if RegistrationStatus(row.status).is_open else None,
        "changed": moment(row.changed_ms),
        "lastUsed": moment(row.last_used_ms),
        "changes": row.version,
        "workflow": workflow_status(services.temporal, of_registration(registration_id)),
        "deliveries": [document_of(one) for one in events],
    }


def _explain(registration_id: str, refusal: "Refused") -> Failed:
    from config.reasons import Reason

    if refusal.reason is Reason.REGISTRATION_NOT_FOUND:
        return Failed(
            f"{registration_id}: there is no such registration; nextstep registrations list shows those that there are"
        )
    return Failed(f"{registration_id}: {refusal.detail or refusal.reason}")
