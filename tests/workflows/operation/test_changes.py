"""Whose operation it is, how versions grow, and how many changes one operation may have (`nextstep.md` §2.7)."""

from dataclasses import FrozenInstanceError

import pytest

from tests.workflows.operation.flows import Walk, shipped, summary
from workflows.operation.machine import MAX_CHANGES

PASSWORD = "USERNAME_PASSWORD_AUTH"


@pytest.mark.parametrize(
    ("known", "given", "then"),
    [
        ({}, ("roman",), ("roman", None)),
        ({}, ("roman", "RETAIL"), ("roman", "RETAIL")),
        ({"user_id": "nobody", "organization_id": "SME"}, ("roman",), ("roman", "SME")),
        ({"user_id": "nobody", "organization_id": "SME"}, ("roman", "RETAIL"), ("roman", "RETAIL")),
    ],
)
def test_the_user_of_an_open_operation_may_be_told(known, given, then):
    walk = Walk(shipped("login"), **known)
    before = walk.state
    state = walk.assign(*given)
    assert (state.user_id, state.organization_id) == then
    assert (state.version, state.history, state.expires_ms) == (2, before.history, before.expires_ms)


def test_the_same_user_once_more_changes_nothing():
    walk = Walk(shipped("login"), user_id="roman", organization_id="RETAIL")
    before = walk.state
    assert walk.assign("roman") is before
    assert walk.assign("roman", "RETAIL") is before


def test_the_user_of_a_finished_operation_stays():
    walk = Walk(shipped("login"), user_id="roman")
    finished = walk.step(PASSWORD, "CANCELED")
    assert walk.assign("somebody") is finished


def test_a_user_told_past_the_deadline_finds_the_operation_timed_out():
    walk = Walk(shipped("login"), user_id="roman")
    state = walk.assign("somebody", after_ms=300_001)
    assert (state.timed_out, state.user_id) == (True, "roman")


def test_each_change_counts_one_version():
    walk = Walk(shipped("authorize_payment"))
    versions = [
        walk.state.version,
        walk.step(PASSWORD, "AUTH_FAILED").version,
        walk.step(PASSWORD).version,
        walk.choose("POWERAUTH_TOKEN").version,
        walk.mobile_token(False).version,
        walk.assign("roman").version,
        walk.step("SMS_KEY").version,
        walk.step("CONSENT").version,
    ]
    assert versions == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("name", ["version", "created_ms"])
def test_nothing_changes_in_place(name):
    state = Walk(shipped("login")).state
    with pytest.raises(FrozenInstanceError):
        setattr(state, name, 9)


@pytest.fixture
def restless():
    """A login at its bound of changes."""
    walk = Walk(shipped("login"))
    for _ in range(MAX_CHANGES - 1):
        walk.step("USER_ID_ASSIGN", "AUTH_FAILED")
    assert (walk.state.version, walk.state.is_open) == (MAX_CHANGES, True)
    return walk


@pytest.mark.parametrize(("method", "ended"), [("USER_ID_ASSIGN", "AUTH_FAILED"), ("USER_ID_ASSIGN", "CONFIRMED")])
def test_a_step_too_many_fails_the_operation(restless, method, ended):
    expires_ms = restless.state.expires_ms
    state = restless.step(method, ended)
    assert summary(state) == ("FAILED", "operation.tooManyChanges", [])
    assert (state.current.method, state.current.step_result) == (method, "AUTH_METHOD_FAILED")
    assert (state.version, state.expires_ms, state.timed_out) == (MAX_CHANGES + 1, expires_ms, False)
    assert restless.refused("step", method) == "OPERATION_FAILED"


def test_a_change_too_many_that_is_no_step_is_refused(restless):
    assert restless.refused("choose", "USER_ID_ASSIGN") == "TOO_MANY_CHANGES"
    assert restless.refused("assign", "roman") == "TOO_MANY_CHANGES"


def test_an_illegal_step_is_refused_before_it_is_counted(restless):
    assert restless.refused("step", "CONSENT") == "STEP_NOT_OFFERED"


def test_an_operation_at_its_bound_still_times_out(restless):
    assert restless.step("USER_ID_ASSIGN", after_ms=300_001).timed_out
