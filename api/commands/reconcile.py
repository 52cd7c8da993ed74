"""`nextstep reconcile`: what no longer agrees between the database and Temporal, as after a restore, found and settled."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.commands.failure import Failed
from api.commands.opened import open_services
from api.commands.tables import as_json, print_json, print_table

if TYPE_CHECKING:
    from api.services import Services

_TOLD_EACH = 1000

T = TypeVar("T")


@click.command()
@click.option("--apply", "settles", is_flag=True, help="Settle what differs; without it nothing is changed.")
@as_json
def command(settles: bool, as_json: bool) -> None:
    """Compare open operations and registrations with their workflows, and settle what differs.

    For use after a restore, before API and workers are started: it plays the workflows itself. Repeatable. Exit code 1 where
    something differs and was not settled.
    """
    from api.formdata.push_words import push_words
    from workflows.answering import answering

    with (
        open_services("reconcile") as services,
        answering(services.settings, services.database, services.temporal, push_words),
    ):
        found = list(_differences(services, settles=settles))
    if as_json:
        print_json({"differences": found})
    elif found:
        columns = ("id", "difference", "row", "workflow", "remedy", "settled")
        print_table(columns, [tuple(one[name] for name in columns) for one in found])
    else:
        click.echo("rows and workflows agree")
    if left := sum(not one["settled"] for one in found):
        hint = "" if settles else "; nextstep reconcile --apply settles what can be settled"
        raise Failed(f"{left} of {len(found)} differences are not settled{hint}")


def _differences(services: "Services", *, settles: bool) -> Iterator[dict[str, Any]]:
    from activities.secrets.sealing import Sealer
    from workflows.operation.client.reconciliation import REMEDIES, Reconciliation
    from workflows.operation.client.running_workflows import ListedWorkflows
    from workflows.operation.client.workflow_client import WorkflowClient
    from workflows.registration.client.read_model import RegistrationReads
    from workflows.registration.client.reconciliation import RegistrationReconciliation
    from workflows.registration.client.workflow_client import RegistrationWorkflowClient

    settings, database, temporal = services.settings, services.database, services.temporal
    operations = Reconciliation(
        database,
        services.gateway.read_model,
        WorkflowClient(temporal, settings.task_queue, settings.update_timeout),
        ListedWorkflows(temporal, settings.task_queue),
    )
    compared = (operations.compare_rows(settles=settles), operations.compare_workflows(settles=settles))
    for name, differences in zip(("open operations", "workflows without an open row"), compared, strict=True):
        for operation in _counted(differences, name):
            yield {
                "id": operation.operation_id,
                "difference": operation.difference,
                "row": operation.row,
                "workflow": operation.workflow,
                "remedy": REMEDIES[operation.difference],
                "settled": operation.is_settled,
            }
    sealer = Sealer.of(*settings.master_keys)
    client = RegistrationWorkflowClient(temporal, settings.task_queue, settings.update_timeout)
    registrations = RegistrationReconciliation(database, RegistrationReads(database, client, sealer), client, sealer)
    for registration in _counted(registrations.compare_rows(settles=settles), "open registrations"):
        yield {
            "id": registration.registration_id,
            "difference": "REGISTRATION",
            "row": registration.row,
            "workflow": registration.workflow,
            "remedy": registration.remedy,
            "settled": registration.is_settled,
        }


def _counted(findings: Iterable[T | None], name: str) -> Iterator[T]:
    """Those that differ; how far it came is told on stderr."""
    count = 0
    for one in findings:
        count += 1
        if count % _TOLD_EACH == 0:
            click.echo(f"{count} {name} compared", err=True)
        if one is not None:
            yield one
    click.echo(f"{count} {name} compared", err=True)
