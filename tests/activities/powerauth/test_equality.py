"""Comparison of secrets."""

import pytest

from activities.powerauth.equality import constant_time_equal

CASES = [
    (b"", b"", True),
    (b"secret", b"secret", True),
    (b"secret", b"secreT", False),
    (b"secret", b"secret ", False),
    ("12345678", "12345678", True),
    ("12345678", "12345679", False),
    ("12345678", b"12345678", True),
    ("číslo", "číslo", True),
    ("číslo", "cislo", False),
    ("\ud800", "\ud801", False),
]


@pytest.mark.parametrize(("one", "other", "equal"), CASES)
def test_secrets_are_equal_only_byte_by_byte(one, other, equal):
    assert constant_time_equal(one, other) is equal
