"""An operator cancels the workflow in the Temporal UI: that removes the registration, and its row says so."""

import asyncio
from datetime import timedelta

import pytest

from activities.store import registrations
from activities.store.unavailable import StoreUnavailable
from tests.workflows.registration.running import running


@pytest.mark.parametrize("exchanged", [False, True])
async def test_an_open_registration_is_removed_and_its_row_is_written(engine, exchanged):
    registration = await running(engine)
    if exchanged:
        await registration.exchange(noted=True)
    await registration.asked()  # its timer runs
    await registration.handle.cancel()
    assert (await registration.closed()).status == "CANCELED"
    row = registration.row
    assert (row.status, row.blocked_reason, row.version) == ("REMOVED", "INTERRUPTED", 2 + exchanged)
    assert len(await registration.events("TIMER_CANCELED")) == 1


@pytest.mark.parametrize("how", ["by its deadline", "by an operator", "by its commit"])
async def test_a_cancellation_while_the_row_is_being_written_does_not_keep_it_from_being_written(
    engine, monkeypatch, how
):
    project, tried = registrations.project, asyncio.Event()

    def away(*_):
        engine.loop.call_soon_threadsafe(tried.set)
        raise StoreUnavailable("away")

    monkeypatch.setattr(registrations, "project", away)
    registration = await running(engine)
    if how == "by its commit":
        await registration.exchange()
        await registration.commit()
    elif how == "by its deadline":
        await engine.environment.sleep(timedelta(seconds=121))
    else:
        await registration.handle.cancel()
    await asyncio.wait_for(tried.wait(), 60)
    await registration.handle.cancel()
    monkeypatch.setattr(registrations, "project", project)
    closes, status = {
        "by its commit": ("COMPLETED", "ACTIVE"),
        "by its deadline": ("FAILED", "REMOVED"),
        "by an operator": ("CANCELED", "REMOVED"),
    }[how]
    assert ((await registration.closed()).status, registration.row.status) == (closes, status)
