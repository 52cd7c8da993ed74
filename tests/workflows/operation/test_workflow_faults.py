"""Faults that no other attempt mends end an activity, not the operation: nothing is tried for ever, nobody waits for it."""

import logging

import pytest
from temporalio.client import WorkflowFailureError

from activities import operation_telling
from activities.operation_news import NewsDesk
from activities.projection import ProjectionActivities
from activities.store import operations
from activities.store.unavailable import StoreUnavailable
from tests.workflows.operation.test_workflow_telling import asking
from workflows.activity_faults import LASTING

SECRET = "CZ6508000000192000145399"


def failing(error, *, times=None, first=lambda *_: None):
    """A method that raises `error`, so many times; `first` is called before."""
    calls = []

    def method(self, *values, **named):
        calls.append(values)
        first(*values)
        if times is None or len(calls) <= times:
            raise error
        return

    method.calls = calls
    return method


async def said(operation):
    """Everything that the history keeps of failures."""
    return str([one for one in await operation.events() if "FAILED" in str(one)])


async def test_news_that_cannot_be_noted_leave_the_operation_to_end(engine, monkeypatch, caplog):
    broken = failing(KeyError(SECRET))
    monkeypatch.setattr(NewsDesk, "noted", broken)
    bank = await asking(engine)
    bank.listens()
    with caplog.at_level(logging.ERROR):
        await bank.operation.answer(bank.operation.checked())
        await bank.operation.handle.result()
    assert len(broken.calls) == 1
    assert LASTING in await said(bank.operation)
    assert f"tell_of_operation of {bank.operation.operation_id} is given up: KeyError" in caplog.text
    assert SECRET not in await said(bank.operation) + caplog.text


async def test_what_may_pass_is_tried_again(engine, monkeypatch):
    noted = NewsDesk.noted
    broken = failing(StoreUnavailable(SECRET), times=2)

    def twice(self, *values):
        broken(self, *values)
        noted(self, *values)

    monkeypatch.setattr(NewsDesk, "noted", twice)
    bank = await asking(engine)
    bank.listens()
    await bank.operation.answer(bank.operation.checked())
    await bank.operation.handle.result()
    assert (len(broken.calls), bank.heard) == (3, [("APPROVED", 0)])
    assert SECRET not in str(await bank.operation.events())


async def expiring(engine):
    """A bank that listens, and its operation that nobody answers in time."""
    bank = await asking(engine)
    bank.listens()
    await bank.operation.answer(bank.operation.checked(data="A1*A999CZK"))
    return bank


def result(engine, bank):
    with engine.database.read() as session:
        return operations.find(session, bank.operation.operation_id).row.result


async def test_telling_of_an_end_that_nobody_asked_for_writes_the_row(engine, monkeypatch):
    bank = await expiring(engine)
    apart = failing(ValueError(SECRET))
    monkeypatch.setattr(ProjectionActivities, "project_operation", apart)
    await bank.operation.handle.result()
    assert (apart.calls, result(engine, bank), bank.heard) == ([], "FAILED", [("EXPIRED", 1)])


async def test_the_row_is_written_where_nobody_can_be_told_of_the_end(engine, monkeypatch):
    bank = await expiring(engine)
    monkeypatch.setattr(NewsDesk, "noted", failing(KeyError(SECRET)))
    await bank.operation.handle.result()
    assert (result(engine, bank), bank.heard) == ("FAILED", [])


async def test_a_row_that_cannot_be_written_fails_the_workflow(engine, monkeypatch):
    bank = await expiring(engine)
    monkeypatch.setattr("activities.projection.operations.project", failing(ValueError(SECRET)))
    with pytest.raises(WorkflowFailureError):
        await bank.operation.handle.result()
    assert SECRET not in await said(bank.operation)


async def test_an_operation_that_was_never_stored_is_not_told_of_for_ever(engine, monkeypatch, caplog):
    monkeypatch.setattr(operation_telling.DeliveryActivities, "is_last", property(lambda _: True))
    monkeypatch.setattr("activities.operation_news._LOOKS", 1)
    bank = await asking(engine)
    bank.listens()
    await bank.operation.answer(bank.operation.checked())
    find = operations.find
    monkeypatch.setattr("activities.operation_news.operations.find", lambda *_: None)
    with caplog.at_level(logging.ERROR):
        await bank.operation.handle.result()
    monkeypatch.setattr("activities.operation_news.operations.find", find)
    assert f"operation {bank.operation.operation_id} was never stored" in caplog.text
