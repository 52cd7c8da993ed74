"""What follows from a step: rules by method, result, priority and user (`nextstep.md` §2.2 and §2.5)."""

from dataclasses import replace

import pytest

from config.flow_rules import Rule
from config.vocabulary import AuthResult, OperationRequestType
from tests.workflows.operation.flows import BARE, CREATED_MS, Walk, flow, shipped, summary
from workflows.operation.machine import apply, begin
from workflows.operation.model import Eligibility, TakeStep

SMS, TOKEN = "SMS_KEY", "POWERAUTH_TOKEN"


@pytest.mark.parametrize(
    ("ended", "expected", "recorded"),
    [
        ("CONFIRMED", ("DONE", None, []), "CONFIRMED"),
        ("CANCELED", ("FAILED", "canceled.unknown", []), "CANCELED"),
        ("AUTH_FAILED", ("CONTINUE", None, [SMS]), "AUTH_FAILED"),
        ("AUTH_METHOD_FAILED", ("CONTINUE", None, ["CONSENT"]), "AUTH_METHOD_FAILED"),
        ("AUTH_METHOD_DOWNGRADE", ("CONTINUE", None, ["OTP_CODE"]), "AUTH_METHOD_DOWNGRADE"),
    ],
)
def test_each_result_of_a_step_has_its_own_rule(ended, expected, recorded):
    walk = Walk(flow(
        (SMS,),
        (SMS, "CONFIRMED", None, "DONE"),
        (SMS, "CANCELED", None, "FAILED"),
        (SMS, "AUTH_FAILED", SMS, "CONTINUE"),
        (SMS, "AUTH_METHOD_FAILED", "CONSENT", "CONTINUE"),
        (SMS, "AUTH_METHOD_DOWNGRADE", "OTP_CODE", "CONTINUE"),
    ))  # fmt: skip
    state = walk.step(SMS, ended, target_method="OTP_CODE")
    assert summary(state) == expected
    assert (state.current.method, state.current.step_result) == (SMS, recorded)


def test_rules_of_other_methods_do_not_answer():
    walk = Walk(flow((SMS,), ("CONSENT", "CONFIRMED", None, "DONE")))
    assert summary(walk.step(SMS)) == ("FAILED", "error.noAuthMethod", [])


def test_rules_for_creation_do_not_answer_steps():
    walk = Walk(flow((SMS,)))
    assert summary(walk.step(SMS)) == ("FAILED", "error.noAuthMethod", [])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("CONSENT", "CONTINUE", 2), ("OTP_CODE", "CONTINUE", 1)], ("CONTINUE", None, ["OTP_CODE", "CONSENT"])),
        ([("CONSENT", "CONTINUE", None), ("OTP_CODE", "CONTINUE", 9)], ("CONTINUE", None, ["OTP_CODE", "CONSENT"])),
        ([(None, "DONE", 1)], ("DONE", None, [])),
        ([(None, "FAILED", 1)], ("FAILED", None, [])),
        ([("CONSENT", "CONTINUE", 1), (None, "DONE", 2)], ("DONE", None, [])),
        ([(None, "FAILED", 1), ("CONSENT", "CONTINUE", 2)], ("CONTINUE", None, ["CONSENT"])),
        ([(None, "FAILED", 1), (None, "DONE", 2)], ("DONE", None, [])),
        ([(None, "FAILED", 1), ("CONSENT", "CONTINUE", 2), (None, "DONE", 3)], ("DONE", None, [])),
        ([("CONSENT", "CONTINUE", 1), ("OTP_CODE", "DONE", 2)], ("DONE", None, ["OTP_CODE"])),
        ([("CONSENT", "CONTINUE", 3), (None, "FAILED", 2), (SMS, "CONTINUE", 1)], ("CONTINUE", None, [SMS, "CONSENT"])),
        ([], ("FAILED", "error.noAuthMethod", [])),
    ],
)
def test_priorities_order_steps_and_done_goes_before_continue_before_failed(rows, expected):
    walk = Walk(flow((SMS,), *((SMS, "CONFIRMED", *row) for row in rows)))
    assert summary(walk.step(SMS)) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [("CONSENT", "CONTINUE", 1), ("OTP_CODE", "CONTINUE", 1)],
        [("CONSENT", "CONTINUE", 1), (None, "DONE", 1)],
        [("CONSENT", "CONTINUE", None), ("OTP_CODE", "CONTINUE", None)],
        [("CONSENT", "CONTINUE", 2), (SMS, "CONTINUE", 1), ("OTP_CODE", "CONTINUE", 2)],
    ],
)
def test_equal_priorities_are_a_fault_of_the_definitions(rows):
    walk = Walk(flow((SMS,), *((SMS, "CONFIRMED", *row) for row in rows)))
    assert walk.refused("step", SMS) == "CONFIGURATION_INVALID"


def test_equal_priorities_are_no_fault_where_the_user_has_only_one_of_the_methods():
    walk = Walk(
        flow((SMS,), (SMS, "CONFIRMED", TOKEN, "CONTINUE", 1), (SMS, "CONFIRMED", "CONSENT", "CONTINUE", 1)), BARE
    )
    assert summary(walk.step(SMS)) == ("CONTINUE", None, ["CONSENT"])


@pytest.mark.parametrize(
    ("enabled", "steps"),
    [
        (("CONSENT", "OTP_CODE"), ["CONSENT", "OTP_CODE"]),
        (("OTP_CODE",), ["OTP_CODE"]),
        (None, ["CONSENT", "OTP_CODE"]),
    ],
)
def test_only_methods_that_the_user_has_are_offered_and_all_where_nobody_is_known(enabled, steps):
    walk = Walk(flow((SMS,), *((SMS, "CONFIRMED", method, "CONTINUE") for method in ("CONSENT", "OTP_CODE"))))
    assert summary(walk.step(SMS, eligibility=Eligibility(enabled))) == ("CONTINUE", None, steps)


def test_a_user_without_any_of_the_methods_has_no_way_on():
    walk = Walk(flow((SMS,), (SMS, "CONFIRMED", "CONSENT", "CONTINUE")))
    assert summary(walk.step(SMS, eligibility=Eligibility(enabled=()))) == ("FAILED", "error.noAuthMethod", [])


@pytest.mark.parametrize(
    ("method", "step_result", "result"),
    [(SMS, "CONFIRMED", "DONE"), (None, "CONFIRMED", "FAILED"), (SMS, None, "FAILED"), (None, None, "FAILED")],
)
def test_a_rule_answers_the_method_and_result_that_it_names_and_no_other(method, step_result, result):
    rule = Rule(9, OperationRequestType.UPDATE, method, step_result, 1, None, AuthResult.DONE)
    offering = flow((SMS,))
    made = replace(offering, rules=(*offering.rules, rule))
    state = apply(made, begin(made, CREATED_MS), TakeStep(SMS, "CONFIRMED"), CREATED_MS)
    assert state.result == result


def test_a_step_may_tell_whose_operation_it_is():
    walk = Walk(shipped("login"))
    state = walk.step("USERNAME_PASSWORD_AUTH", user_id="roman", organization_id="RETAIL")
    assert (state.user_id, state.organization_id) == ("roman", "RETAIL")


def test_what_a_step_does_not_tell_stays():
    walk = Walk(shipped("login"), user_id="roman", organization_id="RETAIL")
    state = walk.step("USERNAME_PASSWORD_AUTH")
    assert (state.user_id, state.organization_id) == ("roman", "RETAIL")


def test_a_step_overwrites_the_user():
    walk = Walk(shipped("login"), user_id="nobody", organization_id="RETAIL")
    state = walk.step("USERNAME_PASSWORD_AUTH", user_id="roman")
    assert (state.user_id, state.organization_id) == ("roman", "RETAIL")


def test_instruments_and_the_signatures_context_stay_with_the_step():
    context = {"signatureType": "possession_knowledge", "remainingAttempts": 5, "blocked": False}
    walk = Walk(shipped("login"))
    walk.step("USERNAME_PASSWORD_AUTH", instruments=("CREDENTIAL", "OTP_KEY"), authentication_context=context)
    walk.step("CONSENT")
    assert [row.instruments for row in walk.state.history] == [(), ("CREDENTIAL", "OTP_KEY"), ()]
    assert [row.authentication_context for row in walk.state.history] == [None, context, None]
