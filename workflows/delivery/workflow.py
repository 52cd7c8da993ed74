"""The workflow of one delivery: attempts at growing intervals, until it arrives, is given up, or the limit has passed."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from workflows.delivery.attempts import abandon, attempt
    from workflows.delivery.closing import CANCELED, close, details
    from workflows.delivery.search_attributes import at_end

# Of attempts that cannot be made, as while the database is away: after one that was made, or is held, the activity says when the
# next one is, and it knows the limit.
_PATIENT = RetryPolicy(
    initial_interval=timedelta(seconds=2), backoff_coefficient=1.5, maximum_interval=timedelta(hours=1)
)


@workflow.defn(name="Delivery")
class DeliveryWorkflow:
    """Its id is the delivery's, its result the state that the delivery has ended in; what was given up closes as Failed."""

    @workflow.run
    async def run(self, delivery_id: str) -> str:
        workflow.set_current_details(
            "**delivery**: WAITING\n\n- the pending activity shows attempts and the last reason"
        )
        try:
            ended = await attempt(delivery_id, _PATIENT)
        except (ActivityError, asyncio.CancelledError) as error:
            # An operator has cancelled the workflow, or no attempt can be made at all.
            ended = await abandon(delivery_id, CANCELED if is_cancelled_exception(error) else "LASTING_FAULT")
        workflow.set_current_details(details(ended))
        workflow.upsert_search_attributes(at_end(ended))
        return close(ended)
