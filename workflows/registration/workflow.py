"""The workflow of one registration: a shell that receives events, asks the pure machine, and lets the deadline pass."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.projection.activities import ProjectionActivities
    from config.refused import Refused
    from workflows.registration import current_details, machine, search_attributes
    from workflows.registration.closing import close
    from workflows.registration.messages import RegistrationOutcome, RegistrationReply, StartRegistration
    from workflows.registration.model import (
        INTERRUPTED,
        Alter,
        Commit,
        Decision,
        Event,
        ExchangeKeys,
        RegistrationState,
    )
    from workflows.registration.projection import projection
    from workflows.temporal.ended import ENDED
    from workflows.temporal.identifiers import REGISTRATION_TYPE
    from workflows.temporal.operator_cancellations import OperatorCancellations

_PROJECTION = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)


@workflow.defn(name=REGISTRATION_TYPE)
class RegistrationWorkflow:
    """From the activation code until ACTIVE or REMOVED. Afterwards the row alone says what holds of the device."""

    @workflow.init
    def __init__(self, start: StartRegistration) -> None:
        self._start = start
        self._state = start.state
        self._moments = [(start.state.created_ms, start.state)]
        self._device: ExchangeKeys | None = None
        self._canceled_by_operator = False
        self._publish_details()

    @workflow.run
    async def run(self, _start: StartRegistration) -> RegistrationOutcome:
        while self._state.is_open:
            await self._await_deadline()
        await self._write_end_uninterrupted()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return close(self._state)

    @workflow.update(description="A device answered the activation code")
    async def exchange_keys(self, event: ExchangeKeys, request_digest: str) -> RegistrationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="A device answered with a wrong one-time password, or a key that is none")
    async def exchange_failed(self, event: ExchangeKeys, request_digest: str) -> RegistrationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The bank commits the registration")
    async def commit(self, event: Commit, request_digest: str) -> RegistrationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The bank sent a wrong one-time password")
    async def commit_failed(self, event: Commit, request_digest: str) -> RegistrationReply:
        return self._receive(event, request_digest)

    @workflow.update(description="The bank changes the status: blocks, unblocks or removes")
    async def alter(self, event: Alter, request_digest: str) -> RegistrationReply:
        return self._receive(event, request_digest)

    # A refusal changes nothing, so it is given before anything is recorded. A wrong one-time password is no such refusal.
    @exchange_keys.validator
    @exchange_failed.validator
    def _check_exchange(self, event: ExchangeKeys, request_digest: str) -> None:
        self._decide(event)

    @commit.validator
    @commit_failed.validator
    def _check_commit(self, event: Commit, request_digest: str) -> None:
        self._decide(event)

    @alter.validator
    def _check_change(self, event: Alter, request_digest: str) -> None:
        self._decide(event)

    @workflow.query(description="The whole state of the registration")
    def state(self) -> RegistrationState:
        return self._state

    def _receive(self, event: Event, request_digest: str) -> RegistrationReply:
        decision = self._decide(event)
        if isinstance(event, ExchangeKeys) and decision.state.exchange_id == event.exchange_id:
            self._device = event
        self._move(decision.state)
        return RegistrationReply(self._state, request_digest, decision.refusal)

    def _decide(self, event: Event) -> Decision:
        if self._has_ended():
            raise ApplicationError("nothing is decided here any more", self._state, type=ENDED, non_retryable=True)
        try:
            return machine.apply(self._start.terms, self._state, event, _now_ms())
        except Refused as refused:
            raise ApplicationError(refused.detail, type=refused.reason, non_retryable=True) from None

    def _move(self, state: RegistrationState) -> None:
        before, self._state = self._state, state
        if state is before:
            return
        self._moments.append((_now_ms(), state))
        self._publish_details()
        told_anew = search_attributes.changes(before, state)
        if told_anew:
            workflow.upsert_search_attributes(told_anew)

    def _publish_details(self) -> None:
        workflow.set_current_details(current_details.details(self._start, self._moments, self._device))

    async def _await_deadline(self) -> None:
        """Sleep until the deadline or the end. An operator's cancellation of the workflow removes the registration."""
        left_ms = self._state.expires_ms - _now_ms() + 1
        try:
            if left_ms > 0:  # else nobody has come: this is the first task
                left = timedelta(milliseconds=left_ms)
                await workflow.wait_condition(
                    self._has_ended, timeout=left, timeout_summary="deadline of the registration"
                )
        except TimeoutError:
            pass
        except asyncio.CancelledError:
            self._move(machine.interrupt(self._state, _now_ms()))
            self._canceled_by_operator = self._state.reason == INTERRUPTED
        self._move(machine.expire(self._state, _now_ms()))

    def _has_ended(self) -> bool:
        return not self._state.is_open

    async def _write_end_uninterrupted(self) -> None:
        """An operator who cancels the workflow now finds nothing left to cancel: the row is written all the same."""
        writing = asyncio.create_task(self._write_end())
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing

    async def _write_end(self) -> None:
        """However it ended, and whether or not a caller is left to write it: the row has the last word from now on."""
        write: Callable[..., None] = ProjectionActivities.project_registration
        if self._canceled_by_operator:
            write = OperatorCancellations.project_registration
        await workflow.execute_activity_method(
            write,
            projection(self._start.registration_id, self._state),
            start_to_close_timeout=timedelta(seconds=20),
            retry_policy=_PROJECTION,
            summary="write the final state into the registration's row",
        )


def _now_ms() -> int:
    return workflow.time_ns() // 1_000_000
