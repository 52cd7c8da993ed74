"""Every stored secret moves to another master key, and nothing else changes."""

from collections import Counter

import pytest
from sqlalchemy import text

from activities.device import devices
from activities.device.applications import Applications
from activities.master_keys.resealing import reseal
from activities.secrets.sealing import Sealer, Unsealable
from config import master_key
from tests.activities.device.signed_requests import signed

COLUMNS = (
    ("application_version", "application_secret"),
    ("master_key_pair", "private_key"),
    ("master_key_pair", "v4_private_keys"),
    ("registration", "server_private_key"),
    ("token", "secret"),
)


def stored(home):
    with home.database.read() as session:
        return [
            secret
            for table, column in COLUMNS
            for secret in session.connection().execute(text(f"SELECT {column} FROM {table}")).scalars()
        ]


def test_everything_is_sealed_under_the_new_key_and_still_works(home, application, phone):
    for _ in range(3):
        home.devices.tokens.create(phone.registration.activation_id, "possession")
    current = home.sealer
    new = master_key.generate()
    fresh = Sealer.of(new)
    ring = Sealer((*fresh._keys, *current._keys))
    told = Counter()

    def count(table, secrets):
        told[table] += secrets

    assert reseal(home.database, ring, count) == 7
    assert {table: count for table, count in told.items() if count} == {
        "application_version": 1,
        "master_key_pair": 2,
        "registration": 1,
        "token": 3,
    }
    assert all(fresh.is_current(secret) for secret in stored(home))
    applications = Applications(home.database, fresh)
    assert devices.build(home.database, fresh, applications).signatures.check(signed(phone)).valid
    assert reseal(home.database, ring, count) == 0


def test_a_secret_under_an_unknown_key_stops_it_and_is_left_as_it_is(home, application, phone):
    before = stored(home)
    with pytest.raises(Unsealable):
        reseal(home.database, Sealer.of(master_key.generate()), lambda *_: None)
    assert stored(home) == before


def test_more_secrets_than_a_batch_are_all_sealed(home, application, phone, monkeypatch):
    monkeypatch.setattr("activities.master_keys.resealing._BATCH", 2)
    for _ in range(5):
        home.devices.tokens.create(phone.registration.activation_id, "possession")
    fresh = Sealer.of(master_key.generate())
    assert reseal(home.database, Sealer((*fresh._keys, *home.sealer._keys)), lambda *_: None) == 9
    assert all(fresh.is_current(secret) for secret in stored(home))
