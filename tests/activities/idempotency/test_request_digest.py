"""By what a repeated request is recognised."""

from dataclasses import replace

import pytest

from activities.idempotency.request_digest import digest_of
from config.vocabulary import AuthStepResult
from workflows.operation.client.workflow_client import digest
from workflows.operation.model import AssignUser, ChooseMethod, Eligibility, SetMobileToken, TakeStep

STEP = TakeStep(
    "SMS_KEY", AuthStepResult.CONFIRMED, "text", "CONSENT", "roman", "SME", Eligibility(), ("CREDENTIAL",), {}
)
WORKING = Eligibility(enabled=("SMS_KEY",), mobile_token=True)


@pytest.mark.parametrize(
    "event", [STEP, ChooseMethod("SMS_KEY"), SetMobileToken(True), AssignUser("roman", "SME")], ids=type
)
def test_the_same_request_has_the_same_digest(event):
    assert digest("one", event) == digest("one", replace(event))
    assert len(digest("one", event)) == 64


@pytest.mark.parametrize("event", [STEP, ChooseMethod("SMS_KEY"), SetMobileToken(True)], ids=type)
def test_what_holds_of_the_user_by_now_does_not_make_it_another_request(event):
    assert digest("one", replace(event, eligibility=WORKING)) == digest("one", event)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("method", "CONSENT"),
        ("step_result", AuthStepResult.AUTH_FAILED),
        ("description", None),
        ("target_method", None),
        ("user_id", "petr"),
        ("organization_id", None),
        ("instruments", ()),
        ("authentication_context", {"blocked": True}),
    ],
)
def test_each_part_of_a_request_tells_it_from_another(field, value):
    assert digest("one", replace(STEP, **{field: value})) != digest("one", STEP)


def test_the_operation_and_the_kind_of_request_count_too():
    events = [STEP, ChooseMethod("SMS_KEY"), SetMobileToken(True), SetMobileToken(False), AssignUser("SMS_KEY")]
    assert len({digest(operation_id, event) for operation_id in ("one", "two") for event in events}) == 10


def test_parts_do_not_run_into_each_other():
    assert len({digest_of("ab", "c"), digest_of("a", "bc"), digest_of("abc"), digest_of(["ab", "c"])}) == 4
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1})
