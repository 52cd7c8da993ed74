"""The workflow of one operation: a shell that receives events, asks the pure machine, and lets the deadline pass."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.projection.activities import ProjectionActivities
    from config.refused import Refused
    from workflows.operation import current_details, expiry, machine, phone_steps, search_attributes
    from workflows.operation.messages import (
        OperationOutcome,
        OperationReply,
        PhoneAnswer,
        Snapshot,
        StartOperation,
    )
    from workflows.operation.model import (
        AssignUser,
        ChooseMethod,
        Event,
        OperationState,
        SetMobileToken,
        TakeStep,
    )
    from workflows.operation.projection import projection

_PROJECTION = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)

_ONCE = RetryPolicy(maximum_attempts=1)
# Less than what a task may take (2 s, of which the SDK asks for more after 1.6): the task is answered in one go.
_AT_ONCE = timedelta(seconds=1.5)
_SUMMARY = "write the final state into the read model, with who is to hear of it"

T = TypeVar("T")


@workflow.defn(name="Operation")
class OperationWorkflow:
    """From creation until DONE or FAILED. Its state moves by updates, and once by itself: when the deadline has passed.

    No handler of an update waits for anything: what it decides, it answers in the same task, and none comes in between.
    """

    @workflow.init
    def __init__(self, start: StartOperation) -> None:
        self._start = start
        self._state = start.state
        self._canceled_by_operator = self._was_asked = False
        self._publish_details(start.state)

    @workflow.run
    async def run(self, _start: StartOperation) -> OperationOutcome:
        while self._state.is_open:
            await self._await_deadline()
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._canceled_by_operator or (self._state.timed_out and not self._is_left_to_the_table()):
            await self._finish_uninterrupted(self._write_end())
        return OperationOutcome(self._state.result, self._state.current.description)

    @workflow.update(description="A step ended: confirmed, failed or canceled")
    async def take_step(self, event: TakeStep, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The user chose one of the offered methods")
    async def choose_method(self, event: ChooseMethod, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The mobile token may, or may no longer, answer the current offer")
    async def set_mobile_token(self, event: SetMobileToken, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The operation's user became known")
    async def assign_user(self, event: AssignUser, request_digest: str) -> OperationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The user's phone approved or rejected")
    async def answer_by_phone(self, answer: PhoneAnswer, request_digest: str) -> OperationReply:
        return self._reply(self._decide_by_phone(answer), request_digest)

    # A refusal changes nothing, so it is given before anything is recorded.
    @take_step.validator
    def _check_step(self, event: TakeStep, request_digest: str) -> None:
        self._decide(event)

    @choose_method.validator
    def _check_choice(self, event: ChooseMethod, request_digest: str) -> None:
        self._decide(event)

    @set_mobile_token.validator
    def _check_mobile_token(self, event: SetMobileToken, request_digest: str) -> None:
        self._decide(event)

    @assign_user.validator
    def _check_user(self, event: AssignUser, request_digest: str) -> None:
        self._decide(event)

    @answer_by_phone.validator
    def _check_answer(self, answer: PhoneAnswer, request_digest: str) -> None:
        self._decide_by_phone(answer)

    @workflow.query(description="What the operation is, and its whole state")
    def snapshot(self) -> Snapshot:
        return Snapshot(self._start.flow.operation_name, self._state, self._start.request_digest)

    def _receive(self, event: Event, request_digest: str) -> OperationReply:
        return self._reply(self._decide(event), request_digest)

    def _reply(self, state: OperationState, request_digest: str) -> OperationReply:
        self._was_asked = True
        self._move(state)
        return OperationReply(self._state, request_digest)

    def _decide(self, event: Event) -> OperationState:
        try:
            return machine.apply(self._start.flow, self._state, event, _now_ms())
        except Refused as refused:
            raise _refusal(refused) from None

    def _decide_by_phone(self, answer: PhoneAnswer) -> OperationState:
        update = workflow.current_update_info()
        step = phone_steps.step(answer, update.id if update else "")
        if step is None:
            return self._state
        try:
            return machine.answer_by_phone(self._start.flow, self._state, step, _now_ms())
        except Refused as refused:
            raise _refusal(refused) from None

    def _move(self, state: OperationState) -> None:
        before, self._state = self._state, state
        if state is before:
            return
        self._publish_details(state)
        told_anew = search_attributes.changes(before, state)
        if told_anew:
            workflow.upsert_search_attributes(told_anew)

    def _publish_details(self, state: OperationState) -> None:
        workflow.set_current_details(current_details.details(self._start.flow.operation_name, state))

    async def _await_deadline(self) -> None:
        """Sleep until the deadline or the end; a deadline that moved meanwhile is looked at when the old one comes.

        An operator's cancellation of the workflow is a cancellation of the operation.
        """
        left_ms = self._state.expires_ms - _now_ms() + 1
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
                self._move(machine.interrupt(self._start.flow, self._state, _now_ms()))
                self._canceled_by_operator = True
        self._move(machine.expire(self._state, _now_ms()))

    def _is_left_to_the_table(self) -> bool:
        """Whether nobody ever came, and no worker at the deadline.

        Of thousands such, each would wait for its turn to find its row written. What somebody was told is in the row as soon as
        this workflow says it.
        """
        return not self._was_asked and _now_ms() > self._state.expires_ms + expiry.GRACE_MS

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
        try:
            await workflow.execute_local_activity_method(
                ProjectionActivities.project_operation,
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
                ProjectionActivities.project_operation,
                written,
                start_to_close_timeout=timedelta(seconds=20),
                retry_policy=_PROJECTION,
                summary=_SUMMARY,
            )


def _refusal(refusal: Refused) -> ApplicationError:
    return ApplicationError(refusal.detail, type=refusal.reason, non_retryable=True)


def _now_ms() -> int:
    return workflow.time_ns() // 1_000_000
