"""What an installation adds: activations without a code, and claims about users (`powerauth-protocol.md` §3.2, §8)."""

import httpx
import pytest

from api import providers
from api.demo.device.failures import ServerRefused
from api.demo.phone import Phone
from api.demo.v4_phone import V4Phone
from api.providers import BankProviders, CustomActivation
from api.services import build
from config.settings import SettingsInvalid, load
from tests.api.mobile.conftest import Checked

by_both = pytest.mark.parametrize("by", ["phone", "v4_phone"])


class Branch:
    """Knows its customers by name and secret word."""

    def user(self, application_id, identity, custom):
        if identity.get("word") != "sesame":
            return None
        return CustomActivation(identity["username"], commits=identity.get("at") == "branch")


class Register:
    """Says who a user is."""

    def claims(self, user_id):
        return {"sub": user_id, "locale": "cs"}


@pytest.fixture(scope="module")
def home(stack, new_app_of_module):
    """An application of this process on the stack's database and Temporal, with providers."""
    from dataclasses import replace

    services = build(stack.settings, on_start=lambda *_: None, on_finish=lambda *_: None)
    app = new_app_of_module(stack.settings, replace(services, providers=BankProviders(Branch(), Register())))
    with httpx.Client(transport=httpx.WSGITransport(app), base_url="http://home.test") as http:
        yield http


@pytest.fixture
def phone(bank, home):
    return Phone(Checked(home), "http://home.test", bank.app["mobileSdkConfig"])


@pytest.fixture
def v4_phone(bank, home):
    return V4Phone(Checked(home), "http://home.test", bank.app["mobileSdkConfig"], algorithm="EC_P384")


@pytest.mark.parametrize("version", ["3.0", "3.3", "4.0"])
def test_a_user_whom_the_provider_knows_needs_no_code(bank, phone, v4_phone, version):
    if version == "4.0":
        phone = v4_phone
    else:
        phone.version = type(phone.version)(version)
    fingerprint = phone.activate(kind="CUSTOM", identity={"username": "jana", "word": "sesame"})
    seen = bank.of(phone)
    assert (seen["registrationStatus"], seen["userId"]) == ("PENDING_COMMIT", "jana")
    assert seen["activationFingerprint"] == fingerprint


def test_the_provider_may_commit_at_once(bank, phone):
    phone.activate(kind="DIRECT", identity={"username": "jana", "word": "sesame", "at": "branch"})
    assert bank.of(phone)["registrationStatus"] == "ACTIVE"
    phone.validate()


@by_both
def test_somebody_whom_it_does_not_know_is_refused(home, request, by):
    phone = request.getfixturevalue(by)
    with pytest.raises(ServerRefused) as refused:
        phone.activate(kind="CUSTOM", identity={"username": "jana", "word": "please"})
    assert (refused.value.status, refused.value.code) == (400, "ERR_ACTIVATION")


@by_both
def test_claims_are_told_to_the_users_own_phone(request, bank, by):
    phone, invited = request.getfixturevalue(by), bank.invite("roman")
    phone.activate(invited["activationQrCodeData"])
    bank.cloud.ok("POST", f"/v2/registrations/{invited['registrationId']}/commit", {})
    assert phone.user_info() == {"sub": "roman", "locale": "cs"}


@pytest.mark.parametrize("name", ["nowhere:Nothing", "tests.api.mobile.test_providers:Nothing", "tests", ":", "a b:C"])
def test_a_provider_that_cannot_be_made_is_named(name):
    with pytest.raises(SettingsInvalid, match="NEXTSTEP_USER_INFO_PROVIDER"):
        providers.load(load(user_info_provider=name))


def test_providers_are_made_of_the_classes_that_the_settings_name():
    here = "tests.api.mobile.test_providers"
    found = providers.load(load(activation_provider=f"{here}:Branch", user_info_provider=f"{here}:Register"))
    assert type(found.activation).__name__ == "Branch"
    assert type(found.user_info).__name__ == "Register"
    assert providers.load(load()) == BankProviders()


def test_a_user_whose_id_looks_like_anothers_is_refused(phone):
    with pytest.raises(ServerRefused, match="ERR_ACTIVATION"):
        phone.activate(kind="CUSTOM", identity={"username": "ja\u200bna", "word": "sesame"})
