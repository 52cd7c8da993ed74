"""Why an operation ended, in words: who ended it, and because of what."""

import pytest

from tests.workflows.operation.flows import Walk, shipped
from workflows.operation import machine, template_flow
from workflows.operation.explanation import explain
from workflows.operation.model import Cancellation
from workflows.operation.outcome import reason, status

PASSWORD, TOKEN = "USERNAME_PASSWORD_AUTH", "POWERAUTH_TOKEN"
TEMPLATE = template_flow.flow("payment", max_failure_count=5, lifetime_ms=300_000)


def walked(*steps, flow=None):
    walk = Walk(flow or shipped("login"))
    for method, ended, fields in steps:
        walk.step(method, ended, **fields)
    return walk


def phone(ended, **fields):
    return TOKEN, ended, {"request_id": "a request", "eligibility": template_flow.TOKEN_WORKS, **fields}


def step(method, ended="CONFIRMED", **fields):
    return method, ended, fields


BANK, OPERATOR = Cancellation("CUSTOMER_CALLED"), Cancellation("FRAUD", by_operator=True)


@pytest.mark.parametrize(
    ("steps", "flow", "told"),
    [
        ([phone("CONFIRMED")], TEMPLATE, ("APPROVED", None, "the user approved it on the phone")),
        (
            [phone("CANCELED", description="UNKNOWN")],
            TEMPLATE,
            ("REJECTED", "canceled.unknown", "the user rejected it on the phone, and gave no reason"),
        ),
        (
            [phone("CANCELED", description="INCORRECT_DATA")],
            TEMPLATE,
            ("REJECTED", "canceled.incorrect_data", "the user rejected it on the phone: incorrect data"),
        ),
        (
            [phone("AUTH_FAILED")] * 5,
            TEMPLATE,
            ("FAILED", "attempts", "5 answers of the phone were wrong (POWERAUTH_TOKEN); no attempt is left"),
        ),
        (
            [step("INIT", "CANCELED", cancellation=BANK)],
            TEMPLATE,
            ("CANCELED", "canceled.unknown", "the bank canceled it: CUSTOMER_CALLED"),
        ),
        (
            [step("INIT", "CANCELED", cancellation=OPERATOR)],
            TEMPLATE,
            ("CANCELED", "canceled.unknown", "an operator canceled it: FRAUD"),
        ),
        ([step(PASSWORD), step("CONSENT")], None, ("APPROVED", None, "its last step, CONSENT, was confirmed")),
        (
            [step(PASSWORD, "AUTH_FAILED")] * 5,
            None,
            ("FAILED", "attempts", "5 passwords were wrong (USERNAME_PASSWORD_AUTH); no attempt is left"),
        ),
        (
            [step(PASSWORD, "AUTH_FAILED"), step(PASSWORD, "AUTH_METHOD_FAILED")],
            None,
            ("FAILED", "auth_method_failed", "USERNAME_PASSWORD_AUTH failed for good, as its caller said"),
        ),
        (
            [step(PASSWORD, "CANCELED", description="INCORRECT_DATA")],
            None,
            (
                "CANCELED",
                "canceled.incorrect_data",
                "the web flow canceled it at USERNAME_PASSWORD_AUTH: incorrect data",
            ),
        ),
        (
            [step("SMS_KEY", "CANCELED")],
            None,
            (
                "CANCELED",
                "error.noAuthMethod",
                "its flow says nothing of SMS_KEY CANCELED that is open to this user",
            ),
        ),
    ],
)
def test_each_end_has_a_status_a_reason_and_words(steps, flow, told):
    state = walked(*steps, flow=flow).state
    assert (status(state), reason(state), explain(state)) == told


def test_the_only_attempt_is_no_plural():
    flow = template_flow.flow("payment", max_failure_count=1, lifetime_ms=300_000)
    state = walked(phone("AUTH_FAILED"), flow=flow).state
    assert explain(state) == "the answer of the phone was wrong (POWERAUTH_TOKEN); there was one attempt"


def test_what_nobody_answered_says_what_it_waited_for():
    walk = walked(step(PASSWORD))
    state = machine.expire(walk.state, walk.state.expires_ms + 1)
    assert (status(state), reason(state)) == ("EXPIRED", "operation.timeout")
    assert explain(state) == "nobody answered in time; it waited for CONSENT"


def test_an_operator_s_cancellation_in_temporal_is_told_with_its_reason():
    walk = walked(step(PASSWORD))
    state = machine.interrupt(walk.flow, walk.state, walk.now_ms, "FRAUD")
    assert (status(state), reason(state)) == ("CANCELED", "canceled.interrupted_operation")
    assert explain(state) == "an operator canceled it: FRAUD"


@pytest.mark.parametrize("steps", [[], [step(PASSWORD)], [step(PASSWORD, "AUTH_FAILED")]])
def test_what_is_open_has_no_reason(steps):
    assert reason(walked(*steps).state) is None
