"""Deliveries that a workflow could not make soon, handed to workflows of their own."""

from collections.abc import Iterable
from contextlib import suppress

from temporalio import workflow
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from workflows.delivery.identity import SUMMARY, at_start
    from workflows.delivery.workflow import DeliveryWorkflow
    from workflows.identifiers import of_delivery


async def hand_over(delivery_ids: Iterable[str]) -> None:
    """Start them and wait for their start, not their end: the caller may close then, and they go on."""
    for delivery_id in delivery_ids:
        with suppress(WorkflowAlreadyStartedError):  # the sweep was faster
            await workflow.start_child_workflow(
                DeliveryWorkflow.run,
                delivery_id,
                id=of_delivery(delivery_id),
                parent_close_policy=ParentClosePolicy.ABANDON,
                search_attributes=at_start(),
                static_summary=SUMMARY,
            )
