"""Faults that no other attempt mends end an activity, not the operation: nothing is tried for ever, nobody waits for it."""

import logging

import pytest
from temporalio.client import WorkflowFailureError

from activities import operation_telling
from activities.operation_news import Moment, NewsDesk
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


async def test_a_row_that_cannot_be_written_fails_the_workflow_and_the_bank_hears(engine, monkeypatch):
    bank = await asking(engine)
    bank.listens()
    await bank.operation.answer(bank.operation.checked(data="A1*A999CZK"))
    written = failing(ValueError(SECRET))
    monkeypatch.setattr("activities.projection.operations.project", written)
    told = []
    monkeypatch.setattr(NewsDesk, "note", lambda _, news: told.append(news.moment) or [])
    with pytest.raises(WorkflowFailureError):
        await bank.operation.handle.result()
    assert told == [Moment.ENDED]


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
