"""activation/create: who gets in, and that everybody else hears the same (`powerauth-protocol.md` §3.2, §3.3)."""

import json
import time

import pytest

from activities.store.tables import RegistrationRow
from api.demo.device import points, wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import ServerRefused
from tests.api.mobile.conftest import VERSIONS


def refused(call, code="ERR_ACTIVATION", status=400):
    with pytest.raises(ServerRefused) as caught:
        call()
    assert (caught.value.status, caught.value.code) == (status, code)


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
def test_a_one_time_password_is_checked_in_its_phase(bank, name):
    asked, sent, status = OTP[name]
    invited = bank.invite(**asked)
    phone = bank.phone()
    if status is None:
        refused(lambda: phone.activate(invited["activationCode"], **sent))
    else:
        phone.activate(invited["activationCode"], **sent)
    seen = bank.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == (status or "CREATED")
    if status == "ACTIVE":
        phone.validate()


def test_five_wrong_one_time_passwords_remove_the_registration(bank):
    invited = bank.invite(commitPhase="ON_KEY_EXCHANGE", otp="1234")
    for _ in range(5):
        refused(lambda: bank.phone().activate(invited["activationCode"], otp="0000"))
    refused(lambda: bank.phone().activate(invited["activationCode"], otp="1234"))
    seen = bank.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == "REMOVED"


def test_a_code_serves_one_phone(bank):
    invited = bank.invite()
    bank.phone().activate(invited["activationQrCodeData"])
    refused(lambda: bank.phone().activate(invited["activationQrCodeData"]))


def test_a_code_of_another_application_is_unknown(bank):
    other = bank.admin.ok("POST", "/admin/applications", {"id": f"other-{time.time_ns()}"})
    invited = bank.invite()
    refused(lambda: bank.phone(app=other).activate(invited["activationCode"]))
    bank.phone().activate(invited["activationCode"])


def test_a_code_lapses(bank):
    invited = bank.invite(timestampRegistrationExpire=int(time.time() * 1000) + 1500)
    time.sleep(1.6)
    refused(lambda: bank.phone().activate(invited["activationCode"]))
    seen = bank.cloud.ok("GET", f"/v2/registrations/{invited['registrationId']}")
    assert seen["registrationStatus"] == "REMOVED"


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
def test_an_identity_that_is_nobodys_is_refused(bank, name):
    kind, identity = IDENTITIES[name]
    phone = bank.phone()
    refused(lambda: phone.exchange_keys(phone.prepare(identity, kind=kind)))


def test_recovery_codes_are_refused_by_their_own_code(bank):
    phone = bank.phone()
    prepared = phone.prepare({"recoveryCode": "1", "puk": "2"}, kind="RECOVERY")
    refused(lambda: phone.exchange_keys(prepared), code="INVALID_RECOVERY_CODE")


OUTER = [b"", b"{}", b"[]", b"null", b"\xff", b'{"a":' * 100, json.dumps({"ephemeralPublicKey": "x" * 10_000}).encode()]


@pytest.mark.parametrize("body", OUTER)
def test_a_malformed_outer_layer_is_refused(bank, body):
    phone = bank.phone()
    headers = phone.encryption_header(EncryptionPurpose.GENERIC_APPLICATION)
    refused(lambda: phone.line.send("/pa/v3/activation/create", body, headers))


@pytest.mark.parametrize("version", VERSIONS)
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
