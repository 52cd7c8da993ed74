"""Telling others of an operation: noted by an activity, attempted at once, and handed over what is not heard soon."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.operation_news import Moment, NewsActivities, OperationNews
    from workflows.delivery.attempts import attempted
    from workflows.delivery.children import hand_over
    from workflows.operation.model import State
    from workflows.operation.outcome import approval, factors, failure_count, finished_ms, status
    from workflows.operation.record import projection

_NOTE_RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)
# A bank or a push service that answers at all answers within these; what takes longer gets a workflow of its own.
_FIRST_ATTEMPTS = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)


def news(moment: Moment, operation_id: str, state: State) -> OperationNews:
    """What there is to tell of a state."""
    last = approval(state)
    return OperationNews(
        moment=moment,
        projection=projection(operation_id, state),
        status=status(state),
        failure_count=failure_count(state),
        finalized_ms=finished_ms(state),
        request_id=last.request_id if last else None,
        factors=factors(last),
    )


async def tell(moment: Moment, operation_id: str, state: State) -> None:
    """Tell of a moment. Returns when everybody has heard, or those that have not are left to workflows of their own."""
    noted = await workflow.execute_activity_method(
        NewsActivities.note,
        news(moment, operation_id, state),
        start_to_close_timeout=timedelta(seconds=20),
        retry_policy=_NOTE_RETRIES,
        summary=f"note who is to hear: {moment.lower()}",
    )
    # All at once: a bank that is slow to answer keeps no phone waiting.
    heard = await asyncio.gather(*map(_is_heard, noted))
    await hand_over(delivery_id for delivery_id, is_heard in zip(noted, heard, strict=True) if not is_heard)


async def _is_heard(delivery_id: str) -> bool:
    try:
        await attempted(delivery_id, _FIRST_ATTEMPTS)
    except ActivityError:
        return False
    return True
