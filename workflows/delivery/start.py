"""The start of a delivery's workflow, by which it is attempted for as long as its limit allows."""

from contextlib import suppress
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.notifications.delivery_administration import DeliveryReport
from workflows.delivery.described import details, summary
from workflows.delivery.search_attributes import at_start
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.temporal.identifiers import of_delivery

_TASK_TIMEOUT = timedelta(seconds=2)


async def start(client: Client, task_queue: str, report: DeliveryReport) -> None:
    """Start a delivery's workflow, if it has none running.

    Its id may have been used: by the workflow of a delivery that is sent again, or by one that was terminated.
    """
    delivery_id = report.stored.delivery_id
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            DeliveryWorkflow.run,
            delivery_id,
            id=of_delivery(delivery_id),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=at_start(report.stored),
            static_summary=summary(report),
            static_details=details(report),
            task_timeout=_TASK_TIMEOUT,
        )
