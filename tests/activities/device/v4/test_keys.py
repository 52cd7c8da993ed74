"""The keys of registrations by version 4.0: what is sealed is opened, by its own row alone, and moves to another master key."""

from dataclasses import replace

import pytest

from activities.device.v4.keys import V4DeviceKeys
from activities.master_keys.resealing import reseal
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.secrets.sealing import Sealer, Unsealable
from activities.store import v4_key_exchanges, v4_keys, v4_temporary_keys
from activities.store.v4_temporary_keys import StoredV4TemporaryKey
from config import master_key

SECRET = V4ActivationKeys(bytes(range(32)))
TABLES = ("v4_keys", "v4_key_exchange", "v4_temporary_key")


@pytest.fixture(scope="module")
def sealer():
    return Sealer.of(master_key.generate())


def sides(algorithm=Algorithm.EC_P384):
    return KeyPairs.generate(algorithm), KeyPairs.generate(algorithm).public


def sealed(sealer, algorithm=Algorithm.EC_P384, registration_id="one"):
    server, device = sides(algorithm)
    return V4DeviceKeys(sealer).seal(registration_id, "roman", SECRET, server=server, device=device)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_what_is_sealed_is_opened(sealer, algorithm):
    server, device = sides(algorithm)
    stored = V4DeviceKeys(sealer).seal("one", "roman", SECRET, server=server, device=device)
    opened = V4DeviceKeys(sealer).open(stored)
    assert (opened.algorithm, opened.secret) == (algorithm, SECRET)
    assert opened.factor_keys == FactorKeys.initial(SECRET, biometry_enabled=False)
    assert opened.server.public.members() == opened.server_public.members() == server.public.members()
    assert opened.device_public.members() == device.members()
    assert not stored.is_confirmed


def test_both_sides_are_of_one_algorithm(sealer):
    server, _ = sides(Algorithm.EC_P384)
    _, device = sides(Algorithm.EC_P384_ML_L3)
    with pytest.raises(ValueError, match="algorithm"):
        V4DeviceKeys(sealer).seal("one", "roman", SECRET, server=server, device=device)


@pytest.mark.parametrize(
    "other",
    [
        {"registration_id": "two"},
        {"user_id": "magdalena"},
        {"algorithm": "EC_P384_ML_L3"},
        {"device_public_keys": "{}"},
        {"secrets": "factor_keys"},
        {"factor_keys": "secrets"},
    ],
    ids=str,
)
def test_in_another_row_or_column_nothing_opens(sealer, other):
    stored = sealed(sealer)
    moved = {name: getattr(stored, value, value) for name, value in other.items()}
    with pytest.raises(Unsealable):
        V4DeviceKeys(sealer).open(replace(stored, **moved))


CHANGES = {
    "a password waits": lambda keys: keys.with_password(b"p" * 32),
    "biometry waits": lambda keys: keys.with_biometry(b"b" * 32),
    "there is no biometry": lambda keys: keys.without_biometry(),
    "biometry is new": lambda keys: keys.without_biometry().with_biometry(b"b" * 32),
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_factor_keys_are_stored_with_whether_biometry_is_enabled(database, sealer, change):
    keys, stored = V4DeviceKeys(sealer), sealed(sealer)
    expected = CHANGES[change](keys.open(stored).factor_keys)
    with database.write() as session:
        v4_keys.add(session, stored)
        text = keys.seal_factor_keys(stored, expected)
        v4_keys.replace_factor_keys(session, "one", text, biometry_enabled=expected.biometry_enabled)
        assert keys.open(v4_keys.find(session, "one")).factor_keys == expected


def test_keys_are_confirmed_and_an_upgrade_too(database, sealer):
    with database.write() as session:
        v4_keys.add(session, sealed(sealer))
        v4_keys.add(session, replace(sealed(sealer, registration_id="two"), upgrade_ctr_data="counter"))
        v4_keys.confirm(session, "one", biometry_enabled=True)
        v4_keys.confirm_upgrade(session, "two")
        one, two = (v4_keys.find(session, name) for name in ("one", "two"))
        v4_keys.remove(session, "two")
        assert v4_keys.find(session, "two") is None
    assert (one.is_confirmed, one.biometry_enabled, one.upgrade_ctr_data) == (True, True, None)
    assert (two.is_confirmed, two.biometry_enabled, two.upgrade_ctr_data) == (True, False, None)


def test_nobody_has_keys_of_his_own_in_each_process(sealer):
    one, two = (V4DeviceKeys(sealer) for _ in range(2))
    assert one.nobody is one.nobody
    assert one.open(one.nobody).secret != two.open(two.nobody).secret


def test_all_of_them_move_to_another_master_key(database, sealer):
    stored, fresh = sealed(sealer), Sealer.of(master_key.generate())
    with database.write() as session:
        v4_keys.add(session, stored)
        v4_key_exchanges.record(session, "a", sealed(sealer, registration_id="two"))
        secret = sealer.seal(b"secret", "v4_temporary_key", "id", "secret")
        v4_temporary_keys.add(session, StoredV4TemporaryKey("id", "key", None, secret, 0))
    told = {}
    reseal(database, Sealer((*fresh._keys, *sealer._keys)), lambda name, count: told.update({name: count}))
    assert {name: count for name, count in told.items() if count} == dict.fromkeys(TABLES, 1)
    with database.write() as session:
        assert V4DeviceKeys(fresh).open(v4_keys.find(session, "one")).secret == SECRET
        v4_key_exchanges.win(session, "two", "a")
        opened = V4DeviceKeys(fresh).open(v4_keys.find(session, "two"))
        temporary = v4_temporary_keys.find(session, "id").secret
    assert opened.secret.derive(ActivationKey.POSSESSION) == opened.factor_keys.possession
    assert fresh.open(temporary, "v4_temporary_key", "id", "secret") == b"secret"
