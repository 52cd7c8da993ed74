"""Time-based passwords (`powerauth-protocol.md` §7.3)."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256, SHA512

from activities.powerauth.totp import code, codes, is_valid
from tests.activities.powerauth.published import rows

SEED = bytes(range(16))
NOW = 1_700_000_010_000  # a step begins
ALGORITHMS = {"HmacSHA256": SHA256(), "HmacSHA512": SHA512()}


@pytest.mark.parametrize("row", rows("totp-data"))
def test_published_passwords(row):
    seed, at_ms = bytes.fromhex(row["Seed"]), int(row["Time (sec)"]) * 1000
    assert code(seed, at_ms, algorithm=ALGORITHMS[row["Algorithm"]]) == row["TOTP"]


def test_a_password_holds_for_its_step():
    assert code(SEED, NOW) == code(SEED, NOW + 29_999)
    assert len({code(SEED, NOW + step * 30_000) for step in range(-2, 3)}) == 5


@pytest.mark.parametrize("digits", [6, 8])
def test_short_numbers_are_filled_with_zeros(digits):
    made = [code(SEED, step * 30_000, digits=digits) for step in range(200)]
    assert {len(one) for one in made} == {digits}
    assert any(one.startswith("0") for one in made)


def test_accepted_are_this_step_and_the_one_before():
    assert codes(SEED, NOW) == [code(SEED, NOW), code(SEED, NOW - 30_000)]
    assert codes(SEED, NOW, steps_back=3)[-1] == code(SEED, NOW - 90_000)


@pytest.mark.parametrize(
    ("age_ms", "valid"),
    [
        (0, True),
        (30_000, True),
        (59_999 - 29_999, True),
        (30_001, False),
        (60_000, False),
        (-29_999, True),
        (-30_000, False),
    ],
)
def test_a_password_is_accepted_late_never_early(age_ms, valid):
    assert is_valid(code(SEED, NOW - age_ms), SEED, NOW) is valid


@pytest.mark.parametrize("steps_back", [0, 1, 5])
def test_how_many_steps_back_can_be_said(steps_back):
    assert is_valid(code(SEED, NOW - steps_back * 30_000), SEED, NOW, steps_back=steps_back)
    assert not is_valid(code(SEED, NOW - (steps_back + 1) * 30_000), SEED, NOW, steps_back=steps_back)


@pytest.mark.parametrize("otp", ["", "0", " " + code(SEED, NOW), code(SEED, NOW)[:-1], code(SEED, NOW) + "0", "٤" * 8])
def test_another_text_is_not_accepted(otp):
    assert not is_valid(otp, SEED, NOW)


def test_a_password_of_another_seed_is_not_accepted():
    assert not is_valid(code(bytes(16), NOW), SEED, NOW)
