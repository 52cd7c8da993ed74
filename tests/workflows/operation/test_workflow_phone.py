"""Phones' answers and the deadline, in the workflow: each request is checked once, and counts before the deadline only."""

import asyncio
import json
import uuid
from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.testing import ActivityEnvironment

from activities.device.approvals import OFFLINE, PhoneActivities
from activities.device.phone_verdicts import Obstacle, PhoneCheck
from activities.powerauth import base64_text
from activities.store import offline_nonces, signed_requests
from activities.store.signed_requests import SignedRequest
from api.demo.device.offline import OfflineOperation
from api.demo.device.signing import Factors
from tests.activities.device.conftest import Home
from tests.workflows.engine import TASK_QUEUE, Started
from tests.workflows.phone_requests import DATA, noted, stored
from workflows import templates
from workflows.operation import machine, search
from workflows.operation.messages import PhoneAnswer, PhoneAnswered, StartOperation
from workflows.operation.outcome import failure_count, status
from workflows.operation.workflow import OperationWorkflow

FLOW = templates.flow("authorize_payment", max_failure_count=3, lifetime_ms=300_000)


class PhoneOperation(Started):
    """An operation that a phone answers."""

    def __init__(self, phone, *started):
        super().__init__(*started)
        self.phone = phone

    def noted(self, **request):
        """A signed request, noted as the door does: the name of its update."""
        return noted(self.engine.database, self.phone, self.operation_id, **request)

    async def answer(self, update_id, reason=None, accepted=None, *, offline=False):
        return await self.handle.execute_update(
            OperationWorkflow.answer_by_phone,
            args=[PhoneAnswer(templates.TOKEN_WORKS, accepted, reason, offline), update_id],
            id=update_id,
            result_type=PhoneAnswered,
        )


async def begun(engine, *, task_queue=TASK_QUEUE, tells=False, announces=True):
    home = Home(engine.database, engine.sealer)
    phone = home.phone(home.application(uuid.uuid4().hex))
    now = await engine.environment.get_current_time()
    state = machine.begin(FLOW, int(now.timestamp() * 1000), standing=templates.TOKEN_WORKS)
    operation_id = uuid.uuid4().hex
    stored(engine.database, operation_id, FLOW, state)
    handle = await engine.client.start_workflow(
        OperationWorkflow.run,
        StartOperation(operation_id, FLOW, state, "digest", tells=tells, announces=announces),
        id=operation_id,
        task_queue=task_queue,
        search_attributes=search.at_start(FLOW.operation_name, state, "RETAIL", None),
    )
    return home, PhoneOperation(phone, engine, operation_id, FLOW, state, handle)


async def test_an_approval_before_the_deadline_ends_the_operation(engine):
    _, operation = await begun(engine)
    await engine.environment.sleep(timedelta(seconds=299))
    answered = await operation.answer(operation.noted())
    assert (status(answered.state), answered.verdict.obstacle) == ("APPROVED", None)
    assert (await operation.handle.result()).result == "DONE"


async def test_an_approval_that_comes_with_a_late_timer_finds_the_operation_expired_and_uses_up_its_signature(engine):
    """The worker was away when the deadline passed: it gets the fired timer and the answer at once."""
    home, operation = await begun(engine, task_queue="no phone")
    async with engine.forgetful_worker("no phone"):
        await operation.portrait()
    await engine.environment.sleep(timedelta(seconds=301))
    late = asyncio.create_task(operation.answer(operation.noted()))
    await asyncio.sleep(0.3)
    async with engine.forgetful_worker("no phone"):
        answered = await late
        outcome = await operation.handle.result()
    assert status(answered.state) == "EXPIRED"
    assert (outcome.result, outcome.description) == ("FAILED", "operation.timeout")
    assert home.row(operation.phone).counter == 1


async def test_a_repeated_answer_is_answered_alike_and_its_signature_checked_once(engine):
    home, operation = await begun(engine)
    update_id = operation.noted(data="A1*A999CZK")
    first = await operation.answer(update_id)
    assert await operation.answer(update_id) == first
    assert (status(first.state), failure_count(first.state)) == ("PENDING", 1)
    assert (home.row(operation.phone).counter, home.row(operation.phone).failed_attempts) == (1, 0)


async def test_answers_at_once_are_taken_one_after_the_other(engine):
    _, operation = await begun(engine)
    noted = [operation.noted() for _ in range(3)]
    found = await asyncio.gather(*(operation.answer(one) for one in noted), return_exceptions=True)
    ends = {status(one.state) for one in found if isinstance(one, PhoneAnswered)}
    assert ends == {"APPROVED"}
    state = (await operation.portrait()).state
    assert (failure_count(state), sum(entry.request_id is not None for entry in state.history)) == (0, 1)


@pytest.mark.parametrize(("reason", "description"), [("INCORRECT_DATA", "canceled.incorrect_data")])
async def test_a_rejection_ends_it_and_says_why(engine, reason, description):
    _, operation = await begun(engine)
    answered = await operation.answer(operation.noted(reason=reason), reason)
    assert (status(answered.state), answered.state.current.description) == ("REJECTED", description)


async def test_a_code_that_was_checked_before_its_task_came_to_nothing_is_not_counted_against_its_repetition(engine):
    """The first code was found right, and then the task was lost; in the next one the repetition comes first."""
    home, operation = await begun(engine)
    registration_id, nonce = operation.phone.registration.activation_id, bytes(16)
    with engine.database.write() as session:
        served = {"fresh": base64_text.encode(nonce), "expires_ms": 2**40}
        offline_nonces.served(session, operation.operation_id, registration_id, **served)
    scanned = OfflineOperation(operation.operation_id, "", "", DATA, "B", None, nonce, True, b"", b"")
    keys = operation.phone.registration.factor_keys(Factors.POSSESSION_KNOWLEDGE, operation.phone.pin)
    otp = scanned.code(keys, operation.phone.counter.data, digits=8)
    body = json.dumps({"otp": otp, "nonce": base64_text.encode(nonce)})
    first, second = uuid.uuid4().hex, uuid.uuid4().hex
    with engine.database.write() as session:
        for update_id in (first, second):
            noted = SignedRequest(operation.operation_id, update_id, registration_id, "", OFFLINE, body, "{}", 0)
            signed_requests.note(session, noted)
    check = PhoneCheck(operation.operation_id, first, ("possession_knowledge",))
    activities = PhoneActivities(engine.database, engine.sealer, home.devices.signatures)
    assert ActivityEnvironment().run(activities.check_phone, check).obstacle is None
    answer = {"accepted": ("possession_knowledge",), "offline": True}
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await operation.answer(second, **answer)
    assert refused.value.cause.type == "OPERATION_NOT_VALID"
    state = (await operation.answer(first, **answer)).state
    assert (status(state), failure_count(state), home.row(operation.phone).failed_attempts) == ("APPROVED", 0, 0)


async def test_answers_that_come_before_the_right_one_when_a_lost_task_is_done_again_are_not_held_against_it(engine):
    """The right one was checked first; its task was lost, and in the next one the others come first: more than may fail."""
    home, operation = await begun(engine)
    *others, right = (operation.noted() for _ in range(5))
    activities = PhoneActivities(engine.database, engine.sealer, home.devices.signatures)
    for update_id in (right, others[0]):
        ActivityEnvironment().run(activities.check_phone, PhoneCheck(operation.operation_id, update_id))
    for update_id in others:
        answered = await operation.answer(update_id)
        assert (status(answered.state), answered.verdict.obstacle) == ("PENDING", Obstacle.OVERTAKEN)
    answered = await operation.answer(right)
    assert (status(answered.state), failure_count(answered.state)) == ("APPROVED", 0)


async def test_no_amount_or_payee_stands_in_the_history(engine):
    _, operation = await begun(engine)
    await operation.answer(operation.noted())
    await operation.handle.result()
    history = (await operation.handle.fetch_history()).to_json()
    assert "100CZK" not in history
    assert "PowerAuth " not in history
