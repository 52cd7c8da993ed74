"""Passwords are long, random, and kept as argon2id only."""

import math

import pytest

from activities.secrets import passwords


def test_generated_passwords_are_long_and_never_the_same():
    found = {passwords.generate() for _ in range(200)}
    assert len(found) == 200
    assert {len(one) for one in found} == {20}
    letters = set("".join(found))
    assert 20 * math.log2(len(letters)) > 100
    assert all(one.isalnum() and one.isascii() for one in found)


def test_a_password_matches_its_own_hash_and_no_other(password_costs):
    kept = passwords.hash_password("Příliš žluťoučký kůň")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches("Příliš žluťoučký kůň", kept)
    assert not passwords.matches("příliš žluťoučký kůň", kept)
    assert not passwords.matches("", kept)
    assert passwords.hash_password("Příliš žluťoučký kůň") != kept


def test_hashes_of_other_costs_are_understood():
    kept = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng"
    assert not passwords.matches("password", kept)


@pytest.mark.parametrize("kept", ["", "password", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_matches_nothing(kept):
    assert not passwords.matches("password", kept)
