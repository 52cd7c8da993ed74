"""The deadline: it ends an operation by itself, moves with the steps, and no step comes through behind it."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.service import RPCError, RPCStatusCode

from tests.workflows.engine import started
from workflows.operation.projection import restore


async def test_the_deadline_alone_fails_the_operation_and_writes_its_row(engine):
    operation = await started(engine)
    assert operation.row.result == "CONTINUE"
    outcome = await operation.closed()
    assert (outcome.status, outcome.reason) == ("FAILED", "operation.timeout")
    state = (await operation.snapshot()).state
    assert restore(operation.row.state) == state
    assert (operation.row.version, operation.row.result) == (2, "FAILED")
    assert state.current.at_ms == operation.state.expires_ms
    assert len(await operation.events("TIMER_FIRED")) == 1
    assert len(await operation.events("MARKER_RECORDED")) == 1


async def test_steps_move_the_deadline_without_a_timer_of_their_own(engine):
    operation = await started(engine)
    await engine.environment.sleep(timedelta(seconds=100))
    for _ in range(3):
        state = await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    assert state.expires_ms >= operation.state.expires_ms + 100_000
    assert len(await operation.events("TIMER_STARTED")) == 1


async def test_a_timer_that_fires_before_the_moved_deadline_is_followed_by_another(engine):
    operation = await started(engine)
    await engine.environment.sleep(timedelta(seconds=200))
    state = await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    await engine.environment.sleep(timedelta(seconds=150))
    assert (await operation.snapshot()).state == state
    assert len(await operation.events("TIMER_STARTED")) == 2
    outcome = await operation.closed()
    assert outcome.reason == "operation.timeout"
    assert (await operation.snapshot()).state.current.at_ms == state.expires_ms
    assert len(await operation.events("TIMER_STARTED")) == len(await operation.events("TIMER_FIRED")) == 2


async def test_a_deadline_that_does_not_move_is_that_of_the_creation(engine):
    operation = await started(engine, sliding=False)
    await engine.environment.sleep(timedelta(seconds=100))
    state = await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    await operation.closed()
    assert state.expires_ms == operation.state.expires_ms
    assert (await operation.snapshot()).state.current.at_ms == operation.state.expires_ms
    assert len(await operation.events("TIMER_STARTED")) == 1


async def test_a_step_that_comes_with_a_late_timer_is_answered_with_the_timed_out_state(engine):
    """The worker was away when the deadline passed: it gets the fired timer and the step at once, the step first."""
    operation = await started(engine, task_queue="away")
    async with engine.forgetful_worker("away"):
        await operation.snapshot()
    await engine.environment.sleep(timedelta(seconds=301))
    late = asyncio.create_task(operation.step("USERNAME_PASSWORD_AUTH", "CONFIRMED", user_id="roman"))
    await asyncio.sleep(0.3)
    async with engine.forgetful_worker("away"):
        state = await late
        outcome = await operation.closed()
    assert (state.version, state.user_id, state.current.description) == (2, None, "operation.timeout")
    assert (outcome.status, outcome.reason) == ("FAILED", "operation.timeout")
    assert operation.row.version == 2, "nobody else writes what the step was told"


async def test_a_step_after_the_end_is_refused_by_the_server_and_the_state_stays(engine):
    operation = await started(engine)
    await operation.closed()
    with pytest.raises(RPCError) as refused:
        await operation.step("USERNAME_PASSWORD_AUTH", "CONFIRMED", user_id="roman")
    assert refused.value.status is RPCStatusCode.NOT_FOUND
    state = (await operation.snapshot()).state
    assert (state.version, state.user_id, state.current.description) == (2, None, "operation.timeout")
