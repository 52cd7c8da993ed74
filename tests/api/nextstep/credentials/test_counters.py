"""Counters of credentials: results of checks elsewhere, and resets of all at once."""

import pytest

FAILED, SUCCEEDED = {"authenticationResult": "FAILED"}, {"authenticationResult": "SUCCEEDED"}
ROUTES = pytest.mark.parametrize(
    ("verb", "path"), [("PUT", "/credential/counter"), ("POST", "/credential/counter/update")]
)


@ROUTES
def test_a_success_in_between_keeps_a_credential_from_being_blocked(house, verb, path):
    who = house.credential()
    for _ in range(6):
        for result in (FAILED, SUCCEEDED):
            assert house.nextstep.ok(verb, path, {**who, **result}) == {**who, "credentialStatus": "ACTIVE"}


@ROUTES
def test_what_is_blocked_counts_no_more(house, verb, path):
    who = house.credential()
    found = [house.nextstep.ok(verb, path, {**who, **FAILED})["credentialStatus"] for _ in range(3)]
    assert found == ["ACTIVE", "ACTIVE", "BLOCKED_TEMPORARY"]
    for result in (SUCCEEDED, FAILED):
        assert house.nextstep.refused(verb, path, {**who, **result}) == "CREDENTIAL_NOT_ACTIVE"
    assert house.row(who).attempt_counter == 3


@pytest.mark.parametrize(
    ("mode", "of_active"), [("RESET_BLOCKED_TEMPORARY", 1), ("RESET_ACTIVE_AND_BLOCKED_TEMPORARY", 0)]
)
def test_a_reset_unblocks_what_is_blocked_temporarily_and_nothing_else(house, mode, of_active):
    house.ok("/credential/counter/reset-all", resetMode="RESET_ACTIVE_AND_BLOCKED_TEMPORARY")
    blocked, active, permanently, untouched = (house.credential() for _ in range(4))
    for who, times in ((blocked, 3), (active, 1)):
        for _ in range(times):
            house.ok("/credential/counter/update", who, **FAILED)
    house.ok("/credential/block", permanently)
    assert house.ok("/credential/counter/reset-all", resetMode=mode) == {"resetCounterCount": 2 - of_active}
    found = house.row(blocked)
    assert (found.status, found.failed_soft, found.failed_hard, found.blocked_ms) == ("ACTIVE", 0, 3, None)
    assert (house.row(active).failed_soft, house.row(active).failed_hard) == (of_active, 1)
    assert house.row(permanently).status == "BLOCKED_PERMANENT"
    assert house.row(untouched).status == "ACTIVE"


def test_the_hard_limit_counts_whatever_is_reset_in_between(house):
    who = house.credential()
    for expected in ("ACTIVE", "ACTIVE", "BLOCKED_TEMPORARY"):
        assert house.ok("/credential/counter/update", who, **FAILED)["credentialStatus"] == expected
    house.ok("/credential/counter/reset-all", resetMode="RESET_BLOCKED_TEMPORARY")
    for expected in ("ACTIVE", "BLOCKED_PERMANENT"):
        assert house.ok("/credential/counter/update", who, **FAILED)["credentialStatus"] == expected
    assert house.ok("/credential/unblock", who)["credentialStatus"] == "ACTIVE"
    assert house.row(who).failed_hard == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({}, "REQUEST_VALIDATION_FAILED"),
        ({"resetMode": "ALL"}, "INVALID_REQUEST"),
        ({"resetMode": 1}, "INVALID_REQUEST"),
    ],
)
def test_a_reset_says_of_what(house, wrong, code):
    assert house.refused("/credential/counter/reset-all", wrong) == code
