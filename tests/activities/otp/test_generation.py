"""How one-time passwords are made: digits of a digest, or groups of random digits of which no two are alike."""

import os
import re

import pytest

from activities.otp.generation import digest_digits, generate
from config.identity_vocabulary import OtpGenerationAlgorithm as Algorithm
from config.refused import Refused


@pytest.mark.parametrize("length", [1, 4, 8, 16, 64])
def test_a_digest_has_as_many_digits_as_the_policy_says(length):
    made = generate(Algorithm.OTP_DATA_DIGEST, length, None, "A1*A100CZK")
    assert re.fullmatch(f"[0-9]{{{length}}}", made)


def test_a_digest_is_made_of_its_data_and_a_salt_that_is_forgotten(monkeypatch):
    salts = []

    def urandom(size):
        salts.append(bytes(range(size)))
        return salts[-1]

    monkeypatch.setattr(os, "urandom", urandom)
    made = generate(Algorithm.OTP_DATA_DIGEST, 8, None, "A1*A100CZK")
    [salt] = salts
    assert len(salt) == 16
    assert made == digest_digits(salt, "A1*A100CZK", 8) != digest_digits(salt, "A1*A900CZK", 8)


@pytest.mark.parametrize(
    ("salt", "data", "length", "expected"),
    [
        (bytes(16), "A1*A100CZK", 8, "80420097"),
        (b"\xff" * 16, "", 4, "7757"),  # of a negative number
    ],
)
def test_a_digest_is_that_of_other_implementations(salt, data, length, expected):
    """The expected values are those of openssl, and of whole numbers of any size."""
    assert digest_digits(salt, data, length) == expected


def test_two_digests_of_the_same_data_differ():
    assert len({generate(Algorithm.OTP_DATA_DIGEST, 16, None, "same") for _ in range(20)}) == 20


@pytest.mark.parametrize(("length", "size"), [(8, 2), (6, 3), (4, 4), (10, 1)])
def test_groups_are_digits_and_distinct(length, size):
    for _ in range(50):
        made = generate(Algorithm.OTP_RANDOM_DIGIT_GROUPS, length, size, None)
        groups = [made[at : at + size] for at in range(0, length, size)]
        assert re.fullmatch(f"[0-9]{{{length}}}", made)
        assert len(set(groups)) == length // size


@pytest.mark.parametrize(("length", "size"), [(8, 3), (8, None), (8, 0), (11, 1), (202, 2)])
def test_groups_that_do_not_make_up_the_length_are_a_fault_of_the_configuration(length, size):
    with pytest.raises(Refused) as refused:
        generate(Algorithm.OTP_RANDOM_DIGIT_GROUPS, length, size, None)
    assert refused.value.reason == "CONFIGURATION_INVALID"
