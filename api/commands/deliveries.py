"""`nextstep deliveries`: what banks and phones were told, what is still to be told, and a new start for what was given up."""

from typing import TYPE_CHECKING, Any

import click

from api.commands import many
from api.commands.delivery_table import document_of, print_deliveries
from api.commands.failure import Failed
from api.commands.listing import print_list, since_ms, since_option, statuses_option
from api.commands.opened import open_database, open_services
from api.commands.options import limited
from api.commands.tables import as_json, moment, print_facts, print_json
from config.vocabulary import DeliveryState

if TYPE_CHECKING:
    from activities.notifications.delivery_administration import DeliveryReport
    from activities.store.deliveries import StoredDelivery


@click.group()
def command() -> None:
    """List, show and send again callbacks to banks and pushes to phones."""


@command.command("list")
@statuses_option(DeliveryState, "In this state")
@click.option("--kind", help="callback or push.")
@click.option("--application", help="Of the application with this id.")
@click.option(
    "--subject", metavar="ID", help="That tell of the operation, the registration or the message with this id."
)
@since_option("Noted", "--subject, or WAITING alone")
@limited
@as_json
def list_deliveries(
    statuses: tuple[str, ...],
    kind: str | None,
    application: str | None,
    subject: str | None,
    since: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List deliveries, newest first."""
    from activities.notifications.delivery_administration import DeliveryAdministration

    begin = since_ms(since, any_time=subject is not None or set(statuses) == {DeliveryState.WAITING})
    with open_database("deliveries") as database:
        found = DeliveryAdministration(database).search(
            subject=subject, states=statuses, kind=kind, application_id=application, since_ms=begin, size=limit + 1
        )
    lines = [document_of(one) for one in found[:limit]]
    more = "there are more" if len(found) > limit else None
    print_list("deliveries", lines, print_deliveries, since_ms=begin, more=more, as_json=as_json)


@command.command()
@click.argument("delivery_id")
@as_json
def show(delivery_id: str, as_json: bool) -> None:
    """Show how far a delivery came, where it goes, and whether its receiver answers others."""
    from activities.notifications.delivery_administration import DeliveryAdministration
    from config.refused import Refused

    with open_database("deliveries") as database:
        try:
            page = _describe(DeliveryAdministration(database).get(delivery_id))
        except Refused:
            raise _unknown(delivery_id) from None
    if as_json:
        print_json(page)
        return
    circuit = page["circuit"]
    facts = [(name, page[member]) for name, member in _FACTS]
    facts.append(("its circuit", circuit["state"]))
    if circuit["state"] != "CLOSED":
        facts.append(("  failures", f"{circuit['failures']} since {circuit['since']}, the last {circuit['lastError']}"))
        facts.append(("  next trial", circuit["nextTrial"]))
    print_facts(facts)


@command.command()
@click.argument("delivery_ids", nargs=-1, required=True)
@many.yes
@as_json
def send(delivery_ids: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Send again what has failed, or arrived: the same bytes under the same id, so that its receiver knows it.

    Exit code 1 where one waits already, or is not there.
    """
    from config.reasons import Reason
    from config.refused import Refused

    with open_services("deliveries send") as services:
        many.confirm("Send", "delivery", "deliveries", delivery_ids, yes=yes, after=" again")

        def act(delivery_id: str) -> str:
            try:
                before = services.deliveries.send_again(delivery_id)
            except Refused as refused:
                if refused.reason is Reason.DELIVERY_NOT_FOUND:
                    raise _unknown(delivery_id) from None
                raise Failed(f"{delivery_id}: {refused.detail}") from None
            if before.state == DeliveryState.WAITING:
                raise Failed(_waits(before))
            return str(DeliveryState.WAITING)

        many.act_on_each(
            delivery_ids, act, name="deliveries", as_json=as_json, member="state", remark=", a worker sends it"
        )


_FACTS = (
    ("delivery", "id"),
    ("kind", "kind"),
    ("application", "applicationId"),
    ("tells of", "subject"),
    ("to", "target"),
    ("at", "destination"),
    ("state", "state"),
    ("attempts", "attempts"),
    ("last error", "lastError"),
    ("  that is", "lastErrorText"),
    ("created", "created"),
    ("last changed", "changed"),
    ("looked after next", "due"),
)


def _describe(report: "DeliveryReport") -> dict[str, Any]:
    from activities.deliveries.circuits import state_of
    from activities.deliveries.words import in_words
    from config.clock import now_ms

    delivery, circuit = report.stored, report.circuit
    return {
        **document_of(delivery),
        "lastErrorText": delivery.last_error and in_words(delivery.last_error),
        "destination": report.destination,
        "due": moment(delivery.due_ms) if delivery.state == DeliveryState.WAITING and delivery.due_ms else None,
        "circuit": {
            "state": str(state_of(circuit, now_ms())),
            "failures": circuit.failures if circuit else 0,
            "lastError": circuit and circuit.last_error,
            "since": moment(circuit.since_ms) if circuit else None,
            "nextTrial": moment(circuit.next_trial_ms) if circuit else None,
        },
    }


def _unknown(delivery_id: str) -> Failed:
    return Failed(
        f"{delivery_id}: there is no such delivery, or no more; nextstep deliveries list shows those that there are"
    )


def _waits(delivery: "StoredDelivery") -> str:
    why = f", the last failed: {delivery.last_error}" if delivery.last_error else ""
    return (
        f"{delivery.delivery_id}: it waits to be sent, after {delivery.attempts} attempts{why}; leave it to the worker"
    )
