"""Which steps are taken, and in which order the faults are named (`nextstep.md` §2.4)."""

import pytest

from tests.rows import each_row
from tests.workflows.operation.flows import BARE, Walk, flow, shipped

DONE = [("USERNAME_PASSWORD_AUTH", "CONFIRMED"), ("CONSENT", "CONFIRMED")]
FAILED = [("USERNAME_PASSWORD_AUTH", "AUTH_METHOD_FAILED")]
CANCELED = [("USERNAME_PASSWORD_AUTH", "CANCELED")]


def walked(operation_name, steps):
    walk = Walk(shipped(operation_name))
    for method, ended in steps:
        walk.step(method, ended)
    return walk


@each_row("taken", [[], DONE, FAILED, CANCELED], ids=["open", "done", "failed", "canceled"])
@each_row(
    ("method", "ended"),
    [
        (None, "CONFIRMED"),
        (None, None),
        (None, "CANCELED"),
        ("INIT", None),
        ("INIT", "CONFIRMED"),
        ("INIT", "AUTH_FAILED"),
        ("INIT", "AUTH_METHOD_FAILED"),
        ("INIT", "AUTH_METHOD_DOWNGRADE"),
        ("CONSENT", None),
    ],
)
def test_a_request_that_makes_no_sense_is_told_so_in_every_state(taken, method, ended):
    assert walked("login", taken).refused("step", method, ended) == "REQUEST_INVALID"


@pytest.mark.parametrize("after_ms", [1, 300_001])
def test_a_request_that_makes_no_sense_is_told_so_past_the_deadline_too(after_ms):
    assert Walk(shipped("login")).refused("step", "INIT", "CONFIRMED", after_ms=after_ms) == "REQUEST_INVALID"


@pytest.mark.parametrize(
    ("taken", "method", "ended", "target"),
    [
        ([], "CONSENT", "CONFIRMED", None),
        ([], "CONSENT", "AUTH_FAILED", None),
        ([], "CONSENT", "AUTH_METHOD_FAILED", None),
        ([], "NO_SUCH_METHOD", "CONFIRMED", None),
        ([], "SHOW_OPERATION_DETAIL", "CONFIRMED", None),
        (DONE[:1], "USERNAME_PASSWORD_AUTH", "CONFIRMED", None),
        ([], "INIT", "AUTH_METHOD_CHOSEN", None),
        ([], "INIT", "AUTH_METHOD_CHOSEN", "CONSENT"),
        ([], "USER_ID_ASSIGN", "AUTH_METHOD_CHOSEN", "USERNAME_PASSWORD_AUTH"),
    ],
)
def test_a_step_that_was_not_offered_is_refused(taken, method, ended, target):
    assert walked("login", taken).refused("step", method, ended, target_method=target) == "STEP_NOT_OFFERED"


@pytest.mark.parametrize("method", ["USER_ID_ASSIGN", "USERNAME_PASSWORD_AUTH"])
def test_each_of_the_offered_steps_may_be_taken(method):
    assert Walk(shipped("login")).step(method).current.steps == ("CONSENT",)


def test_a_chosen_method_does_not_close_the_others():
    walk = walked("authorize_payment", DONE[:1])
    walk.choose("POWERAUTH_TOKEN")
    assert walk.step("SMS_KEY").current.steps == ("CONSENT",)


@pytest.mark.parametrize("offered", ["SMS_KEY", "POWERAUTH_TOKEN"])
def test_the_operations_detail_may_be_shown_before_what_confirms_it(offered):
    shown = flow((offered,), ("SHOW_OPERATION_DETAIL", "CONFIRMED", "CONSENT", "CONTINUE"))
    assert Walk(shown).step("SHOW_OPERATION_DETAIL").current.steps == ("CONSENT",)


def test_any_method_may_cancel_an_open_operation():
    walk = Walk(shipped("authorize_payment"))
    assert walk.step("SMS_KEY", "CANCELED").result == "FAILED"


def test_a_method_that_nobody_knows_cannot_cancel():
    assert Walk(shipped("login")).refused("step", "NO_SUCH_METHOD", "CANCELED") == "AUTH_METHOD_NOT_FOUND"


@pytest.mark.parametrize("ended", ["CONFIRMED", "AUTH_FAILED", "AUTH_METHOD_FAILED", "AUTH_METHOD_DOWNGRADE"])
@pytest.mark.parametrize(
    ("taken", "code"),
    [
        (DONE, "OPERATION_FINISHED"),
        (FAILED, "OPERATION_FAILED"),
        (CANCELED, "OPERATION_CANCELED"),
    ],
)
def test_a_finished_operation_says_how_it_ended(taken, ended, code):
    assert walked("login", taken).refused("step", "CONSENT", ended) == code


@pytest.mark.parametrize(
    ("taken", "code"),
    [
        (DONE, "OPERATION_FINISHED"),
        (FAILED, "OPERATION_FAILED"),
        (CANCELED, "OPERATION_CANCELED"),
    ],
)
def test_no_method_can_be_chosen_for_a_finished_operation(taken, code):
    walk = walked("login", taken)
    assert walk.refused("step", "CONSENT", "AUTH_METHOD_CHOSEN", target_method="CONSENT") == code
    assert walk.refused("choose", "CONSENT") == "STEP_NOT_OFFERED"


def test_a_done_operation_cannot_be_canceled():
    assert walked("login", DONE).refused("step", "CONSENT", "CANCELED") == "OPERATION_FINISHED"


def test_an_operation_that_failed_by_its_rules_is_not_called_canceled():
    walk = Walk(shipped("authorize_payment_sca"), BARE)
    assert walk.step("USER_ID_ASSIGN", "AUTH_FAILED").result == "FAILED"
    assert walk.refused("step", "LOGIN_SCA") == "OPERATION_FAILED"
