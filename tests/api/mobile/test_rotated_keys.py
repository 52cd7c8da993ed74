"""What phones see when the keys of their app are changed."""

import pytest

from api.demo.device import sdk_config
from api.demo.device.failures import ServerRefused, Untrusted
from api.demo.device.signing import Factors
from tests.api.mobile.conftest import Bank


@pytest.fixture
def own(bank):
    """A bank with an app of its own, whose keys may be changed."""
    return Bank(bank.admin, bank.base_url, bank.http)


def rotated(bank, **wanted):
    bank.app = bank.admin.ok("POST", f"/admin/applications/{bank.cloud.app_id}/rotate", wanted)
    return bank.app


def status_of(call):
    """Status and code of a refusal."""
    with pytest.raises(ServerRefused) as refused:
        call()
    return refused.value.status, refused.value.code


@pytest.mark.parametrize("version", ["3.1", "3.3"])
def test_a_phone_keeps_its_registration_over_a_change_of_its_apps_keys(own, version):
    before = own.app
    phone = own.registered(version=version)
    token = phone.create_token(Factors.POSSESSION_KNOWLEDGE)
    rotated(own, formerValidSeconds=3600, formerSignsSeconds=3600)

    # With the app of before: everything, and other phones are registered with it.
    phone.validate()
    phone.unlock_vault()
    assert own.phone(version=version, app=before).activate(own.invite()["activationQrCodeData"])

    # With the new app: everything, and a code that is typed; a code that is scanned from the switch on.
    new = own.phone(version=version)
    invited = own.invite()
    with pytest.raises(Untrusted):
        new.activate(invited["activationQrCodeData"])
    assert new.activate(invited["activationCode"])
    phone.config = sdk_config.parse(own.app["mobileSdkConfig"])
    phone.validate()
    phone.unlock_vault()
    assert phone.create_token()

    # The time is over.
    rotated(own, formerValidSeconds=0)
    old = own.phone(version=version, app=before)
    old.keep(phone.registration, phone.counter)
    assert status_of(old.validate) == (401, "ERR_AUTHENTICATION")
    no_key = (400, "ERR_TEMPORARY_KEY")
    assert status_of(old.create_token) == (no_key if version == "3.3" else (400, "ERR_ENCRYPTION"))
    typed = own.invite()["activationCode"]
    assert status_of(lambda: old.activate(typed)) == (no_key if version == "3.3" else (400, "ERR_ACTIVATION"))
    # What names no application goes on.
    assert old.status().state.name == "ACTIVE"
    assert old.call_with_token("/api/auth/token/app/operation/list", token, {}) == []
    assert own.of(phone)["registrationStatus"] == "ACTIVE"
    phone.config = sdk_config.parse(own.app["mobileSdkConfig"])
    phone.validate()
    assert own.phone(version=version).activate(own.invite()["activationQrCodeData"])
