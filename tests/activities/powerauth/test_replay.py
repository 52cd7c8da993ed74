"""Protection against repeated requests (`powerauth-protocol.md` §2.5)."""

from base64 import b64encode
from dataclasses import replace

import pytest

from activities.powerauth.encrypted_request import EncryptedRequest
from activities.powerauth.encryption_failed import EncryptionFailed, EncryptionFailure
from activities.powerauth.replay import check_time, remember_until_ms, replay_value
from activities.powerauth.version import ProtocolVersion

NOW = 1_700_000_000_000
ID = "036cc14b-e4f8-4b01-a825-5129832acddb"
REQUEST = EncryptedRequest(
    version=ProtocolVersion.V3_2,
    ephemeral_point=b"\x02" + b"p" * 32,
    encrypted_data=bytes(16),
    mac=bytes(32),
    nonce=b"n" * 16,
    timestamp_ms=NOW,
)


@pytest.mark.parametrize("age_ms", [-60_000, -1, 0, 1, 59_999, 60_000])
def test_a_request_is_accepted_a_minute_to_both_sides(age_ms):
    check_time(replace(REQUEST, timestamp_ms=NOW - age_ms), NOW)


@pytest.mark.parametrize(
    ("age_ms", "reason"),
    [
        (60_001, EncryptionFailure.TOO_OLD),
        (7_200_000, EncryptionFailure.TOO_OLD),
        (NOW, EncryptionFailure.TOO_OLD),
        (-60_001, EncryptionFailure.TOO_EARLY),
        (-7_200_000, EncryptionFailure.TOO_EARLY),
    ],
)
def test_an_older_or_an_earlier_one_is_not(age_ms, reason):
    with pytest.raises(EncryptionFailed) as failed:
        check_time(replace(REQUEST, timestamp_ms=NOW - age_ms), NOW)
    assert failed.value.reason == reason


def test_the_first_versions_have_no_protection():
    early = replace(REQUEST, version=ProtocolVersion.V3_1, timestamp_ms=None)
    check_time(early, NOW)
    assert replay_value(early, ID) is None
    assert remember_until_ms(early) is None


def test_a_value_is_of_key_nonce_and_activation():
    assert replay_value(REQUEST, None) == b64encode(b"\x02" + b"p" * 32 + b"n" * 16).decode()
    assert replay_value(REQUEST, ID) == b64encode(b"\x02" + b"p" * 32 + b"n" * 16 + ID.encode()).decode()


def test_a_value_is_remembered_as_long_as_the_request_would_be_accepted():
    forgotten = remember_until_ms(REQUEST)
    check_time(REQUEST, forgotten)
    with pytest.raises(EncryptionFailed):
        check_time(REQUEST, forgotten + 1)
