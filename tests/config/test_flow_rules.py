"""What is wrong with a flow is found, whatever the order of its rules; and a flow without a problem has none."""

import random

import pytest

from config.definitions.load import load
from config.flow_rules import Rule, contradictions, find_problems, rule_of
from config.vocabulary import AuthMethod, AuthResult, AuthStepResult, OperationRequestType

SMS, CONSENT = AuthMethod.SMS_KEY, AuthMethod.CONSENT


def rule(number, ended, result, then=None, *, method=SMS, priority=1):
    kind = OperationRequestType.CREATE if ended is None else OperationRequestType.UPDATE
    step_result = None if ended is None else AuthStepResult(ended)
    return Rule(number, kind, None if ended is None else method, step_result, priority, then, AuthResult(result))


GOOD = [
    rule(1, None, "CONTINUE", SMS),
    rule(2, "CONFIRMED", "DONE"),
    rule(3, "AUTH_FAILED", "CONTINUE", SMS),
    rule(4, "CANCELED", "FAILED"),
    rule(5, "CANCELED", "FAILED", method=AuthMethod.INIT),
]


def without(number):
    return [one for one in GOOD if one.id != number]


FAULTS = {
    "equal priorities": (
        [*GOOD, rule(6, "CONFIRMED", "CONTINUE", CONSENT)],
        ("equal priorities for SMS_KEY CONFIRMED in steps 2 and 6", (2, 6), "priority"),
    ),
    "two without a priority": (
        [*without(2), rule(6, "CONFIRMED", "DONE", priority=None), rule(7, "CONFIRMED", "FAILED", priority=None)],
        ("equal priorities for SMS_KEY CONFIRMED in steps 6 and 7", (6, 7), "priority"),
    ),
    "two results of creation": (
        [*GOOD, rule(6, None, "DONE", priority=2)],
        ("different results for CREATE in steps 1 and 6", (1, 6), "result"),
    ),
    "no creation": (without(1), ("has no CREATE row, so that it can never be created", (), "")),
    "no way on": (without(2), ("no row answers SMS_KEY CONFIRMED, which fails the operation", (), "")),
    "no way back": (without(3), ("no row answers SMS_KEY AUTH_FAILED, which fails the operation", (), "")),
    "no way out": (without(4), ("no row answers SMS_KEY CANCELED, which fails the operation", (), "")),
    "no way out before the first step": (
        without(5), ("no row answers INIT CANCELED, which fails the operation", (), ""),
    ),
    "no way out of a later step": (
        [*GOOD, rule(6, "CONFIRMED", "CONTINUE", CONSENT, priority=2)],
        ("no row answers CONSENT CANCELED, which fails the operation", (), ""),
    ),
    "no good end": ([*without(2), rule(6, "CONFIRMED", "FAILED")], ("no row leads to DONE", (), "")),
    "a continuation with nothing": (
        [*without(3), rule(6, "AUTH_FAILED", "CONTINUE")], ("step 6 continues with no method", (6,), ""),
    ),
    "a row that answers nothing": (
        [*GOOD, rule(6, "CONFIRMED", "FAILED", method=None)],
        ("step 6 answers no method or no result, so that it is never used", (6,), ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_problem_is_found_in_any_order_of_the_rules(rules, expected):
    for seed in range(5):
        shuffled = random.Random(seed).sample(rules, len(rules))
        assert expected in [(found.text, found.rules, found.member) for found in find_problems(shuffled)]


def test_a_flow_in_which_every_request_has_one_answer_has_no_problem():
    assert list(find_problems(GOOD)) == []
    shipped = load()
    for operation in shipped.operations:
        steps = [step for step in shipped.steps if step.operation_name == operation.operation_name]
        assert list(find_problems(map(rule_of, steps))) == []


@pytest.mark.parametrize(
    "harmless",
    [
        [*GOOD, rule(6, "CONFIRMED", "FAILED", priority=2)],
        [*GOOD, rule(6, "CONFIRMED", "DONE", priority=None)],
        [*GOOD, rule(6, "CONFIRMED", "DONE", method=CONSENT)],
        [*GOOD, rule(6, None, "CONTINUE", SMS)],
    ],
    ids=["another priority", "no priority", "another method", "creation: the ids decide"],
)
def test_what_does_not_disagree_is_no_contradiction(harmless):
    assert list(contradictions(harmless)) == []


def test_each_of_three_equal_priorities_is_named():
    rules = [*GOOD, rule(6, "CANCELED", "FAILED"), rule(7, "CANCELED", "FAILED")]
    assert {found.rules for found in contradictions(rules)} == {(4, 6), (4, 7)}
