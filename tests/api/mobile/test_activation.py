"""activation/create: who gets in, and that everybody else hears the same (`powerauth-protocol.md` §3.2, §3.3)."""

import json
import time

import pytest

from activities.store.tables import RegistrationRow
from api.demo.device import points, wire
from api.demo.device.binding import EncryptionPurpose
from tests.api.mobile.conftest import EVERY_VERSION, Bank
from tests.api.mobile.users import answer
from tests.e2e.lapsing import short_lived
from tests.e2e.processes import until

by_both = pytest.mark.parametrize("new_phone", [Bank.phone, Bank.v4_phone], ids=["3.3", "4.0"])


def refused(call, code="ERR_ACTIVATION", status=400):
    assert answer(call)[:2] == (status, code)


def code_of(invited):
    return {"code": invited["activationCode"]}


# What the bank asks for, what the phone sends, and the status after the exchange (null: refused, still CREATED).
OTP = {
    "nothing asked, nothing sent": ({}, {}, "PENDING_COMMIT"),
    "nothing asked, one sent": ({}, {"otp": "1234"}, None),
    "asked at the commit, nothing sent": ({"otp": "1234"}, {}, "PENDING_COMMIT"),
    "asked at the commit, sent already": ({"otp": "1234"}, {"otp": "1234"}, None),
    "active at once": ({"commitPhase": "ON_KEY_EXCHANGE"}, {}, "ACTIVE"),
    "active at once, one sent that nobody asked for": ({"commitPhase": "ON_KEY_EXCHANGE"}, {"otp": "1234"}, None),
    "asked at the exchange and right": ({"commitPhase": "ON_KEY_EXCHANGE", "otp": "1234"}, {"otp": "1234"}, "ACTIVE"),
    "asked at the exchange and missing": ({"commitPhase": "ON_KEY_EXCHANGE", "otp": "1234"}, {}, None),
    "asked at the exchange and wrong": ({"commitPhase": "ON_KEY_EXCHANGE", "otp": "1234"}, {"otp": "4321"}, None),
    "asked in the old way": ({"otpValidation": "ON_KEY_EXCHANGE", "otp": "1234"}, {"otp": "1234"}, "ACTIVE"),
}


@pytest.mark.parametrize("name", OTP)
@by_both
def test_a_one_time_password_is_checked_in_its_phase(bank, new_phone, name):
    asked, sent, status = OTP[name]
    invited = bank.invite(**asked)
    phone = new_phone(bank)
    if status is None:
        refused(lambda: phone.activate(invited["activationCode"], **sent))
    else:
        phone.activate(invited["activationCode"], **sent)
    seen = bank.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == (status or "CREATED")
    if status == "ACTIVE":
        phone.validate()


@by_both
def test_five_wrong_one_time_passwords_remove_the_registration(bank, new_phone):
    invited = bank.invite(commitPhase="ON_KEY_EXCHANGE", otp="1234")
    for _ in range(5):
        refused(lambda: new_phone(bank).activate(invited["activationCode"], otp="0000"))
    refused(lambda: new_phone(bank).activate(invited["activationCode"], otp="1234"))
    seen = bank.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == "REMOVED"


@by_both
def test_a_code_serves_one_phone(bank, new_phone):
    invited = bank.invite()
    new_phone(bank).activate(invited["activationQrCodeData"])
    refused(lambda: new_phone(bank).activate(invited["activationQrCodeData"]))


@by_both
def test_a_code_of_another_application_is_unknown(bank, new_phone):
    other = bank.admin.ok("POST", "/admin/applications", {"id": f"other-{time.time_ns()}"})
    invited = bank.invite()
    refused(lambda: new_phone(bank, app=other).activate(invited["activationCode"]))
    new_phone(bank).activate(invited["activationCode"])


def test_a_code_lapses(bank):
    invited = short_lived(lambda at: bank.invite(timestampRegistrationExpire=at))
    path = f"/v2/registrations/{invited['registrationId']}"
    until(lambda: bank.cloud.ok("GET", path)["registrationStatus"] == "REMOVED")
    refused(lambda: bank.phone().activate(invited["activationCode"]))


KEYS = {
    "a point that is on no curve": wire.b64(b"\x04" + bytes(64)),
    "infinity": wire.b64(b"\x00"),
    "half a point": wire.b64(b"\x02" + bytes(10)),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_is_none_removes_the_registration(bank, name):
    invited = bank.invite()
    phone = bank.phone()
    refused(lambda: phone.exchange_keys(phone.prepare(code_of(invited), devicePublicKey=KEYS[name])))
    seen = bank.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == "REMOVED"


EC, L3, L5 = "EC_P384", "EC_P384_ML_L3", "EC_P384_ML_L5"


def of_device(name, change):
    """The offer with one of the device's keys changed; null: without it."""

    def changed(offer):
        value = change(wire.from_b64(offer["devicePublicKeys"].get(name, "")))
        return {"devicePublicKeys": offer["devicePublicKeys"] | {name: value and wire.b64(value)}}

    return changed


def for_secret(place, change):
    """The offer with one of the keys changed by which a secret is agreed."""

    def changed(offer):
        asked = offer["sharedSecretRequest"]
        keys = [*asked["encapsulationKeys"]]
        keys[place] = wire.b64(change(wire.from_b64(keys[place])))
        return {"sharedSecretRequest": asked | {"encapsulationKeys": keys}}

    return changed


def of_algorithm(algorithm):
    return lambda offer: {"sharedSecretRequest": offer["sharedSecretRequest"] | {"algorithm": algorithm}}


def cut_off(key):
    return key[:-1]


def with_a_byte_behind(key):
    return key + b"\0"


OFFERS = {
    "a point that is on no curve": (EC, of_device("ecdsa", lambda _: b"\x04" + bytes(96))),
    "a compressed point": (EC, of_device("ecdsa", lambda _: b"\x02" + bytes(48))),
    "no point": (EC, of_device("ecdsa", lambda _: None)),
    "a key of a hybrid too": (EC, of_device("mldsa", lambda _: bytes(1974))),
    "a hybrid's key missing": (L3, of_device("mldsa", lambda _: None)),
    "a hybrid's key cut off": (L3, of_device("mldsa", cut_off)),
    "a byte behind a hybrid's key": (L5, of_device("mldsa", with_a_byte_behind)),
    "a point for the secret on no curve": (EC, for_secret(0, lambda _: b"\x04" + b"\x01" * 96)),
    "a point for the secret cut off": (L3, for_secret(0, cut_off)),
    "a key of ML-KEM cut off": (L3, for_secret(1, cut_off)),
    "a byte behind a key of ML-KEM": (L5, for_secret(1, with_a_byte_behind)),
    "coefficients above the modulus": (L3, for_secret(1, lambda key: key[:22] + b"\xff" * (len(key) - 22))),
    "the name of the other hybrid": (L3, of_algorithm(L5)),
    "the name of the classical one": (L3, of_algorithm(EC)),
    "an algorithm for tests": (L3, of_algorithm("ML_L3")),
}


@pytest.mark.parametrize("name", OFFERS)
def test_keys_of_version_4_that_are_none_are_refused_and_change_nothing(bank, name):
    algorithm, change = OFFERS[name]
    invited = bank.invite()
    phone = bank.v4_phone(algorithm=algorithm)
    prepared = phone.prepare(code_of(invited))
    refused(lambda: phone.exchange_keys(phone.prepare(code_of(invited), **change(prepared.offer.members()))))
    phone.exchange_keys(prepared)


INNER = {
    "no key": {"devicePublicKey": None},
    "a key that is no base64": {"devicePublicKey": "?"},
    "a key that is a number": {"devicePublicKey": 1},
    "a name that is a list": {"activationName": []},
    "a name of 300 characters": {"activationName": "x" * 300},
    "a platform that is an object": {"platform": {}},
    "a NUL in a text": {"deviceInfo": "a\x00b"},
}


@pytest.mark.parametrize("name", INNER)
def test_a_malformed_inner_layer_is_refused_and_changes_nothing(bank, name):
    invited = bank.invite()
    phone = bank.phone()
    refused(lambda: phone.exchange_keys(phone.prepare(code_of(invited), **INNER[name])))
    phone.exchange_keys(phone.prepare(code_of(invited)))


IDENTITIES = {
    "no code": ("CODE", {"other": "1"}),
    "an unknown code": ("CODE", {"code": "AAAAA-AAAAA-AAAAA-AAAAA"}),
    "a code that is none": ("CODE", {"code": "'; DROP TABLE registration; --"}),
    "nothing": ("CODE", {}),
    "a custom identity, where there is no provider": ("CUSTOM", {"username": "roman"}),
    "an OpenID code": ("DIRECT", {"method": "oidc", "providerId": "x", "code": "1", "nonce": "1"}),
    "an unknown type": ("MAGIC", {"code": "1"}),
}


@pytest.mark.parametrize("name", IDENTITIES)
@by_both
def test_an_identity_that_is_nobodys_is_refused(bank, new_phone, name):
    kind, identity = IDENTITIES[name]
    phone = new_phone(bank)
    refused(lambda: phone.exchange_keys(phone.prepare(identity, kind=kind)))


def test_recovery_codes_are_refused_by_their_own_code(bank):
    phone = bank.phone()
    prepared = phone.prepare({"recoveryCode": "1", "puk": "2"}, kind="RECOVERY")
    refused(lambda: phone.exchange_keys(prepared), code="INVALID_RECOVERY_CODE")


def test_version_4_has_no_recovery_codes(bank):
    phone = bank.v4_phone()
    prepared = phone.prepare({"recoveryCode": "1", "puk": "2"}, kind="RECOVERY")
    refused(lambda: phone.exchange_keys(prepared))


OUTER = [b"", b"{}", b"[]", b"null", b"\xff", b'{"a":' * 100, json.dumps({"ephemeralPublicKey": "x" * 10_000}).encode()]


@pytest.mark.parametrize("body", OUTER)
@by_both
def test_a_malformed_outer_layer_is_refused(bank, new_phone, body):
    phone = new_phone(bank)
    headers = phone.encryption_header(EncryptionPurpose.GENERIC_APPLICATION)
    refused(lambda: phone.line.send(phone.path("/pa/activation/create"), body, headers))


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_an_exchange_that_is_sent_again_is_refused(bank, version):
    invited = bank.invite()
    phone = bank.phone(version=version)
    prepared = phone.prepare(code_of(invited))
    phone.exchange_keys(prepared)
    refused(lambda: phone.exchange_keys(prepared))


def test_the_stored_key_is_uncompressed_and_the_secrets_are_sealed(bank, stack):
    phone = bank.registered()
    [row] = stack.sql("SELECT * FROM registration WHERE registration_id = :id", id=phone.registration.activation_id)
    public = points.public_bytes(phone.registration.device_public, compressed=False)
    assert row["device_public_key"] == wire.b64(public)
    assert row["server_private_key"].startswith("v1.")
    assert set(row) == set(RegistrationRow.model_fields)
