"""Choosing among offered methods, falling back to another, and the mobile token (`nextstep.md` §2.5.6-7, §2.6)."""

from dataclasses import replace

import pytest

from tests.workflows.operation.flows import BARE, EQUIPPED, Walk, flow, shipped, summary
from workflows.operation.model import Eligibility

PASSWORD, TOKEN, SMS = "USERNAME_PASSWORD_AUTH", "POWERAUTH_TOKEN", "SMS_KEY"


def payment(eligibility=EQUIPPED, **changes):
    """A payment past its password."""
    walk = Walk(replace(shipped("authorize_payment"), **changes), eligibility)
    walk.step(PASSWORD)
    return walk


def offer(state):
    return state.current.chosen_method, state.current.mobile_token_active, [*state.current.steps]


@pytest.mark.parametrize(
    ("eligibility", "enabled", "steps"),
    [
        (EQUIPPED, True, [TOKEN, SMS]),
        (EQUIPPED, False, [SMS]),
        (BARE, True, [SMS]),
        (replace(EQUIPPED, mobile_token=False), True, [SMS]),
        (Eligibility(), True, [SMS]),
    ],
    ids=["works", "not for this operation", "none", "does not work", "nobody known"],
)
def test_the_mobile_token_is_offered_where_it_works(eligibility, enabled, steps):
    assert offer(payment(eligibility, mobile_token_enabled=enabled).state) == (None, False, steps)


@pytest.mark.parametrize(("method", "active"), [(TOKEN, True), (SMS, False)])
def test_a_choice_by_a_step_keeps_the_offer(method, active):
    walk = payment()
    state = walk.step(PASSWORD, "AUTH_METHOD_CHOSEN", target_method=method)
    assert offer(state) == (method, active, [TOKEN, SMS])
    assert (state.result, state.current.description, len(state.history)) == ("CONTINUE", None, 3)
    assert (state.current.method, state.current.step_result) == (PASSWORD, "AUTH_METHOD_CHOSEN")
    assert state.current_method == method


def test_another_choice_may_follow_a_choice():
    walk = payment()
    walk.step(PASSWORD, "AUTH_METHOD_CHOSEN", target_method=TOKEN)
    assert offer(walk.step(PASSWORD, "AUTH_METHOD_CHOSEN", target_method=SMS)) == (SMS, False, [TOKEN, SMS])
    assert walk.step(SMS).current.steps == ("CONSENT",)


def test_the_first_step_may_be_chosen_too():
    state = Walk(shipped("login")).step("INIT", "AUTH_METHOD_CHOSEN", target_method=PASSWORD)
    assert offer(state) == (PASSWORD, False, ["USER_ID_ASSIGN", PASSWORD])


def test_choosing_a_mobile_token_that_stopped_working_fails_the_operation():
    walk = payment()
    state = walk.step(PASSWORD, "AUTH_METHOD_CHOSEN", target_method=TOKEN, eligibility=BARE)
    assert summary(state) == ("FAILED", "operation.methodNotAvailable", [])
    assert offer(state) == (None, False, [])


def test_choosing_after_the_method_failed_is_judged_by_its_failure():
    walk = Walk(
        flow((SMS,), (SMS, "AUTH_METHOD_FAILED", TOKEN, "CONTINUE"), (SMS, "AUTH_METHOD_FAILED", "CONSENT", "CONTINUE"))
    )
    walk.step(SMS, "AUTH_METHOD_FAILED")
    state = walk.step(SMS, "AUTH_METHOD_CHOSEN", target_method="CONSENT")
    assert (state.current.step_result, state.current.chosen_method) == ("AUTH_METHOD_FAILED", None)


@pytest.mark.parametrize(("method", "active"), [(TOKEN, True), (SMS, False)])
def test_a_choice_by_its_own_call_takes_no_step(method, active):
    walk = payment()
    before = walk.state
    state = walk.choose(method)
    assert offer(state) == (method, active, [TOKEN, SMS])
    assert (len(state.history), state.version, state.expires_ms) == (2, before.version + 1, before.expires_ms)
    assert state.history[:-1] == before.history[:-1]


def test_the_same_choice_once_more_changes_nothing():
    walk = payment()
    chosen = walk.choose(TOKEN)
    assert walk.choose(TOKEN) is chosen


def test_another_choice_makes_the_mobile_token_inactive():
    walk = payment()
    walk.choose(TOKEN)
    assert offer(walk.choose(SMS)) == (SMS, False, [TOKEN, SMS])


def test_choosing_a_mobile_token_that_stopped_working_leaves_it_inactive():
    walk = payment()
    walk.eligibility = BARE
    assert offer(walk.choose(TOKEN)) == (TOKEN, False, [TOKEN, SMS])


@pytest.mark.parametrize("method", ["CONSENT", PASSWORD, "NO_SUCH_METHOD"])
def test_only_what_is_offered_can_be_chosen(method):
    assert payment().refused("choose", method) == "STEP_NOT_OFFERED"


def test_nothing_is_chosen_past_the_deadline():
    assert payment().refused("choose", SMS, after_ms=300_001) == "STEP_NOT_OFFERED"


def test_a_choice_is_that_of_one_step():
    walk = payment()
    walk.choose(SMS)
    assert offer(walk.step(SMS, "AUTH_FAILED")) == (None, False, [SMS])


def test_the_mobile_token_is_active_where_it_is_the_only_step():
    walk = Walk(flow((SMS,), (SMS, "CONFIRMED", TOKEN, "CONTINUE")))
    assert offer(walk.step(SMS)) == (None, True, [TOKEN])


def test_the_mobile_token_becomes_active_where_the_rules_leave_it_alone():
    walk = payment()
    assert offer(walk.step(TOKEN, "AUTH_FAILED")) == (None, True, [TOKEN])


def test_a_finished_operation_has_no_active_mobile_token():
    walk = Walk(flow((SMS,), (SMS, "CONFIRMED", TOKEN, "DONE")))
    assert offer(walk.step(SMS)) == (None, False, [TOKEN])


@pytest.mark.parametrize(
    ("eligibility", "active", "then"),
    [(EQUIPPED, True, True), (EQUIPPED, False, False), (BARE, True, False), (BARE, False, False)],
)
def test_the_mobile_token_is_switched_by_its_own_call_where_it_works(eligibility, active, then):
    walk = payment()
    if not active:
        walk.mobile_token(True)
    walk.eligibility = eligibility
    assert offer(walk.mobile_token(active)) == (None, then, [TOKEN, SMS])
    assert len(walk.state.history) == 2


def test_switching_the_mobile_token_keeps_the_choice():
    walk = payment()
    walk.choose(TOKEN)
    assert offer(walk.mobile_token(False)) == (TOKEN, False, [TOKEN, SMS])


def test_a_mobile_token_that_is_not_offered_stays_inactive():
    walk = payment(BARE)
    before = walk.state
    walk.eligibility = EQUIPPED
    assert walk.mobile_token(True) is before


@pytest.mark.parametrize("ended", ["CANCELED", "AUTH_METHOD_FAILED"])
def test_switching_the_mobile_token_of_a_finished_operation_changes_nothing(ended):
    walk = payment()
    finished = walk.step(TOKEN, ended)
    assert walk.mobile_token(True) is finished


def test_switching_the_mobile_token_past_the_deadline_finds_the_operation_timed_out():
    walk = payment()
    assert walk.mobile_token(True, after_ms=300_001).timed_out


FALLBACK = [
    (SMS,),
    (SMS, "AUTH_METHOD_DOWNGRADE", "OTP_CODE", "CONTINUE"),
    (SMS, "AUTH_METHOD_DOWNGRADE", "CONSENT", "CONTINUE"),
    (SMS, "AUTH_METHOD_DOWNGRADE", TOKEN, "CONTINUE"),
]


@pytest.mark.parametrize(
    ("target", "eligibility", "expected", "active"),
    [
        ("OTP_CODE", EQUIPPED, ("CONTINUE", None, ["OTP_CODE"]), False),
        ("CONSENT", EQUIPPED, ("CONTINUE", None, ["CONSENT"]), False),
        (TOKEN, EQUIPPED, ("CONTINUE", None, [TOKEN]), True),
        (TOKEN, BARE, ("FAILED", "error.noAuthMethod", []), False),
        (PASSWORD, EQUIPPED, ("FAILED", "error.noAuthMethod", []), False),
        (None, EQUIPPED, ("FAILED", "error.invalidRequest", []), False),
    ],
)
def test_a_downgrade_goes_to_one_of_its_rules(target, eligibility, expected, active):
    state = Walk(flow(*FALLBACK), eligibility).step(SMS, "AUTH_METHOD_DOWNGRADE", target_method=target)
    assert summary(state) == expected
    assert (state.current.chosen_method, state.current.mobile_token_active) == (None, active)


def test_the_shipped_operations_have_no_downgrade():
    state = payment().step(SMS, "AUTH_METHOD_DOWNGRADE", target_method="OTP_CODE")
    assert summary(state) == ("FAILED", "error.noAuthMethod", [])
