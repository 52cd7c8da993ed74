"""Updates: decided one after the other, answered once and the same, refused without a trace; what operators see of them."""

import asyncio

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from activities.store import registrations
from activities.store.unavailable import StoreUnavailable
from tests.workflows.registration.running import running
from tests.workflows.registration.terms import ABSENT, RIGHT, WRONG
from workflows.registration.model import Alter, Commit, ExchangeKeys, RegistrationChange
from workflows.registration.projection import restore_from_error
from workflows.temporal.ended import ENDED

OTP_AT_EXCHANGE = {"commit_phase": "ON_KEY_EXCHANGE", "otp_hash": "a hash"}
OTP_AT_COMMIT = {"otp_hash": "a hash"}


async def lasting(registration):
    """The kinds of the events but workflow tasks: Temporal drops those that came to nothing, the test server does not."""
    kinds = [EventType.Name(one.event_type).removeprefix("EVENT_TYPE_") for one in await registration.events()]
    return [kind for kind in kinds if not kind.startswith("WORKFLOW_TASK_")]


async def in_parallel(number, request):
    """The answers and the errors of so many requests at once."""
    outcomes = await asyncio.gather(*(request() for _ in range(number)), return_exceptions=True)
    answers = [one for one in outcomes if not isinstance(one, BaseException)]
    return answers, [one for one in outcomes if isinstance(one, BaseException)]


async def test_exchange_and_commit_make_it_active_and_the_row_has_the_devices_key(engine):
    registration = await running(engine)
    exchanged = await registration.exchange(noted=True)
    assert (exchanged.state.status, exchanged.refusal) == ("PENDING_COMMIT", None)
    assert (await registration.commit()).state.status == "ACTIVE"
    assert (await registration.closed()).status == "COMPLETED"
    row = registration.row
    assert (row.status, row.version, row.exchange_id) == ("ACTIVE", 3, exchanged.state.exchange_id)
    assert row.device_public_key == f"key of {row.exchange_id}"


async def test_the_end_is_written_though_its_caller_is_gone(engine):
    registration = await running(engine, commit_phase="ON_KEY_EXCHANGE")
    await registration.exchange(noted=True)
    await registration.closed()
    assert (registration.row.status, registration.row.platform) == ("ACTIVE", "ios")
    assert len(await registration.events("ACTIVITY_TASK_COMPLETED")) == 1


async def test_of_fifty_parallel_wrong_passwords_exactly_the_maximum_is_counted(engine):
    registration = await running(engine, **OTP_AT_COMMIT)
    await registration.exchange()
    answers, errors = await in_parallel(50, lambda: registration.commit(WRONG))
    assert sorted(answer.state.failed_attempts for answer in answers) == [1, 2, 3, 4, 5]
    assert {answer.refusal.reason for answer in answers} == {"OTP_WRONG"}
    assert len(errors) == 45
    outcome = await registration.closed()
    assert (outcome.status, outcome.reason) == ("FAILED", "OTP_MAX_FAILED_ATTEMPTS")
    assert (registration.row.failed_attempts, registration.row.status) == (5, "REMOVED")


async def test_of_parallel_key_exchanges_one_wins_and_its_key_is_in_the_row(engine):
    registration = await running(engine)
    answers, errors = await in_parallel(8, lambda: registration.exchange(noted=True))
    assert (len(answers), len(errors)) == (1, 7)
    await registration.commit()
    await registration.closed()
    assert registration.row.device_public_key == f"key of {answers[0].state.exchange_id}"
    assert registrations.read(engine.database, registration.id).exchange_ms is None, "what the others sent is gone"


async def test_a_right_password_after_wrong_ones_activates(engine):
    registration = await running(engine, **OTP_AT_EXCHANGE)
    for count in (1, 2):
        assert (await registration.exchange(WRONG)).state.failed_attempts == count
    answer = await registration.exchange(RIGHT)
    assert (answer.state.status, answer.state.failed_attempts, answer.refusal) == ("ACTIVE", 0, None)
    await registration.closed()


async def test_a_key_that_is_none_removes_it(engine):
    registration = await running(engine)
    answer = await registration.exchange(key_is_valid=False)
    assert (answer.state.status, answer.refusal.reason) == ("REMOVED", "DEVICE_KEY_INVALID")
    assert (await registration.closed()).reason == "INVALID_DEVICE_KEY"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Commit(ABSENT), "REGISTRATION_STATE"),
        (Alter(RegistrationChange.BLOCK), "REGISTRATION_STATE"),
        (ExchangeKeys("one", RIGHT, True), "OTP_UNEXPECTED"),
    ],
)
async def test_a_refusal_that_changes_nothing_leaves_no_event(engine, event, code):
    registration = await running(engine)
    await registration.asked()
    before = await lasting(registration)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await registration.send(event)
    assert refused.value.cause.type == code
    assert await lasting(registration) == before
    assert await registration.asked() == registration.state


async def test_a_repeated_update_is_answered_the_same_and_counted_once_also_after_the_end(engine):
    registration = await running(engine, **OTP_AT_COMMIT)
    await registration.exchange()
    first = await registration.commit(WRONG, "first")
    assert await registration.commit(WRONG, "first") == first
    last = await registration.commit(RIGHT, "last")
    await registration.closed()
    assert await registration.commit(RIGHT, "last") == last
    assert await registration.commit(WRONG, "first") == first
    assert len(await registration.events("WORKFLOW_EXECUTION_UPDATE_COMPLETED")) == 3


async def test_while_the_end_is_being_written_an_event_is_told_the_final_state_and_changes_nothing(engine, monkeypatch):
    project, tried = registrations.project, asyncio.Event()

    def away(*_):
        engine.loop.call_soon_threadsafe(tried.set)
        raise StoreUnavailable("away")

    monkeypatch.setattr(registrations, "project", away)
    registration = await running(engine, commit_phase="ON_KEY_EXCHANGE")
    await registration.exchange()
    await asyncio.wait_for(tried.wait(), 60)
    for event in (
        Alter(RegistrationChange.REMOVE),
        Alter(RegistrationChange.BLOCK),
        Commit(ABSENT),
        ExchangeKeys("late", ABSENT, True),
    ):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await registration.send(event)
        assert refused.value.cause.type == ENDED
        assert restore_from_error(refused.value.cause.details[0]).status == "ACTIVE"
    monkeypatch.setattr(registrations, "project", project)
    assert (await registration.closed()).status == "COMPLETED"


async def test_histories_hold_nothing_of_the_device_or_the_password(engine):
    registration = await running(engine, **OTP_AT_COMMIT)
    await registration.exchange(noted=True)
    await registration.commit(RIGHT)
    await registration.closed()
    told = str(await registration.events())
    assert "key of" not in told
    assert "a hash" not in told
    assert "RIGHT" in told


async def test_the_status_is_told_to_operators(engine):
    registration = await running(engine, **OTP_AT_COMMIT)
    await registration.exchange()
    await registration.commit(WRONG)
    await registration.commit(RIGHT)
    await registration.closed()
    told = [
        event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields["NextStepStatus"].data
        for event in await registration.events("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES")
    ]
    assert told == [b'"PENDING_COMMIT"', b'"ACTIVE"']
