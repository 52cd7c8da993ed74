"""Phones of protocol 3 that go over to protocol 4, and what users and the bank see of it (`powerauth-protocol-4.md` §9)."""

from dataclasses import replace

import pytest

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.failures import ServerRefused
from api.demo.device.headers import AUTHORIZATION, ENCRYPTION
from api.demo.device.signing import Factors
from api.demo.device.v4 import key_exchange
from api.demo.phone_upgrade import confirm_upgrade, start_upgrade
from api.demo.v4_phone import V4Phone
from tests.api.mobile.conftest import Bank
from tests.api.mobile.users import User, refused

START = "/pa/v4/upgrade/start"


@pytest.fixture
def user(bank):
    return User(bank)


def test_operations_that_wait_are_answered_before_between_and_after(user, bank):
    first, second, third, fourth = (user.asked() for _ in range(4))
    assert user.phone.status().upgrade_version == 4
    user.authorize(first)
    new = start_upgrade(user.phone)
    assert (new.status().current_version, bank.of(new)["protocolVersion"]) == (3, "3.3")
    assert "algorithm" not in bank.of(new)
    user.authorize(second)
    assert {one["id"] for one in user.waiting()} == {third["operationId"], fourth["operationId"]}
    confirm_upgrade(new)
    former, user.phone = user.phone, new
    found = new.status()
    assert (found.current_version, found.state.name) == (4, "ACTIVE")
    seen = bank.of(new)
    assert (seen["protocolVersion"], seen["algorithm"]) == ("4.0", "EC_P384_ML_L3")
    # By the token that the phone has had before.
    assert {one["id"] for one in user.waiting()} == {third["operationId"], fourth["operationId"]}
    user.authorize(third)
    user.reject(fourth)
    assert [user.of(one)["status"] for one in (first, second, third, fourth)] == ["APPROVED"] * 3 + ["REJECTED"]
    assert refused(former.validate) == (401, "ERR_AUTHENTICATION")
    assert bank.of(new)["registrationStatus"] == "ACTIVE"


class Start:
    """A start as a phone sends it, to be altered by those who test refusals."""

    def __init__(self, bank, phone, *, enables=True):
        self.phone = phone
        self.speaker = V4Phone(*phone.installation, pin=phone.pin)
        offered = key_exchange.offer(self.speaker.algorithm)
        sealed = self.speaker.seal(
            EncryptionPurpose.UPGRADE_START, wire.write({**offered.members(), "enableBiometry": enables})
        )
        self.body = sealed.body
        self.headers = self.speaker.encryption_header(EncryptionPurpose.UPGRADE_START) | self.signed()

    def signed(self, factors=Factors.POSSESSION_KNOWLEDGE):
        return self.phone.sign("POST", "/pa/upgrade/start", self.body, factors)

    def send(self):
        return self.phone.line.send(START, self.body, self.headers)


def _without(name):
    return lambda start: start.headers.pop(name)


def _with_an_activation(start):
    start.headers[ENCRYPTION] += f', activation_id="{start.phone.activation_id}"'


def _by_biometry(start):
    start.headers |= start.signed(Factors.POSSESSION_BIOMETRY)


def _by_version_4(start):
    start.headers[AUTHORIZATION] = start.headers[AUTHORIZATION].replace('pa_version="3.3"', 'pa_version="4.0"')


def _another_body(start):
    start.body = start.body.replace(b'"timestamp":', b'"timestamp":1')


def _no_json(start):
    start.body = b"{"


def _wrong_pin(start):
    start.phone.pin = "0000"
    start.headers |= start.signed()
    start.phone.pin = "1234"


REFUSED = {
    "no signature": (_without(AUTHORIZATION), 401, "POWER_AUTH_HTTP_HEADER_MISSING", 0),
    "no encryption header": (_without(ENCRYPTION), 400, "POWER_AUTH_UPGRADE_FAILED", 0),
    "in the scope of an activation": (_with_an_activation, 400, "POWER_AUTH_UPGRADE_FAILED", 0),
    "by biometry": (_by_biometry, 401, "POWER_AUTH_CODE_TYPE_INVALID", 0),
    "by a header of version 4": (_by_version_4, 401, "POWER_AUTH_REQUEST_INVALID", 0),
    "another body": (_another_body, 400, "POWER_AUTH_UPGRADE_FAILED", 0),
    "no JSON": (_no_json, 400, "POWER_AUTH_UPGRADE_FAILED", 0),
    "a wrong PIN": (_wrong_pin, 401, "POWER_AUTH_CODE_INVALID", 1),
}


@pytest.fixture(scope="module")
def old(bank):
    """A phone that nobody upgrades: whatever it is refused, it goes on."""
    return bank.registered()


@pytest.mark.parametrize(("alter", "status", "text", "failures"), REFUSED.values(), ids=REFUSED)
def test_a_start_that_is_not_as_it_must_be_is_refused_and_the_phone_goes_on(bank, old, alter, status, text, failures):
    start = Start(bank, old)
    alter(start)
    with pytest.raises(ServerRefused) as caught:
        start.send()
    assert (caught.value.status, caught.value.message) == (status, text)
    assert old.status().failed_attempts == failures
    old.validate()


def test_who_has_nothing_to_confirm_is_refused(bank):
    phone = bank.registered()
    stranger = start_upgrade(bank.registered())
    stranger.keep(replace(stranger.registration, activation_id=phone.activation_id), stranger.counter)
    assert refused(lambda: confirm_upgrade(stranger)) == (401, "ERR_AUTHENTICATION")
    new = start_upgrade(phone)
    assert refused(new.validate) == (401, "ERR_AUTHENTICATION")
    confirm_upgrade(new)
    assert refused(lambda: confirm_upgrade(new)) == (400, "ERR_UPGRADE")
    assert refused(Start(bank, phone).send) == (401, "ERR_AUTHENTICATION")
    new.validate()


def test_who_raises_the_least_version_too_early_locks_out_no_phone_that_can_be_upgraded(bank):
    late = Bank(bank.admin, bank.base_url, bank.http)
    user = User(late)
    phone, operation = user.phone, user.asked()["operationId"]
    changed = {"leastProtocolVersion": "4.0"}
    bank.admin.ok("PUT", f"/admin/applications/{late.cloud.app_id}", changed)
    assert refused(phone.validate) == (401, "ERR_AUTHENTICATION")
    assert refused(late.registered)[0] == 400
    assert refused(user.waiting) == (401, "POWERAUTH_AUTH_FAIL")
    scan = f"/v2/operations/{operation}/offline/qr"
    assert late.cloud.refused("GET", scan)[0] == "ERROR_REGISTRATION_NOT_FOUND"
    found = phone.status()
    assert (found.current_version, found.upgrade_version, found.failed_attempts) == (3, 4, 0)
    start = Start(late, phone)
    _wrong_pin(start)
    assert refused(start.send) == (401, "ERR_AUTHENTICATION")
    assert phone.status().failed_attempts == 1
    new = start_upgrade(phone)
    assert refused(phone.validate) == (401, "ERR_AUTHENTICATION")
    confirm_upgrade(new)
    user.phone = new
    user.authorize({"operationId": operation})
    found = new.status()
    assert (found.current_version, found.failed_attempts) == (4, 0)
