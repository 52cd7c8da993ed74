"""Derivation of keys (`powerauth-protocol-4.md` §1)."""

import pytest

from activities.powerauth.v4.kdf import kdf, password_kdf
from tests.activities.powerauth.v4.published import every, members


@every("kdf")
def test_official_keys(case):
    (key,) = members(case, "key")
    diversifier = bytes.fromhex(case["diversifier"] or "")
    assert kdf(key, case["label"], diversifier, size=case["length"]).hex() == case["derived"]


@every("kdf-password")
def test_official_keys_of_passwords(case):
    assert password_kdf(case["password"], *members(case, "salt")).hex() == case["derived"]


def test_a_short_salt_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        password_kdf("1234", bytes(31))


def test_label_and_diversifier_cannot_be_moved_into_each_other():
    assert kdf(bytes(32), "ab", b"c") != kdf(bytes(32), "a", b"bc")
