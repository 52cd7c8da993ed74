"""Faults while an operation's end is written: what may pass is tried again, and no history tells what it was about."""

import logging

from activities.notifications.operation import OperationNotifier
from activities.store import operations
from activities.store.unavailable import StoreUnavailable
from tests.workflows.operation.listening_bank import asking

SECRET = "CZ6508000000192000145399"


def failing(error, *, times, then):
    """`then`, after it has raised `error` so many times."""
    calls = []

    def method(*values, **named):
        calls.append(values)
        if len(calls) <= times:
            raise error
        return then(*values, **named)

    method.calls = calls
    return method


async def test_an_end_that_cannot_be_written_at_once_is_written_by_an_activity(engine, monkeypatch):
    broken = failing(StoreUnavailable(SECRET), times=2, then=operations.project)
    monkeypatch.setattr(operations, "project", broken)
    bank = await asking(engine)
    await bank.operation.closed()
    assert (len(broken.calls), bank.result, len(bank.told())) == (3, "FAILED", 1)
    assert len(await bank.operation.events("ACTIVITY_TASK_SCHEDULED")) == 1
    assert SECRET not in str(await bank.operation.events())


async def test_an_end_of_which_nobody_can_be_told_is_written(engine, monkeypatch, caplog):
    monkeypatch.setattr(OperationNotifier, "notify_end", failing(KeyError(SECRET), times=9, then=None))
    bank = await asking(engine)
    with caplog.at_level(logging.ERROR):
        await bank.operation.closed()
    assert (bank.result, bank.told()) == ("FAILED", [])
    assert f"nobody is told of operation {bank.operation.operation_id}, version 2: KeyError" in caplog.text
    assert SECRET not in str(await bank.operation.events()) + caplog.text


async def test_a_row_that_cannot_be_written_fails_the_workflow(engine, monkeypatch):
    monkeypatch.setattr(operations, "project", failing(ValueError(SECRET), times=9, then=None))
    bank = await asking(engine)
    assert (await bank.operation.closed()).status == "FAILED"
    assert SECRET not in str([one for one in await bank.operation.events() if "FAILED" in str(one)])
