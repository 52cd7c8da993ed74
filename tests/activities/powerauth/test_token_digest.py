"""Digests of tokens (`powerauth-protocol.md` §6)."""

import hmac
from base64 import b64encode
from dataclasses import replace

import pytest

from activities.powerauth.headers import TokenHeader
from activities.powerauth.token_digest import TokenInvalid, TokenReason, digest, remember_until_ms, replay_value, verify
from activities.powerauth.version import ProtocolVersion

V3_0, V3_1, V3_2, V3_3 = ProtocolVersion
NOW = 1_700_000_000_000
NONCE = b"n" * 16
SECRET = b"s" * 16
ID = "036cc14b-e4f8-4b01-a825-5129832acddb"
MINUTE = 60_000
TEXTS = {
    V3_0: b"nnnnnnnnnnnnnnnn&1700000000000",
    V3_1: b"nnnnnnnnnnnnnnnn&1700000000000",
    V3_2: b"nnnnnnnnnnnnnnnn&1700000000000&3.2",
    V3_3: b"nnnnnnnnnnnnnnnn&1700000000000&3.3",
}
every_version = pytest.mark.parametrize("version", ProtocolVersion)


def header(version, timestamp_ms=NOW):
    signed = digest(version, token_secret=SECRET, nonce=NONCE, timestamp_ms=timestamp_ms)
    return TokenHeader(version, ID, signed, NONCE, timestamp_ms)


def refused(sent, secret=SECRET):
    with pytest.raises(TokenInvalid) as invalid:
        verify(sent, token_secret=secret, now_ms=NOW)
    assert str(invalid.value) == "the token is not accepted"
    return invalid.value.reason


@every_version
def test_a_digest_is_of_nonce_timestamp_and_later_of_the_version(version):
    expected = hmac.digest(SECRET, TEXTS[version], "sha256")
    assert digest(version, token_secret=SECRET, nonce=NONCE, timestamp_ms=NOW) == expected


@every_version
def test_a_right_header_is_accepted(version):
    verify(header(version), token_secret=SECRET, now_ms=NOW)


@every_version
def test_anything_else_in_a_header_is_not(version):
    right = header(version)
    wrong = [
        replace(right, timestamp_ms=NOW + 1),
        replace(right, nonce=b"N" * 16),
        replace(right, token_digest=bytes(32)),
        replace(right, token_digest=right.token_digest[:31] + bytes([right.token_digest[31] ^ 1])),
        replace(right, token_digest=b""),
    ]
    assert [refused(one) for one in wrong] == [TokenReason.DIGEST] * 5
    assert refused(right, secret=b"S" * 16) == TokenReason.DIGEST


def test_the_version_of_a_later_header_is_covered():
    assert refused(replace(header(V3_2), version=V3_3)) == TokenReason.DIGEST
    assert refused(replace(header(V3_3), version=V3_1)) == TokenReason.DIGEST
    assert refused(replace(header(V3_0), version=V3_2)) == TokenReason.DIGEST


@pytest.mark.parametrize(
    ("version", "earliest"), [(V3_0, 30 * MINUTE), (V3_1, 30 * MINUTE), (V3_2, MINUTE), (V3_3, MINUTE)]
)
def test_a_header_is_accepted_for_two_hours_and_somewhat_early(version, earliest):
    for age_ms in (120 * MINUTE, MINUTE, 0, -earliest):
        verify(header(version, NOW - age_ms), token_secret=SECRET, now_ms=NOW)
    assert refused(header(version, NOW - 120 * MINUTE - 1)) == TokenReason.TOO_OLD
    assert refused(header(version, NOW + earliest + 1)) == TokenReason.TOO_EARLY


def test_what_must_not_repeat_is_nonce_and_token():
    assert replay_value(header(V3_3)) == b64encode(NONCE + ID.encode()).decode()


def test_it_is_remembered_as_long_as_the_header_would_be_accepted():
    forgotten = remember_until_ms(header(V3_3))
    verify(header(V3_3), token_secret=SECRET, now_ms=forgotten)
    with pytest.raises(TokenInvalid):
        verify(header(V3_3), token_secret=SECRET, now_ms=forgotten + 1)
