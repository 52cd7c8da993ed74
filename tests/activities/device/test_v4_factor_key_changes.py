"""Keys of the PIN and of biometry, replaced by their phone, and keys of its vault (`powerauth-protocol-4.md` §6.5, §8)."""

from dataclasses import replace

import pytest

from activities.device.unauthorized import Unauthorized
from activities.powerauth import base64_text, json_object
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.factor_keys import ReplaceableKey
from activities.powerauth.v4.vault import VaultKey, VaultRequest
from activities.store import signers
from api.demo.device.v4 import agreement
from api.demo.device.v4.algorithms import PhoneAlgorithm
from tests.activities.device.signed_requests import BIOMETRY, KNOWLEDGE, POSSESSION, signed

FACTORS = {"knowledge": KNOWLEDGE, "biometry": BIOMETRY}
by_factor = pytest.mark.parametrize("factor", FACTORS)


@pytest.fixture
def check(home):
    return home.devices.signatures.check


@pytest.fixture
def phone(home, application):
    return home.phone(application, version="4.0")


def changed(home, phone, change, *asked):
    """What a change of the phone's keys finds that is made as its proof's transaction makes it."""
    with home.database.write() as session:
        return change(session, signers.lock(session, phone.registration.activation_id), *asked)


def asked(home, phone, factor, algorithm=Algorithm.EC_P384):
    """The key that the phone gets for another one of the factor; null where it is refused."""
    changes = home.devices.v4.factor_key_changes
    change = changes.change_password if factor == "knowledge" else changes.add_biometry
    request = agreement.ask(PhoneAlgorithm(algorithm.value))
    found = changed(home, phone, change, json_object.write(request.members()))
    return None if found is None else request.secret(dict(found.members))


def biometry_removed(home, phone):
    return changed(home, phone, home.devices.v4.factor_key_changes.remove_biometry)


def having(phone, factor, key):
    """The phone with this key of the factor."""
    phone.keys = replace(phone.keys, **{factor: ReplaceableKey(key)}, biometry_enabled=True)
    return phone


@by_factor
@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_key_that_was_agreed_on_replaces_the_former_by_its_first_code(home, application, check, factor, algorithm):
    phone = home.phone(application, version="4.0", v4={"algorithm": algorithm})
    before = getattr(phone.keys, factor).current
    key = asked(home, phone, factor, algorithm)
    assert check(signed(having(phone, factor, before), FACTORS[factor])).valid
    key = asked(home, phone, factor, algorithm)
    assert check(signed(having(phone, factor, key), FACTORS[factor])).valid
    assert not check(signed(having(phone, factor, before), FACTORS[factor])).valid


@by_factor
def test_a_further_key_replaces_the_one_that_waits(home, phone, check, factor):
    lost, key = asked(home, phone, factor), asked(home, phone, factor)
    assert not check(signed(having(phone, factor, lost), FACTORS[factor])).valid
    assert check(signed(having(phone, factor, key), FACTORS[factor])).valid


@by_factor
@pytest.mark.parametrize(
    "values",
    [{"status": "BLOCKED"}, {"status": "REMOVED"}, {"status": "PENDING_COMMIT"}, {"v4": {"is_confirmed": False}}],
)
def test_of_a_registration_that_may_not_change_them_keys_stay(home, application, factor, values):
    phone = home.phone(application, version="4.0", **values)
    before = home.factor_keys(phone)
    assert asked(home, phone, factor) is None
    assert not biometry_removed(home, phone)
    assert home.factor_keys(phone) == before


@by_factor
def test_keys_of_another_algorithm_than_the_registrations_are_refused(home, phone, factor):
    before = home.factor_keys(phone)
    assert asked(home, phone, factor, Algorithm.EC_P384_ML_L3) is None
    assert home.factor_keys(phone) == before


def test_a_registration_of_version_3_has_no_such_keys(home, application):
    assert asked(home, home.phone(application), "knowledge") is None


def test_biometry_that_was_removed_proves_nothing_until_it_is_added_anew(home, phone, check):
    before = phone.keys.biometry.current
    assert check(signed(phone, BIOMETRY)).valid
    for _ in range(2):
        assert biometry_removed(home, phone)
        assert not check(signed(phone, BIOMETRY)).valid
    assert home.factor_keys(phone).biometry is None
    key = asked(home, phone, "biometry")
    assert home.factor_keys(phone).biometry == ReplaceableKey(key)
    assert not check(signed(having(phone, "biometry", before), BIOMETRY)).valid
    assert check(signed(having(phone, "biometry", key), BIOMETRY)).valid


def test_biometry_that_was_off_from_the_first_is_proved_by_the_key_that_was_added_alone(home, application, check):
    phone = home.phone(application, version="4.0", v4={"biometry_enabled": False})
    first, key = phone.keys.biometry.current, asked(home, phone, "biometry")
    assert not check(signed(having(phone, "biometry", first), BIOMETRY)).valid
    assert check(signed(having(phone, "biometry", key), BIOMETRY)).valid


def settle(home, call, change):
    return home.devices.calls.verify_and_change(call, frozenset({SignatureType(call.header.signature_type)}), change)


def test_a_change_that_fails_leaves_its_proof_unused(home, phone):
    call, row = signed(phone, POSSESSION), home.row(phone)

    def die(*_):
        raise ConnectionError

    with pytest.raises(ConnectionError):
        settle(home, call, die)
    assert (home.row(phone).counter, home.row(phone).ctr_data) == (row.counter, row.ctr_data)
    _, is_removed = settle(home, call, home.devices.v4.factor_key_changes.remove_biometry)
    assert is_removed
    assert home.factor_keys(phone).biometry is None


def test_what_is_not_proved_changes_no_key_and_counts(home, phone):
    before = home.factor_keys(phone)
    with pytest.raises(Unauthorized):
        settle(home, signed(phone, sent=b"{}"), home.devices.v4.factor_key_changes.remove_biometry)
    assert (home.factor_keys(phone), home.row(phone).failed_attempts) == (before, 1)


@pytest.mark.parametrize("key", VaultKey)
def test_a_key_of_the_vault_is_told_while_the_registration_is_active(home, phone, key):
    registration_id = phone.registration.activation_id
    answer = home.devices.v4.vault.answer(registration_id, VaultRequest(key, "TEST"))
    assert told_key(answer) == phone.secret.derive(key.activation_key)
    home.change(phone, status="BLOCKED")
    assert home.devices.v4.vault.answer(registration_id, VaultRequest(key, "TEST")) is None


def told_key(answer):
    return base64_text.decode(json_object.read(answer, most_bytes=1000)["vaultEncryptionKey"])
