"""One-time passwords: right, wrong, and nothing to compare with, which costs the same work."""

import pytest

from activities.secrets import passwords
from activities.secrets.one_time_passwords import hash_otp, is_right


@pytest.mark.parametrize(("otp", "right"), [("12345678", True), ("12345679", False), ("1234567", False), ("", False)])
def test_only_the_same_password_is_right(otp, right):
    assert is_right(otp, hash_otp("12345678")) is right


def test_what_is_kept_is_argon2id_with_a_salt_of_its_own_and_tells_nothing():
    one, other = hash_otp("12345678"), hash_otp("12345678")
    assert one != other
    assert one.startswith("$argon2id$")
    assert "12345678" not in one


def test_where_nothing_is_kept_every_password_is_wrong_after_the_same_work(monkeypatch):
    compared = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda otp, kept: compared.append(kept) or matches(otp, kept))
    assert is_right("12345678", None) is False
    costs = hash_otp("12345678").split("$")[1:4]
    assert [kept.split("$")[1:4] for kept in compared] == [costs], "the same algorithm at the same costs"
