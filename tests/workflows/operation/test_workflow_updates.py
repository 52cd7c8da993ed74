"""Updates: answered once and the same, refused without a trace, decided one after the other; what operators see of them."""

import asyncio

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError

from tests.workflows.engine import started
from workflows.operation.machine import MAX_CHANGES
from workflows.operation.model import AssignUser, ChooseMethod, SetMobileToken

TASK_FAILED = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED


async def refusal(request):
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await request
    return refused.value.cause


async def lasting(operation):
    """The kinds of the events but workflow tasks: Temporal drops those that came to nothing, the test server does not."""
    kinds = [EventType.Name(one.event_type).removeprefix("EVENT_TYPE_") for one in await operation.events()]
    return [kind for kind in kinds if not kind.startswith("WORKFLOW_TASK_")]


async def test_a_repeated_update_is_answered_the_same_and_applied_once(engine):
    operation = await started(engine)
    first = await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED", "once")
    await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED", "other")
    assert await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED", "once") == first
    assert (first.remaining_attempts, (await operation.snapshot()).state.remaining_attempts) == (4, 3)


async def test_a_repeated_update_is_answered_the_same_after_the_workflow_has_closed(engine):
    operation = await started(engine)
    await operation.step("USERNAME_PASSWORD_AUTH", user_id="roman")
    last = await operation.step("CONSENT", update_id="last")
    assert (await operation.closed()).status == "COMPLETED"
    assert await operation.step("CONSENT", update_id="last") == last
    assert len(await operation.events("WORKFLOW_EXECUTION_UPDATE_COMPLETED")) == 2


@pytest.mark.exhaustive
async def test_what_changes_nothing_is_refused_before_temporal_refuses_all_updates(engine):
    operation = await started(engine)
    await operation.send(AssignUser("roman", None))
    for _ in range(MAX_CHANGES):
        await operation.send(AssignUser("roman", None))
    assert (await refusal(operation.send(AssignUser("roman", None)))).type == "TOO_MANY_CHANGES"
    assert len(await operation.events("WORKFLOW_EXECUTION_UPDATE_COMPLETED")) == 1 + MAX_CHANGES
    assert (await operation.send(AssignUser("jana", None))).state.user_id == "jana"
    assert (await refusal(operation.send(AssignUser("jana", None)))).type == "TOO_MANY_CHANGES"
    assert (await operation.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")).remaining_attempts == 4


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (ChooseMethod("SMS_KEY"), "STEP_NOT_OFFERED"),
        (("CONSENT", "CONFIRMED"), "STEP_NOT_OFFERED"),
        ((None, "CONFIRMED"), "REQUEST_INVALID"),
        (("INIT", "CONFIRMED"), "REQUEST_INVALID"),
    ],
)
async def test_a_refusal_leaves_no_event(engine, event, code):
    operation = await started(engine)
    await operation.snapshot()
    before = await lasting(operation)
    request = operation.step(*event) if isinstance(event, tuple) else operation.send(event)
    assert (await refusal(request)).type == code
    assert await lasting(operation) == before
    assert (await operation.snapshot()).state == operation.state


@pytest.mark.parametrize(
    "event", [{"method": 1, "step_result": "CONFIRMED"}, {"step_result": "CONFIRMED"}, [], "CONSENT"]
)
async def test_an_update_that_is_not_of_its_type_leaves_no_event(engine, event):
    operation = await started(engine)
    await operation.snapshot()
    before = await lasting(operation)
    assert (
        await refusal(operation.handle.execute_update("step_confirmed", args=[event, "digest"]))
    ).type == "RuntimeError"
    assert await lasting(operation) == before
    assert (await operation.step("USERNAME_PASSWORD_AUTH", user_id="roman")).version == 2


async def test_of_fifty_parallel_confirmations_one_wins_and_the_others_are_refused(engine):
    operation = await started(engine)
    outcomes = await asyncio.gather(
        *(operation.step("USERNAME_PASSWORD_AUTH", user_id=f"user-{number}") for number in range(50)),
        return_exceptions=True,
    )
    won = [one for one in outcomes if not isinstance(one, BaseException)]
    lost = [one.cause.type for one in outcomes if isinstance(one, WorkflowUpdateFailedError)]
    assert (len(won), lost) == (1, ["STEP_NOT_OFFERED"] * 49)
    state = (await operation.snapshot()).state
    assert (state, state.version) == (won[0], 2)


async def test_every_kind_of_update_moves_the_operation(engine):
    operation = await started(engine, "authorize_payment")
    assert (await operation.send(AssignUser("roman", "RETAIL"))).state.user_id == "roman"
    await operation.step("USERNAME_PASSWORD_AUTH")
    assert (await operation.send(ChooseMethod("SMS_KEY"))).state.current.chosen_method == "SMS_KEY"
    state = (await operation.send(SetMobileToken(True))).state
    assert (state.current.mobile_token_active, state.version) == (False, 4)


async def attributes(operation):
    """What operators find the operation by."""
    upserted = {}
    for event in await operation.events():
        told = (
            event.workflow_execution_started_event_attributes,
            event.upsert_workflow_search_attributes_event_attributes,
        )
        for one in told:
            upserted |= {name: payload.data for name, payload in one.search_attributes.indexed_fields.items()}
    return {name.removeprefix("NextStep"): data.decode() for name, data in upserted.items()}


async def test_search_attributes_follow_the_operation(engine):
    operation = await started(engine)
    given = {"ApplicationId": '"RETAIL"'}
    assert await attributes(operation) == {**given, "Status": '"PENDING"', "AuthMethod": '"USER_ID_ASSIGN"'}
    await operation.step("USERNAME_PASSWORD_AUTH", user_id="roman")
    expected = {**given, "Status": '"PENDING"', "AuthMethod": '"CONSENT"', "UserId": '"roman"'}
    assert await attributes(operation) == expected
    await operation.step("CONSENT", "AUTH_FAILED")
    assert len(await operation.events("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES")) == 1, "nothing to tell anew"
    await operation.step("CONSENT")
    told = await attributes(operation)
    assert told["Status"] == '"APPROVED"'
    assert told["AuthMethod"] == "", "taken away: nobody is at a method any more"
