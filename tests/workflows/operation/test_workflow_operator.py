"""An operator cancels the workflow in the Temporal UI: that cancels the operation, and its row says so."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from activities.store import operations
from activities.store.unavailable import StoreUnavailable
from tests.workflows.engine import started
from tests.workflows.operation.flows import shipped
from workflows.operation.projection import restore

PASSWORD = "USERNAME_PASSWORD_AUTH"


async def test_an_open_operation_is_canceled_and_its_row_is_written(engine):
    operation = await started(engine)
    await operation.step(PASSWORD, user_id="roman")
    await operation.handle.cancel()
    assert (await operation.closed()).status == "CANCELED"
    state = (await operation.snapshot()).state
    assert [(row.method, row.step_result) for row in state.history[1:]] == [
        (PASSWORD, "CONFIRMED"),
        ("CONSENT", "CANCELED"),
    ]
    assert restore(operation.row.state) == state
    assert (operation.row.version, operation.row.result, operation.row.user_id) == (3, "FAILED", "roman")


async def test_nothing_waits_any_more(engine):
    operation = await started(engine)
    await operation.snapshot()  # its timer runs
    await operation.handle.cancel()
    await operation.closed()
    assert len(await operation.events("TIMER_CANCELED")) == 1
    assert len(await operation.events("MARKER_RECORDED")) == 1


async def test_definitions_that_give_no_answer_do_not_keep_it_open(engine):
    again = tuple(replace(rule, id=rule.id + 1000) for rule in shipped("login").rules if rule.step_result == "CANCELED")
    operation = await started(engine, rules=(*shipped("login").rules, *again))
    await operation.handle.cancel()
    assert ((await operation.closed()).status, operation.row.result) == ("CANCELED", "FAILED")


@pytest.mark.parametrize("how", ["by its deadline", "by an operator"])
async def test_a_cancellation_while_the_row_is_being_written_does_not_keep_it_from_being_written(
    engine, monkeypatch, how
):
    project, tried = operations.project, asyncio.Event()

    def away(*_):
        engine.loop.call_soon_threadsafe(tried.set)
        raise StoreUnavailable("away")

    monkeypatch.setattr(operations, "project", away)
    operation = await started(engine)
    if how == "by its deadline":
        await engine.environment.sleep(timedelta(seconds=301))
    else:
        await operation.handle.cancel()
    await asyncio.wait_for(tried.wait(), 60)
    await operation.handle.cancel()
    monkeypatch.setattr(operations, "project", project)
    closes = "FAILED" if how == "by its deadline" else "CANCELED"
    assert (await operation.closed()).status == closes
    assert (operation.row.result, operation.row.version) == ("FAILED", 2)
