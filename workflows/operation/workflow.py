"""The workflow of one operation: a shell that receives events, asks the pure machine, and lets the deadline pass."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.projection.activities import ProjectionActivities
    from workflows.operation import expiry, machine
    from workflows.operation.closing import close
    from workflows.operation.messages import OperationOutcome, StartOperation
    from workflows.operation.operator_reason import status_reason
    from workflows.operation.projection import projection
    from workflows.operation.updates import OperationUpdates, now_ms
    from workflows.temporal.operator_cancellations import OperatorCancellations

_PROJECTION = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)

_ONCE = RetryPolicy(maximum_attempts=1)
# Less than what a task may take (2 s, of which the SDK asks for more after 1.6): the task is answered in one go.
_AT_ONCE = timedelta(seconds=1.5)
_SUMMARY = "write the final state into the read model, with who is to hear of it"

T = TypeVar("T")


@workflow.defn(dynamic=True)
class OperationWorkflow(OperationUpdates):
    """From creation until approved, called off or failed. Its state moves by updates, and once by itself: at its deadline.

    It is dynamic: whatever type is no other workflow's is the name of an operation, see `type_of_operation`.
    """

    @workflow.init
    def __init__(self, arguments: Sequence[RawValue]) -> None:
        self._canceled_by_operator = False
        self._unreadable: Exception | None = None
        try:
            super().__init__(workflow.payload_converter().from_payload(arguments[0].payload, StartOperation))
        except (
            ValueError,
            IndexError,
        ) as error:  # `run` fails the task with it: raised here, it leaves a coroutine unawaited
            self._unreadable = error

    @workflow.run
    async def run(self, _arguments: Sequence[RawValue]) -> OperationOutcome:
        if self._unreadable is not None:
            raise self._unreadable
        while self._state.is_open:
            await self._await_deadline()
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._canceled_by_operator or (self._state.timed_out and not self._is_left_to_the_table()):
            await self._finish_uninterrupted(self._write_end())
        return close(self._state)

    async def _await_deadline(self) -> None:
        """Sleep until the deadline or the end; a deadline that moved meanwhile is looked at when the old one comes.

        An operator's cancellation of the workflow is a cancellation of the operation.
        """
        left_ms = self._state.expires_ms - now_ms() + 1
        try:
            if left_ms > 0:  # else nobody has come: this is the first task
                left = timedelta(milliseconds=left_ms)
                await workflow.wait_condition(
                    self._has_ended, timeout=left, timeout_summary="deadline of the operation"
                )
        except TimeoutError:
            pass
        except asyncio.CancelledError:
            if not self._has_ended():
                why = status_reason(workflow.cancellation_reason())
                self._move(machine.interrupt(self._start.flow, self._state, now_ms(), why))
                self._canceled_by_operator = not self._state.timed_out
        self._move(machine.expire(self._state, now_ms()))

    def _is_left_to_the_table(self) -> bool:
        """Whether nobody ever came, and no worker at the deadline.

        Of thousands such, each would wait for its turn to find its row written. What somebody was told is in the row as soon as
        this workflow says it.
        """
        return not self._was_asked and now_ms() > self._state.expires_ms + expiry.GRACE_MS

    def _has_ended(self) -> bool:
        return not self._state.is_open

    async def _finish_uninterrupted(self, work: Awaitable[T]) -> T:
        """An operator who cancels the workflow now finds nothing left to cancel: what is to be written is written."""
        working = asyncio.ensure_future(work)
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            return await working

    async def _write_end(self) -> None:
        """What nobody asked for, nobody else writes into the read model; and a late step may have lost its caller.

        It is tried in the task that ends the operation, which spares the server an activity and another task; where that does not
        succeed soon, an activity goes on until it does.
        """
        written = projection(self._start.operation_id, self._state)
        write: Callable[..., None] = ProjectionActivities.project_operation
        if self._canceled_by_operator:
            write = OperatorCancellations.project_operation
        try:
            await workflow.execute_local_activity_method(
                write,
                written,
                start_to_close_timeout=_AT_ONCE,
                schedule_to_close_timeout=_AT_ONCE,
                retry_policy=_ONCE,
                summary=_SUMMARY,
            )
        except FailureError as error:  # of a local activity it is the cause alone, and no `ActivityError`
            if is_cancelled_exception(error):
                raise
            await workflow.execute_activity_method(
                write,
                written,
                start_to_close_timeout=timedelta(seconds=20),
                retry_policy=_PROJECTION,
                summary=_SUMMARY,
            )
