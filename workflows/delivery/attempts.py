"""Attempts to deliver, as workflows ask for them."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.deliveries.activities import DeliveryActivities, EndedDelivery

# Longer than any sender takes.
ATTEMPT = timedelta(seconds=90)
# A worker that has not been heard of for so long is dead.
SILENCE = timedelta(seconds=10)


async def attempt(delivery_id: str, policy: RetryPolicy) -> EndedDelivery:
    """How the delivery has ended. Raises `ActivityError` where the policy allows no more attempts."""
    return await workflow.execute_activity_method(
        DeliveryActivities.deliver,
        delivery_id,
        start_to_close_timeout=ATTEMPT,
        heartbeat_timeout=SILENCE,
        retry_policy=policy,
        summary="tell somebody outside",
    )


async def abandon(delivery_id: str, reason: str) -> EndedDelivery:
    """How a delivery has ended that is not to be attempted any more, for a reason in one word."""
    return await workflow.execute_activity_method(
        DeliveryActivities.abandon,
        args=[delivery_id, reason],
        start_to_close_timeout=timedelta(seconds=20),
        retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
        summary="note that nobody attempts it any more",
    )
