"""Cancellations: their texts, who may cancel, and what a second one finds (`nextstep.md` §2.4 g, §2.5.1)."""

import pytest

from config.vocabulary import OperationCancelReason
from tests.workflows.operation.flows import Walk, flow, shipped, summary
from workflows.operation.machine import MAX_CHANGES, interrupt


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (None, "canceled.unknown"),
        ("", "canceled.unknown"),
        ("UNKNOWN", "canceled.unknown"),
        ("INCORRECT_DATA", "canceled.incorrect_data"),
        ("UNEXPECTED_OPERATION", "canceled.unexpected_operation"),
        ("AUTH_METHOD_NOT_AVAILABLE", "canceled.auth_method_not_available"),
        ("INTERRUPTED_OPERATION", "canceled.interrupted_operation"),
        ("UNEXPECTED_ERROR", "canceled.unexpected_error"),
        ("TIMED_OUT_OPERATION", "canceled.timed_out_operation"),
    ],
)
def test_the_reason_stands_in_the_description(reason, text):
    state = Walk(shipped("login")).step("USERNAME_PASSWORD_AUTH", "CANCELED", description=reason)
    assert summary(state) == ("FAILED", text, [])
    assert state.current.step_result == "CANCELED"


def test_every_reason_of_the_vocabulary_has_a_text():
    for reason in OperationCancelReason:
        state = Walk(shipped("login")).step("INIT", "CANCELED", description=reason)
        assert state.current.description == f"canceled.{reason.value.lower()}"


@pytest.mark.parametrize("operation_name", ["login", "login_sca", "authorize_payment", "authorize_payment_sca"])
def test_init_may_cancel_whatever_is_offered(operation_name):
    state = Walk(shipped(operation_name)).step("INIT", "CANCELED")
    assert (state.result, state.current.description, state.is_open) == ("FAILED", "canceled.unknown", False)


def test_descriptions_of_other_results_are_not_kept():
    walk = Walk(shipped("login"))
    assert walk.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED", description="INCORRECT_DATA").current.description is None


@pytest.mark.parametrize("first", [("CANCELED", "INCORRECT_DATA"), ("AUTH_METHOD_FAILED", None)])
def test_what_has_failed_stays_as_it_is_when_canceled_once_more(first):
    walk = Walk(shipped("login"))
    failed = walk.step("USERNAME_PASSWORD_AUTH", first[0], description=first[1])
    assert walk.step("USERNAME_PASSWORD_AUTH", "CANCELED", description="UNEXPECTED_ERROR") is failed
    assert walk.step("INIT", "CANCELED", after_ms=10 * 300_000) is failed


def test_a_cancellation_that_no_rule_answers_fails_the_operation_all_the_same():
    walk = Walk(shipped("login"))
    assert summary(walk.step("SMS_KEY", "CANCELED", description="INCORRECT_DATA")) == (
        "FAILED",
        "error.noAuthMethod",
        [],
    )
    assert walk.refused("step", "SMS_KEY") == "OPERATION_CANCELED"


def test_a_canceled_operation_does_not_time_out_later():
    walk = Walk(shipped("login"))
    canceled = walk.step("USERNAME_PASSWORD_AUTH", "CANCELED")
    assert walk.step("USERNAME_PASSWORD_AUTH", "CANCELED", after_ms=10**9) is canceled
    assert not canceled.timed_out


INTERRUPTED = ("FAILED", "canceled.interrupted_operation", [])


def interrupted(walk, after_ms=1_000):
    return interrupt(walk.flow, walk.state, walk.now_ms + after_ms)


@pytest.mark.parametrize("operation_name", ["login", "login_sca", "authorize_payment", "authorize_payment_sca"])
def test_an_operator_cancels_what_is_offered_first(operation_name):
    walk = Walk(shipped(operation_name))
    state = interrupted(walk)
    assert summary(state) == INTERRUPTED
    assert (state.current.method, state.current.step_result) == (walk.state.current.steps[0], "CANCELED")
    assert (state.version, state.history[:-1], state.current.at_ms) == (2, walk.state.history, walk.now_ms + 1_000)


def test_an_operator_cancels_the_chosen_method_and_its_attempts_stay():
    walk = Walk(shipped("login"))
    walk.step("USERNAME_PASSWORD_AUTH", "AUTH_FAILED")
    walk.choose("USERNAME_PASSWORD_AUTH")
    state = interrupted(walk)
    assert (state.current.method, state.remaining_attempts) == ("USERNAME_PASSWORD_AUTH", 4)


@pytest.mark.parametrize(
    "rows",
    [
        [("SMS_KEY",)],
        [("SMS_KEY",), ("SMS_KEY", "CANCELED", None, "FAILED", 1), ("SMS_KEY", "CANCELED", "CONSENT", "FAILED", 1)],
        [("SMS_KEY",), ("SMS_KEY", "CANCELED", "SMS_KEY", "CONTINUE")],
        [("TELEPATHY",)],
    ],
    ids=["no rule", "equal priorities", "a rule that goes on", "an unknown method"],
)
def test_no_rule_keeps_an_operator_from_canceling(rows):
    assert summary(interrupted(Walk(flow(*rows)))) == INTERRUPTED


def test_an_operator_cancels_what_changed_too_often():
    walk = Walk(shipped("login"))
    while walk.state.version < MAX_CHANGES:
        walk.step("USER_ID_ASSIGN", "AUTH_FAILED")
    assert summary(interrupted(walk)) == INTERRUPTED


@pytest.mark.parametrize("ended", ["CONFIRMED", "CANCELED", "AUTH_METHOD_FAILED"])
def test_an_operator_finds_nothing_to_cancel_in_what_has_ended(ended):
    walk = Walk(shipped("login"))
    walk.step("USER_ID_ASSIGN")
    walk.step("CONSENT", ended)
    assert interrupted(walk) is walk.state


def test_an_operator_who_comes_past_the_deadline_finds_the_operation_timed_out():
    assert interrupted(Walk(shipped("login")), after_ms=300_001).timed_out
