"""Digests of tokens (`powerauth-protocol-4.md` §7)."""

from base64 import b64encode
from dataclasses import replace

import pytest

from activities.powerauth.token_digest import TokenInvalid, TokenReason
from activities.powerauth.v4.headers import V4TokenHeader, read_token
from activities.powerauth.v4.token_digest import digest, remember_until_ms, replay_value, verify
from api.demo.device.v4.kmac import kmac256
from tests.activities.powerauth.published import raw
from tests.activities.powerauth.v4.published import every, vectors

NOW = 1_795_829_241_064
SECRET, NONCE, ID = b"s" * 32, b"n" * 16, "036cc14b-e4f8-4b01-a825-5129832acddb"
RIGHT = V4TokenHeader(ID, digest(token_secret=SECRET, nonce=NONCE, timestamp_ms=NOW), NONCE, NOW)


@every("token")
def test_official_digests(case):
    secret = raw(case["tokenSecret"])
    made = digest(token_secret=secret, nonce=raw(case["nonce"]), timestamp_ms=case["timestamp"])
    assert made == raw(case["digest"])
    verify(read_token(case["header"]), token_secret=secret, now_ms=case["timestamp"])


@pytest.mark.parametrize("life", vectors("transcripts"), ids=lambda life: life["algorithm"])
def test_official_uses_of_tokens(life):
    step = next(one for one in life["steps"] if one["step"] == "token-use")
    header = read_token(step["tokenHeader"])
    verify(header, token_secret=raw(step["tokenSecret"]), now_ms=header.timestamp_ms)


WRONG = {
    "timestamp": replace(RIGHT, timestamp_ms=NOW + 1),
    "nonce": replace(RIGHT, nonce=b"N" * 16),
    "digest": replace(RIGHT, token_digest=RIGHT.token_digest[:31] + bytes([RIGHT.token_digest[31] ^ 1])),
    "size": replace(RIGHT, token_digest=b""),
}


@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG)
def test_anything_else_is_refused(header):
    with pytest.raises(TokenInvalid) as invalid:
        verify(header, token_secret=SECRET, now_ms=NOW)
    assert invalid.value.reason is TokenReason.DIGEST


@pytest.mark.parametrize(
    ("now_ms", "reason"),
    [
        (NOW + 300_000, None),
        (NOW - 300_000, None),
        (NOW + 300_001, TokenReason.TOO_OLD),
        (NOW - 300_001, TokenReason.TOO_EARLY),
    ],
)
def test_a_header_is_accepted_for_five_minutes_around_its_time(now_ms, reason):
    if reason is None:
        verify(RIGHT, token_secret=SECRET, now_ms=now_ms)
        return
    with pytest.raises(TokenInvalid) as invalid:
        verify(RIGHT, token_secret=SECRET, now_ms=now_ms)
    assert invalid.value.reason is reason


def test_the_secret_of_a_token_of_3_x_makes_digests_of_4_0():
    """As a phone makes them after its upgrade, of the secret that it was given before: KMAC256 by its 16 bytes."""
    found = digest(token_secret=bytes(range(16)), nonce=NONCE, timestamp_ms=NOW)
    assert found == kmac256(bytes(range(16)), NONCE + f"&{NOW}&4.0".encode(), "PA4DIGEST")


@pytest.mark.parametrize("size", [0, 15, 17, 31, 33, 64])
def test_a_secret_of_another_size_is_a_mistake(size):
    with pytest.raises(ValueError, match="32 bytes"):
        digest(token_secret=bytes(size), nonce=NONCE, timestamp_ms=NOW)


def test_what_must_not_repeat_is_nonce_and_token_for_as_long_as_it_is_accepted():
    assert replay_value(RIGHT) == b64encode(NONCE + ID.encode()).decode()
    forgotten = remember_until_ms(RIGHT)
    verify(RIGHT, token_secret=SECRET, now_ms=forgotten)
    with pytest.raises(TokenInvalid):
        verify(RIGHT, token_secret=SECRET, now_ms=forgotten + 1)
