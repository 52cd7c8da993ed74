"""Cancellations: their texts, who may cancel, and what a second one finds (reference nextstep.md §2.4 g, §2.5.1)."""

import pytest

from config.vocabulary import OperationCancelReason
from tests.workflows.operation.flows import Walk, shipped, summary


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
    assert walk.refused("step", "SMS_KEY") == "OPERATION_ALREADY_CANCELED"


def test_a_canceled_operation_does_not_time_out_later():
    walk = Walk(shipped("login"))
    canceled = walk.step("USERNAME_PASSWORD_AUTH", "CANCELED")
    assert walk.step("USERNAME_PASSWORD_AUTH", "CANCELED", after_ms=10**9) is canceled
    assert not canceled.timed_out
