"""The whole life of a phone over HTTP, in every version and by every algorithm of the protocol.

Source: `powerauth-protocol.md` §12, `powerauth-protocol-4.md` §20.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.demo.device.counter import CounterStanding
from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from api.demo.device.status import ActivationState
from api.demo.device.v4.algorithms import PhoneAlgorithm
from api.demo.device.v4.status import V4StatusFlag
from api.demo.phone_upgrade import confirm_upgrade, start_upgrade
from tests.api.mobile.conftest import EVERY_VERSION, VERSIONS, Bank
from tests.api.mobile.users import answer

BIOMETRY = Factors.POSSESSION_BIOMETRY
KINDS = {
    **{f"{one}-compressed": {"version": one, "compressed": True} for one in VERSIONS},
    **{f"{one}-uncompressed": {"version": one, "compressed": False} for one in VERSIONS},
    **{f"4.0-{one}": {"version": "4.0", "algorithm": one} for one in PhoneAlgorithm},
}
# Of each protocol one.
EITHER = ["3.3", "4.0"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_registers_signs_and_is_removed(bank, kind):
    phone = bank.phone(**KINDS[kind])
    invited = bank.invite(flags=["VIP"])
    path = f"/v2/registrations/{invited['registrationId']}"
    fingerprint = phone.activate(invited["activationQrCodeData"], name="Pocket")
    pending = bank.of(phone)
    assert (pending["registrationStatus"], pending["activationFingerprint"]) == ("PENDING_COMMIT", fingerprint)
    assert (pending["name"], pending["platform"], pending["deviceInfo"]) == ("Pocket", "android", "Demo Phone")
    assert phone.status().state is ActivationState.PENDING_COMMIT
    refused(phone.validate)
    bank.cloud.ok("POST", f"{path}/commit", {"externalUserId": None})
    assert phone.status().state is ActivationState.ACTIVE

    for factors in (Factors.POSSESSION, Factors.POSSESSION_KNOWLEDGE, BIOMETRY):
        for method in ("POST", "PUT", "DELETE"):
            phone.validate(method, b'{"any":"body"}', factors)
    phone.validate("GET", b"b=2&a=%C5%BElu%C5%A5&a=1+%2B+1&flag", Factors.POSSESSION)

    token = phone.create_token(Factors.POSSESSION_KNOWLEDGE)
    assert phone.detail(token) == {"activationId": phone.activation_id, "activationName": "Pocket"}
    assert phone.rename("Purse")["activationName"] == "Purse"
    assert phone.rename("Pur\u202ese")["activationName"] == "Purse"
    assert bank.of(phone)["name"] == "Purse"
    assert phone.user_info() == {}
    assert len(phone.unlock_vault()) == phone.TOKEN_SECRET_SIZE == len(token.secret)

    bank.change(phone, "BLOCK", blockReason="LOST")
    assert bank.of(phone)["blockedReason"] == "LOST"
    assert phone.status().state is ActivationState.BLOCKED
    refused(phone.validate)
    refused(lambda: phone.detail(token))
    bank.change(phone, "UNBLOCK")
    assert phone.status().state is ActivationState.ACTIVE
    phone.validate()
    phone.detail(token)
    phone.remove_token(token)
    refused(lambda: phone.detail(token))
    phone.remove()
    assert bank.of(phone)["registrationStatus"] == "REMOVED"
    assert phone.status().state is ActivationState.REMOVED
    refused(phone.validate)


def refused(call, code="ERR_AUTHENTICATION", status=401):
    assert answer(call)[:2] == (status, code)


@pytest.mark.parametrize("version", EITHER)
def test_of_two_removals_at_once_one_is_done_and_the_other_comes_too_late(bank, version):
    phone = bank.registered(version=version)
    signed = [phone.sign("POST", "/pa/activation/remove", b"{}", Factors.POSSESSION_KNOWLEDGE) for _ in range(2)]

    def remove(headers):
        try:
            phone.line.send(phone.path("/pa/activation/remove"), b"{}", headers)
        except ServerRefused as refusal:
            return refusal.status, refusal.code
        return 200, "OK"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(remove, signed)) == [(200, "OK"), (401, "ERR_AUTHENTICATION")]
    assert bank.of(phone)["registrationStatus"] == "REMOVED"


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_five_wrong_pins_block_and_the_bank_unblocks(bank, version):
    phone = bank.registered(version=version)
    phone.pin = "0000"
    for _ in range(5):
        refused(phone.validate)
    seen = bank.of(phone)
    assert (seen["registrationStatus"], seen["blockedReason"]) == ("BLOCKED", "MAX_FAILED_ATTEMPTS")
    assert phone.status().state is ActivationState.BLOCKED
    phone.pin = "1234"
    refused(phone.validate)
    bank.change(phone, "UNBLOCK")
    found = phone.status()
    assert (found.state, found.failed_attempts) == (ActivationState.ACTIVE, 0)
    phone.validate()


@pytest.mark.parametrize("version", EITHER)
def test_a_phone_that_signed_in_vain_tells_the_server_how_far_it_is(bank, version):
    phone = bank.registered(version=version)
    phone.counter = phone.counter.advance(15)
    assert phone.status().standing is CounterStanding.FAR_AHEAD
    assert phone.status().standing is CounterStanding.IN_STEP
    phone.validate()


@pytest.mark.parametrize("version", EITHER)
def test_a_phone_from_a_backup_catches_up(bank, version):
    phone = bank.registered(version=version)
    before = phone.counter
    for _ in range(3):
        phone.validate()
    phone.counter = before
    refused(phone.validate)
    phone.counter = before
    assert phone.status().standing is CounterStanding.CAUGHT_UP
    phone.validate()


def test_an_app_may_come_to_newer_versions_of_the_protocol_and_not_back(bank):
    phone = bank.registered(version="3.0")
    for version in VERSIONS:
        phone.version = type(phone.version)(version)
        phone.validate()
        phone.detail(phone.create_token(Factors.POSSESSION_KNOWLEDGE))
        assert len(phone.unlock_vault()) == 16
    phone.version = type(phone.version)("3.2")
    refused(phone.validate)
    assert phone.status().state is ActivationState.ACTIVE


def test_a_phone_is_served_by_no_older_version_than_it_was_activated_by(bank):
    phone = bank.registered(version="3.2")
    phone.version = type(phone.version)("3.1")
    for _ in range(6):
        refused(phone.validate)
    phone.version = type(phone.version)("3.2")
    phone.validate()


@pytest.mark.parametrize("algorithm", PhoneAlgorithm)
def test_a_phone_of_protocol_4_changes_its_pin_and_its_biometry_and_opens_its_vault(bank, algorithm):
    phone = bank.registered(version="4.0", algorithm=algorithm)
    phone.change_pin("987654")
    phone.validate()
    phone.pin = "1234"
    refused(phone.validate)
    phone.pin = "987654"
    former = phone.registration
    phone.remove_biometry()
    phone.keep(former, phone.counter)
    refused(lambda: phone.validate(factors=BIOMETRY))
    phone.add_biometry()
    phone.validate(factors=BIOMETRY)
    keys = {
        phone.unlock_vault(),
        phone.unlock_vault("KDK_APP_VAULT_KNOWLEDGE"),
        phone.unlock_vault("KDK_APP_VAULT_2FA", factors=BIOMETRY),
    }
    assert len(keys) == 3
    assert phone.status().standing is CounterStanding.IN_STEP
    assert phone.status().failed_attempts == 0


def test_a_phone_lives_on_by_an_algorithm_that_is_taken_away_and_nobody_comes_to_it(bank):
    """In the scope of the application it asks for nothing that it needs; the app that it is on may still do both."""
    app = Bank(bank.admin, bank.base_url, bank.http)
    phone = app.registered(version="4.0", algorithm="EC_P384_ML_L3")
    former = app.registered()
    bank.admin.ok("PUT", f"/admin/applications/{app.cloud.app_id}", {"supportedAlgorithms": ["EC_P384"]})
    phone.temporary_secrets.by_scope.clear()
    assert phone.status().flags == V4StatusFlag.BIOMETRY | V4StatusFlag.ALGORITHM_NOT_SUPPORTED
    token = phone.create_token(Factors.POSSESSION_KNOWLEDGE)
    assert (phone.rename("Purse")["activationName"], phone.detail(token)["activationName"]) == ("Purse", "Purse")
    assert (phone.user_info(), len(phone.unlock_vault())) == ({}, 32)
    phone.change_pin("9876")
    phone.remove_biometry()
    phone.add_biometry()
    phone.remove_token(token)
    anew = app.v4_phone(algorithm="EC_P384_ML_L3")
    refused(lambda: anew.activate(app.invite()["activationQrCodeData"]), "ERR_TEMPORARY_KEY", 400)
    refused(lambda: start_upgrade(former, algorithm="EC_P384_ML_L3"), "ERR_TEMPORARY_KEY", 400)
    upgraded = start_upgrade(former, algorithm="EC_P384")
    confirm_upgrade(upgraded)
    upgraded.validate()
    phone.remove()
    assert phone.status().state is ActivationState.REMOVED


@pytest.mark.parametrize("algorithm", PhoneAlgorithm)
def test_a_phone_of_3_3_goes_over_to_each_algorithm_and_signs_before_between_and_after(bank, algorithm):
    former = bank.registered()
    former.validate()
    phone = start_upgrade(former, algorithm=algorithm, enable_biometry=False)
    former.validate()
    confirm_upgrade(phone)
    refused(former.validate)
    phone.validate()
    phone.add_biometry()
    assert len(phone.unlock_vault()) == 32
    seen = bank.of(phone)
    assert (seen["registrationStatus"], seen["protocolVersion"], seen["algorithm"]) == ("ACTIVE", "4.0", algorithm)
    phone.remove()
    assert phone.status().state is ActivationState.REMOVED


@pytest.mark.parametrize("version", EITHER)
def test_the_server_tells_its_time(bank, version):
    phone = bank.phone(version=version)
    told = phone.server_status()
    assert abs(told["serverTime"] - phone.clock_ms()) < 60_000
    assert told["application"]["name"] == "nextstep"


def test_doubled_slashes_of_a_published_sdk_reach_the_same(bank):
    invited = bank.invite()
    phone = bank.phone()
    phone.line._base += "/"
    phone.activate(invited["activationQrCodeData"])
    assert bank.of(phone)["registrationStatus"] == "PENDING_COMMIT"
