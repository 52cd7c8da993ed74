"""The start of a delivery's workflow, by which it is attempted for as long as its limit allows."""

from contextlib import suppress
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.store.deliveries import StoredDelivery
from workflows.delivery.search_attributes import at_start, summary
from workflows.delivery.workflow import DeliveryWorkflow
from workflows.temporal.identifiers import of_delivery

_TASK_TIMEOUT = timedelta(seconds=2)


async def start(client: Client, task_queue: str, delivery: StoredDelivery) -> None:
    """Start the workflow of a delivery, if it has none running.

    Its id may have been used: by the workflow of a delivery that is sent again, or by one that was terminated.
    """
    with suppress(WorkflowAlreadyStartedError):
        await client.start_workflow(
            DeliveryWorkflow.run,
            delivery.delivery_id,
            id=of_delivery(delivery.delivery_id),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=at_start(delivery),
            static_summary=summary(delivery),
            task_timeout=_TASK_TIMEOUT,
        )
