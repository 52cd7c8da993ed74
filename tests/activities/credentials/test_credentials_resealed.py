"""Sealed values of credentials, former ones too, are sealed anew under a new master key; what is not sealed is left alone."""

import pytest

from activities.credentials.protection import of_credential, of_past_value
from activities.master_keys import resealing
from activities.secrets.sealing import Sealer
from activities.store import credential_history
from tests.activities.credentials.made import KEY, NAME, protection

NEW_KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="


@pytest.mark.parametrize("hashing", [True, False])
def test_sealed_values_are_resealed_with_those_before_them(house, monkeypatch, hashing):
    monkeypatch.setattr(resealing, "_BATCH", 1)
    house.define(
        definition={"hashing_enabled": hashing, "encryption_enabled": True, "encryption_algorithm": "AES_HMAC"}
    )
    house.create()
    house.create("jana", "jana_novak", "An0therValue")
    house.create(value="Th1rdValue")
    resealed = resealing.reseal(house.database, Sealer.of(NEW_KEY, KEY), lambda *_: None)
    assert resealed == 5
    assert resealing.reseal(house.database, Sealer.of(NEW_KEY, KEY), lambda *_: None) == 0
    kept = protection(NEW_KEY)
    assert kept.matches(house.row(), of_credential("roman", NAME), "Th1rdValue")
    assert kept.matches(house.row("jana"), of_credential("jana", NAME), "An0therValue")
    with house.database.read() as session:
        past = credential_history.newest(session, "roman", 10)
    found = [kept.matches(one, of_past_value("roman", one.ordinal), "s3cretA") for one in past]
    assert found == [False, True]


def test_what_is_not_sealed_is_left_alone(house):
    house.create()
    before = house.row()
    assert resealing.reseal(house.database, Sealer.of(NEW_KEY, KEY), lambda *_: None) == 0
    assert house.row() == before
