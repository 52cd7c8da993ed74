"""A template as a flow of one step: failures of all kinds count together, and the deadline stays where it is."""

import pytest

from config.refused import Refused
from config.vocabulary import AuthStepResult, OperationStatus
from workflows.operation import machine, template_flow
from workflows.operation.model import TakeStep
from workflows.operation.outcome import failure_count, status

CREATED_MS, LIFETIME_MS = 1_500_000_000_000, 300_000
EXPIRES_MS = CREATED_MS + LIFETIME_MS
PHONE = "POWERAUTH_TOKEN"
FLOW = template_flow.flow("payment", max_failure_count=3, lifetime_ms=LIFETIME_MS)


def begun():
    return machine.begin(FLOW, CREATED_MS, eligibility=template_flow.TOKEN_WORKS)


def answered(state, ended="CONFIRMED", now_ms=CREATED_MS + 1, **fields):
    step = TakeStep(PHONE, AuthStepResult(ended), eligibility=template_flow.TOKEN_WORKS, request_id="one", **fields)
    return machine.answer_by_phone(FLOW, state, step, now_ms)


def test_it_waits_for_the_phone_from_the_beginning():
    state = begun()
    assert (status(state), state.current.mobile_token_active, state.expires_ms) == ("PENDING", True, EXPIRES_MS)


@pytest.mark.parametrize(
    ("ended", "before", "after"),
    [("CONFIRMED", "APPROVED", "EXPIRED"), ("CANCELED", "REJECTED", "EXPIRED"), ("AUTH_FAILED", "PENDING", "EXPIRED")],
)
def test_an_answer_counts_until_the_very_millisecond_of_the_deadline(ended, before, after):
    reason = {"description": "INCORRECT_DATA"} if ended == "CANCELED" else {}
    for now_ms, expected in [(EXPIRES_MS - 1, before), (EXPIRES_MS, before), (EXPIRES_MS + 1, after)]:
        state = answered(begun(), ended, now_ms, **reason)
        assert status(state) == expected, now_ms - EXPIRES_MS
        assert state.timed_out == (after == expected)


def test_an_answer_after_the_timer_changes_nothing():
    expired = machine.expire(begun(), EXPIRES_MS + 1)
    assert answered(expired, now_ms=EXPIRES_MS + 2) == expired
    assert status(expired) is OperationStatus.EXPIRED


def test_failures_count_up_to_the_templates_limit_and_do_not_move_the_deadline():
    state = begun()
    for count in range(1, 4):
        state = answered(state, "AUTH_FAILED", CREATED_MS + 100_000)
        assert (failure_count(state), state.expires_ms) == (count, EXPIRES_MS)
        assert status(state) == ("FAILED" if count == 3 else "PENDING")


def test_what_failed_before_does_not_keep_an_approval_away():
    state = answered(answered(begun(), "AUTH_FAILED"))
    assert (status(state), failure_count(state)) == ("APPROVED", 1)


@pytest.mark.parametrize("first", ["CONFIRMED", "CANCELED"])
def test_a_closed_operation_is_answered_no_more(first):
    state = answered(begun(), first, **({"description": "UNKNOWN"} if first == "CANCELED" else {}))
    code = "OPERATION_FINISHED" if first == "CONFIRMED" else "OPERATION_CANCELED"
    for again in ("CONFIRMED", "AUTH_FAILED"):
        with pytest.raises(Refused) as refused:
            answered(state, again)
        assert refused.value.reason == code


def test_the_bank_cancels():
    step = TakeStep("INIT", AuthStepResult.CANCELED, eligibility=template_flow.TOKEN_WORKS)
    state = machine.apply(FLOW, begun(), step, CREATED_MS + 1)
    assert status(state) is OperationStatus.CANCELED
