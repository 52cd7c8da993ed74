"""A registration's state survives its row, and what a workflow tells with an error."""

from dataclasses import asdict, replace

import pytest

from tests.activities.store.registration_rows import registration
from tests.workflows.registration.terms import ACTIVE, BLOCKED, CREATED, NEW, ON_EXCHANGE, PENDING, REMOVED, state
from workflows.registration.projection import projection, restore, restore_from_error, start_of

STATES = [
    NEW,
    state(CREATED, version=3, failed_attempts=2),
    state(PENDING),
    state(ACTIVE, version=7),
    state(BLOCKED, reason="LOST"),
    state(REMOVED, failed_attempts=5, reason="OTP_MAX_FAILED_ATTEMPTS"),
]


@pytest.mark.parametrize("told", STATES)
def test_a_state_is_read_from_the_row_as_it_was_written(told):
    row = registration(created_ms=told.created_ms, expires_ms=told.expires_ms)
    assert restore(replace(row, **asdict(projection("one", told)))) == told


@pytest.mark.parametrize("told", STATES)
def test_a_state_that_came_with_an_error_is_the_same(told):
    fields = {name: str(value) if name == "status" else value for name, value in asdict(told).items()}
    assert restore_from_error(fields) == told
    assert restore_from_error(fields).status is told.status


@pytest.mark.parametrize(("otp_hash", "has_otp"), [(None, False), ("a hash", True)])
def test_a_workflow_starts_from_what_is_stored(otp_hash, has_otp):
    row = registration(
        otp_hash=otp_hash, commit_phase="ON_KEY_EXCHANGE", max_failed_attempts=3, version=2, failed_attempts=1
    )
    start = start_of(row)
    assert (start.registration_id, start.state) == ("one", restore(row))
    assert (start.terms.commit_phase, start.terms.has_otp, start.terms.max_failed_attempts) == (ON_EXCHANGE, has_otp, 3)
