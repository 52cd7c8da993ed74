"""Whole operations, from their creation to their end, by the shipped definitions (`nextstep.md` §3.3)."""

import pytest

from tests.workflows.operation.flows import BARE, EQUIPPED, Walk, shipped
from workflows.operation.model import Eligibility

PASSWORD, ASSIGNED, TOKEN, SMS = "USERNAME_PASSWORD_AUTH", "USER_ID_ASSIGN", "POWERAUTH_TOKEN", "SMS_KEY"
LOGIN, APPROVAL, CONSENT = "LOGIN_SCA", "APPROVAL_SCA", "CONSENT"
NOBODY = Eligibility()


@pytest.mark.parametrize(
    ("operation_name", "eligibility", "path"),
    [
        ("login", BARE, [(PASSWORD, [CONSENT]), (CONSENT, [])]),
        ("login", NOBODY, [(ASSIGNED, [CONSENT]), (CONSENT, [])]),
        ("login_sca", BARE, [(LOGIN, [CONSENT]), (CONSENT, [])]),
        ("authorize_payment", EQUIPPED, [(PASSWORD, [TOKEN, SMS]), (TOKEN, [CONSENT]), (CONSENT, [])]),
        ("authorize_payment", EQUIPPED, [(ASSIGNED, [TOKEN, SMS]), (SMS, [CONSENT]), (CONSENT, [])]),
        ("authorize_payment", BARE, [(PASSWORD, [SMS]), (SMS, [CONSENT]), (CONSENT, [])]),
        ("authorize_payment", NOBODY, [(ASSIGNED, [SMS]), (SMS, [CONSENT]), (CONSENT, [])]),
        ("authorize_payment_sca", EQUIPPED, [(LOGIN, [APPROVAL]), (APPROVAL, [CONSENT]), (CONSENT, [])]),
        ("authorize_payment_sca", BARE, [(ASSIGNED, [APPROVAL]), (APPROVAL, [CONSENT]), (CONSENT, [])]),
    ],
)
def test_confirmed_step_by_step_an_operation_is_done(operation_name, eligibility, path):
    walk = Walk(shipped(operation_name), eligibility)
    for method, offered in path:
        assert walk.state.result == "CONTINUE"
        assert [*walk.step(method).current.steps] == offered
    assert walk.state.result == "DONE"
    assert walk.state.version == len(walk.state.history) == len(path) + 1
    assert [entry.method for entry in walk.state.history] == ["INIT", *(method for method, _ in path)]


@pytest.mark.parametrize(
    ("operation_name", "before", "method"),
    [
        ("login", [], PASSWORD),
        ("login", [], ASSIGNED),
        ("login", [PASSWORD], CONSENT),
        ("login_sca", [], LOGIN),
        ("login_sca", [LOGIN], CONSENT),
        ("authorize_payment", [], PASSWORD),
        ("authorize_payment", [PASSWORD], TOKEN),
        ("authorize_payment", [PASSWORD], SMS),
        ("authorize_payment", [PASSWORD, SMS], CONSENT),
        ("authorize_payment_sca", [], LOGIN),
        ("authorize_payment_sca", [], ASSIGNED),
        ("authorize_payment_sca", [LOGIN], APPROVAL),
        ("authorize_payment_sca", [LOGIN, APPROVAL], CONSENT),
    ],
)
@pytest.mark.parametrize(
    ("ended", "description"), [("CANCELED", "canceled.incorrect_data"), ("AUTH_METHOD_FAILED", None)]
)
def test_each_step_may_be_the_last(operation_name, before, method, ended, description):
    walk = Walk(shipped(operation_name))
    for confirmed in before:
        walk.step(confirmed)
    state = walk.step(method, ended, description="INCORRECT_DATA")
    assert (state.result, state.current.description, state.current.steps) == ("FAILED", description, ())


@pytest.mark.parametrize(
    ("operation_name", "before", "method"),
    [
        ("login", [], PASSWORD),
        ("login", [PASSWORD], CONSENT),
        ("login_sca", [], LOGIN),
        ("authorize_payment", [PASSWORD], TOKEN),
        ("authorize_payment", [PASSWORD], SMS),
        ("authorize_payment_sca", [LOGIN], APPROVAL),
    ],
)
def test_every_counted_step_may_be_tried_five_times(operation_name, before, method):
    walk = Walk(shipped(operation_name))
    for confirmed in before:
        walk.step(confirmed)
    for left in (4, 3, 2, 1):
        state = walk.step(method, "AUTH_FAILED")
        assert (state.result, [*state.current.steps], state.remaining_attempts) == ("CONTINUE", [method], left)
    assert (walk.step(method, "AUTH_FAILED").result, walk.state.remaining_attempts) == ("FAILED", 0)


def test_a_payment_that_first_went_wrong_in_every_way():
    walk = Walk(shipped("authorize_payment"))
    walk.step(PASSWORD, "AUTH_FAILED")
    walk.step(PASSWORD, user_id="roman")
    walk.choose(TOKEN)
    assert walk.state.current.mobile_token_active
    walk.step(TOKEN, "AUTH_FAILED")
    assert walk.refused("step", SMS) == "STEP_NOT_OFFERED"  # a wrong token offers the token alone
    walk.step(TOKEN)
    walk.step(CONSENT)
    assert (walk.state.result, walk.state.user_id) == ("DONE", "roman")
    assert [(entry.method, entry.step_result, entry.chosen_method) for entry in walk.state.history] == [
        ("INIT", "CONFIRMED", None),
        (PASSWORD, "AUTH_FAILED", None),
        (PASSWORD, "CONFIRMED", TOKEN),
        (TOKEN, "AUTH_FAILED", None),
        (TOKEN, "CONFIRMED", None),
        (CONSENT, "CONFIRMED", None),
    ]
