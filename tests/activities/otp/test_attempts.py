"""What a try makes of a one-time password: a table of states, values and limits."""

import pytest

from activities.otp.attempts import attempt, block, use
from activities.store.otps import OneTimePassword

NOW = 1_000_000


def otp(status="ACTIVE", *, failed=0, limit=3, expires_ms=None):
    return OneTimePassword(
        otp_id="one",
        otp_name="SMS",
        user_id=None,
        credential_name=None,
        operation_id=None,
        otp_data=None,
        value="12345678",
        is_sealed=False,
        otp_status=status,
        attempt_counter=failed,
        failed_attempt_counter=failed,
        attempt_limit=limit,
        created_ms=0,
        verified_ms=None,
        blocked_ms=None,
        expires_ms=expires_ms,
    )


@pytest.mark.parametrize(
    ("before", "fits", "uses", "right", "status", "left", "tries"),
    [
        (otp(), True, True, True, "USED", 0, 1),
        (otp(), True, False, True, "ACTIVE", 3, 1),
        (otp(), False, True, False, "ACTIVE", 2, 1),
        (otp(), False, False, False, "ACTIVE", 2, 1),
        (otp(failed=2), False, True, False, "BLOCKED", 0, 3),
        (otp(failed=2), False, False, False, "BLOCKED", 0, 3),
        (otp(failed=2), True, True, True, "USED", 0, 3),
        (otp(failed=9, limit=None), False, True, False, "ACTIVE", None, 10),
        (otp("USED"), True, True, False, "USED", 0, 0),
        (otp("BLOCKED", failed=3), True, True, False, "BLOCKED", 0, 3),
        (otp("REMOVED"), True, True, False, "REMOVED", 0, 0),
        (otp("EXTERNAL"), True, True, False, "EXTERNAL", 0, 0),
        (otp(expires_ms=NOW), True, True, True, "USED", 0, 1),
        (otp(expires_ms=NOW - 1), True, True, False, "BLOCKED", 0, 1),
        (otp(expires_ms=NOW - 1), False, False, False, "BLOCKED", 0, 1),
    ],
)
def test_a_try(before, fits, uses, right, status, left, tries):
    found = attempt(before, NOW, fits=fits)
    assert found.is_right is right
    after = use(found.otp, NOW) if found.is_right and uses else found.otp
    assert (after.otp_status, after.remaining_attempts, after.attempt_counter) == (status, left, tries)
    assert after.blocked_ms == (NOW if status == "BLOCKED" and before.is_active else None)
    assert after.verified_ms == (NOW if status == "USED" and before.is_active else None)


@pytest.mark.parametrize("status", ["USED", "REMOVED", "EXTERNAL", "BLOCKED"])
def test_only_an_active_one_is_blocked(status):
    assert block(otp(status), NOW) == otp(status)
    assert block(otp(), NOW).otp_status == "BLOCKED"
