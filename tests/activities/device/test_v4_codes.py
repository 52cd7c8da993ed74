"""Which requests version 4 may prove for a registration, and by which keys (`powerauth-protocol-4.md` §5.3, §6.5, §9)."""

import secrets
from dataclasses import replace

import pytest

from activities.device.signatures import SignedCall
from activities.device.v4.code_keys import CONFIRM_ACTIVATION, CONFIRM_UPGRADE
from activities.device.v4.keys import V4DeviceKeys
from activities.powerauth import base64_text
from activities.powerauth.phone_headers import read_authorization
from activities.powerauth.v4 import counter as v4_counter
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.factor_keys import ReplaceableKey
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.store import v4_keys
from api.demo.device.headers import AUTHORIZATION
from tests.activities.device.signed_requests import BIOMETRY, BODY, KNOWLEDGE, POSSESSION, signed
from tests.activities.device.v4_phone import V4Phone

KEY = bytes(range(32))
LATER = 2**47


@pytest.fixture
def check(home):
    return home.devices.signatures.check


@pytest.fixture
def phone(home, application):
    return home.phone(application, version="4.0")


def asked(phone, resource_id, factors=KNOWLEDGE):
    return signed(phone, factors, resource_id=resource_id)


def of(phone, other, factors=KNOWLEDGE):
    """What a phone signs for the registration of another."""
    return signed(phone, factors, pa_activation_id=other.registration.activation_id)


@pytest.mark.parametrize("factors", [POSSESSION, KNOWLEDGE])
def test_a_request_by_a_version_that_its_registration_is_not_of_is_refused_and_not_counted(
    home, application, phone, check, factors
):
    old = home.phone(application, version="3.3")
    for signer, owner in ((old, phone), (phone, old)):
        before = home.row(owner)
        for _ in range(6):
            verdict = check(of(signer, owner, factors))
            assert (verdict.valid, verdict.fits) == (False, False)
        assert home.row(owner) == before
    assert check(signed(old)).valid
    phone.counter = v4_position(home, phone)
    assert check(signed(phone)).valid


def v4_position(home, phone):
    return type(phone.counter)(base64_text.decode(home.row(phone).ctr_data))


def test_it_costs_as_many_statements_by_whatever_version_and_for_whomever(home, application, phone, check):
    old = home.phone(application, version="3.3")
    nobody = "11111111-1111-4111-8111-111111111111"
    refused = [
        lambda: check(of(phone, old)),
        lambda: check(signed(phone, pa_activation_id=nobody)),
        lambda: check(signed(phone, sent=b"other")),
        lambda: check(signed(phone, POSSESSION, sent=b"other")),
    ]
    assert len({home.statements(one) for one in refused}) == 1


@pytest.mark.parametrize("algorithm", Algorithm)
def test_registrations_of_each_algorithm_prove_themselves_alike(home, application, check, algorithm):
    phone = home.phone(application, version="4.0", v4={"algorithm": algorithm})
    assert check(signed(phone)).valid
    assert check(signed(phone, BIOMETRY)).valid
    assert home.row(phone).counter == 2


@pytest.mark.parametrize("status", ["ACTIVE", "PENDING_COMMIT"])
def test_an_unconfirmed_activation_is_confirmed_and_proves_nothing_else(home, application, check, status):
    phone = home.phone(application, version="4.0", v4={"is_confirmed": False}, status=status, expires_ms=LATER)
    for _ in range(6):
        verdict = check(signed(phone))
        assert (verdict.valid, verdict.fits) == (False, False)
    assert home.row(phone).failed_attempts == 0
    assert check(asked(phone, CONFIRM_ACTIVATION)).valid
    assert home.row(phone).counter == 7


@pytest.mark.parametrize("status", ["CREATED", "BLOCKED", "REMOVED"])
def test_in_other_states_nothing_is_confirmed(home, application, check, status):
    phone = home.phone(application, version="4.0", v4={"is_confirmed": False}, status=status)
    assert not check(asked(phone, CONFIRM_ACTIVATION)).valid
    assert (home.row(phone).failed_attempts, home.row(phone).counter) == (0, 0)


@pytest.mark.parametrize("pin", ["1234", "9999"])
def test_what_was_not_committed_in_time_is_removed_and_confirmed_by_nobody(home, application, check, pin):
    phone = home.phone(application, version="4.0", v4={"is_confirmed": False}, status="PENDING_COMMIT", expires_ms=1)
    phone.pin = pin
    assert not check(asked(phone, CONFIRM_ACTIVATION)).valid
    assert (home.row(phone).failed_attempts, home.row(phone).counter) == (0, 0)


def test_wrong_pins_use_up_the_attempts_to_confirm(home, application, check):
    phone = home.phone(
        application, version="4.0", v4={"is_confirmed": False}, status="PENDING_COMMIT", expires_ms=LATER
    )
    phone.pin = "9999"
    for _ in range(7):
        assert not check(asked(phone, CONFIRM_ACTIVATION)).valid
    row = home.row(phone)
    assert (row.failed_attempts, row.status, row.blocked_reason) == (5, "PENDING_COMMIT", None)
    phone.pin = "1234"
    assert not check(asked(phone, CONFIRM_ACTIVATION)).valid


def upgrading(home, application):
    """A phone of version 3 whose upgrade has begun, and the same by its new keys."""
    old = home.phone(application, version="3.3", protocol="3.3")
    registration_id, ctr_data = old.registration.activation_id, v4_counter.generate()
    secret = V4ActivationKeys(secrets.token_bytes(32))
    server, device = (KeyPairs.generate(Algorithm.EC_P384) for _ in range(2))
    keys = V4DeviceKeys(home.sealer).seal(registration_id, "roman", secret, server=server, device=device.public)
    with home.database.write() as session:
        v4_keys.add(session, replace(keys, upgrade_ctr_data=base64_text.encode(ctr_data)))
    return old, V4Phone(application, registration_id, secret, ctr_data)


def test_until_an_upgrade_is_confirmed_version_3_goes_on_and_version_4_confirms_alone(home, application, check):
    old, new = upgrading(home, application)
    assert check(signed(old)).valid
    assert not check(signed(new)).valid
    assert not check(asked(new, CONFIRM_ACTIVATION)).valid
    assert check(signed(old)).valid
    assert (home.row(old).failed_attempts, home.row(old).protocol, home.row(old).counter) == (0, "3.3", 2)
    assert check(asked(new, CONFIRM_UPGRADE, POSSESSION)).valid
    row = home.row(old)
    assert (row.protocol, row.counter, row.ctr_data) == ("4.0", 3, base64_text.encode(new.counter.data))
    assert not check(signed(old)).valid


def waiting(home, phone, **keys):
    """The phone is to have other keys, and the server does not know whether it does."""
    stored = home.v4_keys(phone)
    changed = replace(home.factor_keys(phone), **keys)
    sealed = V4DeviceKeys(home.sealer).seal_factor_keys(stored, changed)
    with home.database.write() as session:
        v4_keys.replace_factor_keys(session, stored.registration_id, sealed, biometry_enabled=True)


@pytest.mark.parametrize(("factor", "factors"), [("knowledge", KNOWLEDGE), ("biometry", BIOMETRY)])
@pytest.mark.parametrize("has_new", [True, False], ids=["the new key", "the old key"])
def test_the_first_right_code_of_a_factor_tells_which_of_its_two_keys_stays(
    home, phone, check, factor, factors, has_new
):
    before = getattr(phone.keys, factor)
    waiting(home, phone, **{factor: ReplaceableKey(before.current, KEY)})
    assert check(signed(phone, POSSESSION)).valid
    assert getattr(home.factor_keys(phone), factor).pending == KEY
    old, new = (replace(phone.keys, **{factor: ReplaceableKey(one)}) for one in (before.current, KEY))
    phone.keys = new if has_new else old
    assert check(signed(phone, factors)).valid
    assert home.factor_keys(phone) == phone.keys
    phone.keys = old if has_new else new
    assert check(signed(phone, factors)).remaining_attempts == 4


def test_a_wrong_code_settles_nothing(home, phone, check):
    waiting(home, phone, knowledge=ReplaceableKey(phone.keys.knowledge.current, KEY))
    assert not check(signed(phone, sent=b"other")).valid
    assert home.factor_keys(phone).knowledge.pending == KEY


@pytest.mark.parametrize("factors", [BIOMETRY, "biometry", "possession_knowledge_biometry"])
def test_biometry_proves_nothing_while_it_is_off(home, application, check, factors):
    phone = home.phone(application, version="4.0", v4={"biometry_enabled": False})
    verdict = check(signed(phone, factors))
    assert (verdict.valid, verdict.remaining_attempts) == (False, 4)
    assert check(signed(phone)).valid


def test_a_code_of_another_request_is_not_that_of_a_confirmation(home, application, check):
    phone = home.phone(application, version="4.0", v4={"is_confirmed": False})
    header = phone.sign("POST", "/pa/auth/validate", BODY, KNOWLEDGE)[AUTHORIZATION]
    assert not check(SignedCall(read_authorization(header), "POST", CONFIRM_ACTIVATION, BODY)).valid
