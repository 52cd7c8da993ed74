"""Telling others of an operation: noted and tried once by an activity, and handed over what is not heard then."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.operation_news import Moment, OperationNews
    from activities.operation_telling import TellingActivities
    from workflows.delivery.attempts import ATTEMPT, SILENCE
    from workflows.delivery.children import hand_over
    from workflows.delivery.queue import queue_of
    from workflows.operation.model import State
    from workflows.operation.outcome import approval, factors, failure_count, status
    from workflows.operation.record import projection

# What is tried again is the noting: it fails while the database is away, or the row is not there yet.
_RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)


def news(moment: Moment, operation_id: str, state: State) -> OperationNews:
    """What there is to tell of a state."""
    last = approval(state)
    return OperationNews(
        moment=moment,
        projection=projection(operation_id, state),
        status=status(state),
        failure_count=failure_count(state),
        at_ms=state.current.at_ms,
        request_id=last.request_id if last else None,
        factors=factors(last),
    )


async def tell(moment: Moment, operation_id: str, state: State) -> bool:
    """Tell of a moment, and write the state into the read model: whether that could be done.

    Returns when everybody has heard, or those that have not are left to workflows of their own. What cannot be told of it at
    all, by a lasting fault, is in the history and in the log; the operation goes on.
    """
    try:
        late = await workflow.execute_activity_method(
            TellingActivities.tell,
            news(moment, operation_id, state),
            task_queue=queue_of(workflow.info().task_queue),
            start_to_close_timeout=ATTEMPT,
            heartbeat_timeout=SILENCE,
            retry_policy=_RETRIES,
            summary=f"tell who is to hear: {moment.lower()}",
        )
    except ActivityError as error:
        if is_cancelled_exception(error):
            raise
        return False
    await hand_over(late)
    return True
