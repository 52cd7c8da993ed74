"""Failed attempts: which of them count, and what the last one does."""

from dataclasses import replace

import pytest

from activities.device.failed_attempts import BLOCKED_REASON, count_failure, remaining
from activities.powerauth.signature_type import SignatureType
from activities.store.signers import Signer

ACTIVE = Signer(
    registration_id="r",
    application_id="a",
    user_id="u",
    version=7,
    changed_ms=1,
    status="ACTIVE",
    failed_attempts=0,
    max_failed_attempts=5,
    blocked_reason=None,
    flags="[]",
    name=None,
    expires_ms=0,
    server_public_key="",
    server_private_key="",
    device_public_key=None,
    ctr_data=None,
    counter=0,
    protocol=None,
    guessed_until_ms=None,
    least_protocol="3.1",
)


@pytest.mark.parametrize("factors", list(SignatureType))
def test_a_wrong_signature_counts_unless_it_is_of_possession_alone(factors):
    after = count_failure(ACTIVE, factors, 9)
    assert after.failed_attempts == (factors is not SignatureType.POSSESSION)
    assert (after.status, after.version, after.changed_ms) == ("ACTIVE", 7, 1)


def test_the_last_attempt_blocks():
    after = count_failure(replace(ACTIVE, failed_attempts=4), SignatureType.POSSESSION_KNOWLEDGE, 9)
    assert (after.status, after.blocked_reason, after.failed_attempts) == ("BLOCKED", BLOCKED_REASON, 5)
    assert (after.version, after.changed_ms, remaining(after)) == (8, 9, 0)


@pytest.mark.parametrize(("status", "left"), [("ACTIVE", 3), ("BLOCKED", 0), ("CREATED", 0)])
def test_only_an_active_registration_has_attempts_left(status, left):
    assert remaining(replace(ACTIVE, failed_attempts=2, status=status)) == left
