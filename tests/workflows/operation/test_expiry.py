"""The deadline, to the millisecond, and what is answered after it (`nextstep.md` §2.5.2-3)."""

from dataclasses import replace

import pytest

from tests.workflows.operation.flows import CREATED_MS, LIFETIME_MS, Walk, shipped, summary
from workflows.operation.machine import expire

PASSWORD = "USERNAME_PASSWORD_AUTH"
TIMED_OUT = ("FAILED", "operation.timeout", [])


@pytest.mark.parametrize(("after_ms", "in_time"), [(1, True), (LIFETIME_MS, True), (LIFETIME_MS + 1, False)])
def test_a_step_at_the_deadline_is_in_time_and_a_millisecond_later_is_not(after_ms, in_time):
    state = Walk(shipped("login")).step(PASSWORD, after_ms=after_ms)
    assert summary(state) == (("CONTINUE", None, ["CONSENT"]) if in_time else TIMED_OUT)


@pytest.mark.parametrize(("after_ms", "open_then"), [(0, True), (LIFETIME_MS, True), (LIFETIME_MS + 1, False)])
def test_nobodys_step_is_needed_for_the_deadline_to_pass(after_ms, open_then):
    state = Walk(shipped("login")).state
    assert expire(state, CREATED_MS + after_ms).is_open is open_then


def test_a_timed_out_operation_has_a_row_of_the_first_offered_method_at_the_deadline():
    state = Walk(shipped("login")).state
    late = expire(state, state.expires_ms + 7_000)
    row = late.current
    assert (row.method, row.step_result, row.result) == ("USER_ID_ASSIGN", "AUTH_METHOD_FAILED", "FAILED")
    assert (row.description, row.steps, row.at_ms) == ("operation.timeout", (), state.expires_ms)
    assert (late.timed_out, late.version, late.expires_ms) == (True, 2, state.expires_ms)
    assert late.remaining_attempts == 0
    assert late.history[:-1] == state.history


def test_a_timed_out_operation_has_a_row_of_the_chosen_method():
    walk = Walk(shipped("login"))
    walk.choose(PASSWORD)
    assert expire(walk.state, CREATED_MS + LIFETIME_MS + 1).current.method == PASSWORD


def test_the_timed_out_state_does_not_depend_on_when_it_was_looked_at():
    state = Walk(shipped("login")).state
    assert expire(state, state.expires_ms + 1) == expire(state, state.expires_ms + 10**9)


@pytest.mark.parametrize(
    ("method", "ended"),
    [(PASSWORD, "CONFIRMED"), (PASSWORD, "CANCELED"), (PASSWORD, "AUTH_FAILED"), ("SMS_KEY", "CONFIRMED")],
)
def test_whatever_comes_late_is_answered_with_the_timed_out_state_every_time(method, ended):
    walk = Walk(shipped("login"))
    first = walk.step(method, ended, after_ms=LIFETIME_MS + 1)
    assert summary(first) == TIMED_OUT
    assert walk.step(method, ended) is first
    assert walk.step(PASSWORD, "CANCELED", description="TIMED_OUT_OPERATION") is first


@pytest.mark.parametrize(
    ("steps", "expires_after_ms"),
    [
        ([(1_000, PASSWORD, "AUTH_FAILED")], 301_000),
        ([(LIFETIME_MS, PASSWORD, "AUTH_FAILED")], 600_000),
        ([(LIFETIME_MS, PASSWORD, "AUTH_FAILED"), (LIFETIME_MS, PASSWORD, "CONFIRMED")], 900_000),
    ],
)
def test_each_step_moves_the_deadline(steps, expires_after_ms):
    walk = Walk(shipped("login"))
    for after_ms, method, ended in steps:
        walk.step(method, ended, after_ms=after_ms)
    assert walk.state.is_open
    assert walk.state.expires_ms == CREATED_MS + expires_after_ms


def test_where_it_does_not_slide_the_deadline_stays():
    walk = Walk(replace(shipped("login"), sliding=False))
    assert walk.step(PASSWORD, "AUTH_FAILED", after_ms=LIFETIME_MS).expires_ms == CREATED_MS + LIFETIME_MS
    assert summary(walk.step(PASSWORD, after_ms=1)) == TIMED_OUT


@pytest.mark.parametrize(
    ("event", "given"), [("choose", (PASSWORD,)), ("assign", ("roman",)), ("mobile_token", (False,))]
)
def test_what_is_no_step_moves_no_deadline(event, given):
    walk = Walk(shipped("login"))
    getattr(walk, event)(*given)
    assert walk.state.expires_ms == CREATED_MS + LIFETIME_MS


@pytest.mark.parametrize("ended", ["CONFIRMED", "CANCELED", "AUTH_METHOD_FAILED"])
def test_what_has_ended_does_not_time_out(ended):
    walk = Walk(shipped("login"))
    walk.step(PASSWORD)
    finished = walk.step("CONSENT", ended)
    assert expire(finished, finished.expires_ms + 1) is finished


def test_time_that_goes_backwards_times_nothing_out():
    state = Walk(shipped("login")).state
    assert expire(state, 0) is state
