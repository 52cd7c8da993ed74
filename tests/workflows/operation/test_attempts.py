"""How often a method may fail, and what is said to be left (`nextstep.md` §2.5.4 and remainingAttempts)."""

import pytest

from tests.workflows.operation.flows import BARE, Walk, flow, shipped, summary

PASSWORD = "USERNAME_PASSWORD_AUTH"
TOKEN = "POWERAUTH_TOKEN"
# The password may be tried without end: no rule gives up on it, nor on what was tried beside it.
PATIENT = [
    (PASSWORD,),
    ("SMS_KEY",),
    *((method, ended, offered, "CONTINUE", priority)
      for method in (PASSWORD, "SMS_KEY") for ended in ("AUTH_FAILED", "AUTH_METHOD_FAILED", "CONFIRMED")
      for priority, offered in enumerate((PASSWORD, "SMS_KEY"))),
]  # fmt: skip


def limited(**limits):
    return {**shipped("login").limits, **limits}


def test_the_fifth_failure_of_a_method_is_its_last():
    walk = Walk(shipped("login"))
    for left in (4, 3, 2, 1):
        state = walk.step(PASSWORD, "AUTH_FAILED")
        assert (summary(state), state.remaining_attempts) == (("CONTINUE", None, [PASSWORD]), left)
        assert state.current.step_result == "AUTH_FAILED"
    state = walk.step(PASSWORD, "AUTH_FAILED")
    assert (summary(state), state.remaining_attempts) == (("FAILED", None, []), 0)
    assert state.current.step_result == "AUTH_METHOD_FAILED"
    assert walk.refused("step", PASSWORD) == "OPERATION_FAILED"


def test_a_confirmation_after_four_failures_is_in_time():
    walk = Walk(shipped("login"))
    for _ in range(4):
        walk.step(PASSWORD, "AUTH_FAILED")
    state = walk.step(PASSWORD)
    assert (summary(state), state.remaining_attempts) == (("CONTINUE", None, ["CONSENT"]), 1)


@pytest.mark.parametrize("ended", ["CONFIRMED", "AUTH_FAILED", "AUTH_METHOD_FAILED"])
def test_what_comes_after_the_limit_counts_as_a_failure_of_the_method(ended):
    walk = Walk(flow(*PATIENT, limits=limited(**{PASSWORD: 2})))
    walk.step(PASSWORD, "AUTH_FAILED")
    assert walk.step(PASSWORD, "AUTH_FAILED").current.step_result == "AUTH_METHOD_FAILED"
    assert walk.step("SMS_KEY", "AUTH_FAILED").remaining_attempts == 4
    state = walk.step(PASSWORD, ended)
    assert (state.current.step_result, state.remaining_attempts) == ("AUTH_METHOD_FAILED", 0)


def test_a_cancellation_after_the_limit_keeps_its_description():
    walk = Walk(flow(*PATIENT, limits=limited(**{PASSWORD: 1})))
    walk.step(PASSWORD, "AUTH_FAILED")
    state = walk.step(PASSWORD, "CANCELED", description="INCORRECT_DATA")
    assert (state.current.step_result, state.current.description) == ("AUTH_METHOD_FAILED", "canceled.incorrect_data")


def test_a_method_that_says_it_failed_has_failed_whatever_its_attempts():
    state = Walk(shipped("login")).step(PASSWORD, "AUTH_METHOD_FAILED")
    assert (summary(state), state.remaining_attempts) == (("FAILED", None, []), 0)


def test_failures_of_other_methods_do_not_count():
    walk = Walk(flow(*PATIENT))
    for _ in range(4):
        walk.step(PASSWORD, "AUTH_FAILED")
        walk.step("SMS_KEY", "AUTH_FAILED")
    assert walk.step("SMS_KEY").remaining_attempts == 1
    assert walk.step(PASSWORD).remaining_attempts == 1


def test_where_all_failures_count_together_any_method_uses_them_up():
    walk = Walk(flow(*PATIENT, counts_all_failures=True))
    lefts = [
        walk.step(method, "AUTH_FAILED").remaining_attempts for method in (PASSWORD, "SMS_KEY", PASSWORD, "SMS_KEY")
    ]
    assert lefts == [4, 3, 2, 1]
    assert walk.step(PASSWORD, "AUTH_FAILED").current.step_result == "AUTH_METHOD_FAILED"


@pytest.mark.parametrize(
    ("limit", "failures", "ended", "left"),
    [
        (3, 0, "CONFIRMED", 3),
        (3, 1, "CONFIRMED", 2),
        (3, 2, "CONFIRMED", 1),
        (3, 2, "AUTH_FAILED", 0),
        (1, 0, "AUTH_FAILED", 0),
        (3, 1, "AUTH_METHOD_FAILED", 0),
        (3, 2, "CANCELED", 1),
        (None, 7, "CONFIRMED", None),
        (None, 7, "AUTH_FAILED", None),
        (None, 0, "AUTH_METHOD_FAILED", 0),
    ],
)
def test_attempts_left(limit, failures, ended, left):
    walk = Walk(flow(*PATIENT, limits=limited(**{PASSWORD: limit})))
    for _ in range(failures):
        walk.step(PASSWORD, "AUTH_FAILED")
    assert walk.step(PASSWORD, ended).remaining_attempts == left


def test_attempts_left_are_those_of_the_method_of_the_last_step():
    walk = Walk(shipped("authorize_payment"))
    walk.step(PASSWORD, "AUTH_FAILED")
    assert walk.step(PASSWORD).remaining_attempts == 4
    assert walk.step("SMS_KEY", "AUTH_FAILED").remaining_attempts == 4
    assert walk.step("SMS_KEY", "AUTH_FAILED").remaining_attempts == 3
    assert walk.step("SMS_KEY").remaining_attempts == 3


def test_a_choice_costs_no_attempt():
    walk = Walk(shipped("authorize_payment"))
    for _ in range(4):
        walk.step(PASSWORD, "AUTH_FAILED")
    walk.step(PASSWORD)
    state = walk.step(PASSWORD, "AUTH_METHOD_CHOSEN", target_method="SMS_KEY")
    assert (state.result, state.remaining_attempts) == ("CONTINUE", 1)


def test_methods_whose_failures_are_not_counted_fail_for_ever():
    walk = Walk(shipped("login"))
    for _ in range(20):
        state = walk.step("USER_ID_ASSIGN", "AUTH_FAILED")
        assert (state.result, state.remaining_attempts) == ("CONTINUE", None)


def test_a_wrong_token_is_offered_again_until_its_last_attempt():
    walk = Walk(shipped("authorize_payment"))
    walk.step(PASSWORD)
    for _ in range(4):
        assert summary(walk.step(TOKEN, "AUTH_FAILED")) == ("CONTINUE", None, [TOKEN])
    assert summary(walk.step(TOKEN, "AUTH_FAILED")) == ("FAILED", None, [])


def test_a_token_that_stopped_working_is_not_offered_again():
    walk = Walk(shipped("authorize_payment"))
    walk.step(PASSWORD)
    assert summary(walk.step(TOKEN, "AUTH_FAILED", eligibility=BARE)) == ("FAILED", "error.noAuthMethod", [])
