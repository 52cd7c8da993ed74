"""A new operation: what it offers, how long it lives, and which definitions give none (`nextstep.md` §2.3)."""

import pytest

from config.refused import Refused
from tests.workflows.operation.flows import CREATED_MS, flow, shipped
from workflows.operation.machine import begin


@pytest.mark.parametrize(
    ("operation_name", "steps"),
    [
        ("login", ["USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH"]),
        ("authorize_payment", ["USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH"]),
        ("login_sca", ["LOGIN_SCA"]),
        ("authorize_payment_sca", ["LOGIN_SCA", "USER_ID_ASSIGN"]),
    ],
)
def test_shipped_operations_offer_their_first_steps(operation_name, steps):
    state = begin(shipped(operation_name), CREATED_MS)
    assert (state.result, [*state.current.steps]) == ("CONTINUE", steps)


def test_it_starts_with_an_init_row_and_a_deadline():
    state = begin(shipped("login"), CREATED_MS)
    assert (state.version, state.created_ms, state.expires_ms) == (1, CREATED_MS, CREATED_MS + 300_000)
    [row] = state.history
    assert (row.method, row.step_result, row.result, row.at_ms) == ("INIT", "CONFIRMED", "CONTINUE", CREATED_MS)
    assert (row.description, row.chosen_method, row.mobile_token_active) == (None, None, False)


def test_nothing_counts_as_attempts_before_the_first_step():
    assert begin(shipped("login"), CREATED_MS).remaining_attempts is None


def test_the_user_may_be_known_from_the_start_and_filters_nothing():
    state = begin(flow(("POWERAUTH_TOKEN",), ("SMS_KEY",)), CREATED_MS, user_id="roman", organization_id="SME")
    assert (state.user_id, state.organization_id) == ("roman", "SME")
    assert state.current.steps == ("POWERAUTH_TOKEN", "SMS_KEY")


@pytest.mark.parametrize(
    ("rows", "steps"),
    [
        ([("SMS_KEY", 2), ("CONSENT", 1)], ["CONSENT", "SMS_KEY"]),
        ([("SMS_KEY", 1), ("CONSENT", 1)], ["SMS_KEY", "CONSENT"]),
        ([("SMS_KEY", None), ("CONSENT", 9)], ["CONSENT", "SMS_KEY"]),
        ([("SMS_KEY",), (None,)], ["SMS_KEY"]),
    ],
)
def test_steps_come_by_priority_and_equal_priorities_by_id(rows, steps):
    assert [*begin(flow(*rows), CREATED_MS).current.steps] == steps


@pytest.mark.parametrize("result", ["DONE", "FAILED"])
def test_an_operation_may_be_finished_at_once(result):
    state = begin(flow((None, 1, result)), CREATED_MS)
    assert (state.result, state.is_open, state.current_method) == (result, False, None)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("SMS_KEY", "CONFIRMED", None, "DONE")],
        [("SMS_KEY", 1, "CONTINUE"), (None, 2, "DONE")],
    ],
    ids=["no rows", "only rows for steps", "different results"],
)
def test_definitions_without_a_single_answer_are_invalid(rows):
    with pytest.raises(Refused) as refused:
        begin(flow(*rows), CREATED_MS)
    assert refused.value.reason == "CONFIGURATION_INVALID"
    assert "made_up" in refused.value.detail
