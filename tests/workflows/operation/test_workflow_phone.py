"""Phones' answers and the deadline, in the workflow: each request is taken once, and counts before the deadline only."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from activities.device.phone_verdicts import ApprovalFailure
from tests.workflows.operation.phone_operation import begun
from workflows.operation.messages import OperationReply
from workflows.operation.outcome import failure_count, status


async def test_an_approval_before_the_deadline_ends_the_operation(engine):
    _, operation = await begun(engine)
    await engine.environment.sleep(timedelta(seconds=299))
    answered = await operation.answer(operation.checked())
    assert status(answered.state) == "APPROVED"
    assert (await operation.closed()).status == "COMPLETED"


async def test_an_approval_that_comes_with_a_late_timer_finds_the_operation_expired_and_uses_up_its_signature(engine):
    """The worker was away when the deadline passed: it gets the fired timer and the answer at once."""
    home, operation = await begun(engine, task_queue="no phone")
    async with engine.forgetful_worker("no phone"):
        await operation.snapshot()
    await engine.environment.sleep(timedelta(seconds=301))
    late = asyncio.create_task(operation.answer(operation.checked()))
    await asyncio.sleep(0.3)
    async with engine.forgetful_worker("no phone"):
        answered = await late
        outcome = await operation.closed()
    assert status(answered.state) == "EXPIRED"
    assert (outcome.status, outcome.reason) == ("FAILED", "operation.timeout")
    assert home.row(operation.phone).counter == 1


async def test_a_repeated_answer_is_answered_alike_and_counted_once(engine):
    _, operation = await begun(engine)
    found = operation.checked(data="A1*A999CZK")
    assert found.verdict.failure is ApprovalFailure.DATA
    first = await operation.answer(found)
    assert await operation.answer(found) == first
    assert (status(first.state), failure_count(first.state)) == ("PENDING", 1)


async def test_copies_at_once_are_one_answer(engine):
    _, operation = await begun(engine)
    found = operation.checked()
    answers = await asyncio.gather(*(operation.answer(found) for _ in range(8)))
    assert {status(one.state) for one in answers} == {"APPROVED"}
    state = (await operation.snapshot()).state
    assert (state.version, sum(entry.request_id is not None for entry in state.history)) == (2, 1)


async def test_answers_at_once_are_taken_one_after_the_other(engine):
    _, operation = await begun(engine)
    found = [operation.checked() for _ in range(3)]
    answers = await asyncio.gather(*(operation.answer(one) for one in found), return_exceptions=True)
    ends = [status(one.state) for one in answers if isinstance(one, OperationReply)]
    refusals = [one.cause.type for one in answers if isinstance(one, WorkflowUpdateFailedError)]
    assert (ends, set(refusals) <= {"OPERATION_FINISHED", "AcceptedUpdateCompletedWorkflow"}) == (
        ["APPROVED"],
        True,
    )
    state = (await operation.snapshot()).state
    assert (failure_count(state), sum(entry.request_id is not None for entry in state.history)) == (0, 1)


async def test_an_answer_to_what_is_closed_leaves_no_event(engine):
    _, operation = await begun(engine)
    first, second = operation.checked(), operation.checked(data="A1*A999CZK")
    await operation.answer(first)
    with pytest.raises((WorkflowUpdateFailedError, RPCError)):
        await operation.answer(second)
    history = await operation.handle.fetch_history()
    assert sum(event.HasField("workflow_execution_update_accepted_event_attributes") for event in history.events) == 1


async def test_no_answer_of_a_phone_makes_its_handler_wait(engine):
    """A handler that waits lets another update in between: on replay they may come in another order."""
    _, operation = await begun(engine)
    await operation.answer(operation.checked(data="A1*A999CZK"))
    await operation.answer(operation.checked())
    await operation.closed()
    history = await operation.handle.fetch_history()
    kinds = {event.WhichOneof("attributes") for event in history.events}
    assert "marker_recorded_event_attributes" not in kinds
    assert "activity_task_scheduled_event_attributes" not in kinds


async def test_no_amount_or_payee_stands_in_the_history(engine):
    _, operation = await begun(engine)
    await operation.answer(operation.checked())
    await operation.closed()
    history = (await operation.handle.fetch_history()).to_json()
    assert "100CZK" not in history
    assert "PowerAuth " not in history
