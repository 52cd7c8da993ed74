"""The deadline: it removes a registration by itself, whatever it waits for, and no event comes through behind it."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from tests.workflows.registration.running import running
from workflows.registration.projection import restore


async def test_the_deadline_alone_removes_what_waits_for_a_device(engine):
    registration = await running(engine)
    assert registration.row.status == "CREATED"
    outcome = await registration.closed()
    assert (outcome.status, outcome.reason) == ("FAILED", "EXPIRED")
    assert restore(registration.row) == await registration.asked()
    assert (registration.row.version, registration.row.status) == (2, "REMOVED")


async def test_the_deadline_alone_removes_what_waits_for_its_commit(engine):
    registration = await running(engine)
    await registration.exchange()
    outcome = await registration.closed()
    assert (outcome.status, outcome.reason) == ("FAILED", "EXPIRED")
    assert (registration.row.version, registration.row.status) == (3, "REMOVED")


async def test_there_is_one_timer_and_nothing_moves_it(engine):
    registration = await running(engine, otp_hash="a hash")
    await engine.environment.sleep(timedelta(seconds=60))
    await registration.exchange()
    with_wrong_password = await registration.commit("WRONG")
    await registration.closed()
    assert with_wrong_password.state.expires_ms == registration.state.expires_ms
    assert len(await registration.events("TIMER_STARTED")) == len(await registration.events("TIMER_FIRED")) == 1
    assert len(await registration.events("ACTIVITY_TASK_COMPLETED")) == 1


async def test_a_commit_just_before_the_deadline_counts(engine):
    registration = await running(engine)
    await registration.exchange()
    await engine.environment.sleep(timedelta(seconds=118))
    assert (await registration.commit()).state.status == "ACTIVE"
    assert (await registration.closed()).status == "COMPLETED"
    assert (registration.row.version, registration.row.status) == (3, "ACTIVE")


async def test_a_commit_just_after_the_deadline_finds_the_registration_gone(engine):
    registration = await running(engine)
    await registration.exchange()
    await engine.environment.sleep(timedelta(seconds=121))
    with pytest.raises((RPCError, WorkflowUpdateFailedError)) as refused:
        await registration.commit()
    if isinstance(refused.value, RPCError):
        assert refused.value.status is RPCStatusCode.NOT_FOUND
    else:  # the workflow is still writing its row
        assert refused.value.cause.type == "REGISTRATION_STATE"
    assert (await registration.closed()).status == "FAILED"
    assert (await registration.asked()).version == 3


async def test_a_commit_that_comes_with_a_late_timer_is_refused(engine):
    """The worker was away when the deadline passed: it gets the fired timer and the commit at once, the commit first."""
    registration = await running(engine, task_queue="away")
    async with engine.forgetful_worker("away"):
        await registration.exchange()
    await engine.environment.sleep(timedelta(seconds=121))
    late = asyncio.create_task(registration.commit())
    await asyncio.sleep(0.3)
    async with engine.forgetful_worker("away"):
        with pytest.raises((RPCError, WorkflowUpdateFailedError)):
            await late
        outcome = await registration.closed()
    assert (outcome.status, outcome.reason, registration.row.status) == ("FAILED", "EXPIRED", "REMOVED")


async def test_a_registration_that_is_started_after_its_deadline_is_removed_at_once(engine):
    now_ms = int((await engine.environment.get_current_time()).timestamp() * 1000)
    registration = await running(engine, created_ms=now_ms - 200_000, expires_ms=now_ms - 80_000)
    assert (await registration.closed()).reason == "EXPIRED"
    assert registration.row.status == "REMOVED"
    assert await registration.events("TIMER_STARTED") == []
