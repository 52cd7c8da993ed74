"""A bank with a mobile app on the real servers, and phones of its users. Every answer is held against the documentation."""

import re

import pytest

from api.demo.phone import Phone
from api.demo.v4_phone import V4Phone
from tests.api.cloud.client import Cloud
from tests.api.cloud.conftest import with_application
from tests.api.conformance import conforms
from tests.api.mobile.phone_holder import Holder
from tests.e2e.client import unique
from tests.e2e.in_clear import http_client

VERSIONS = ["3.0", "3.1", "3.2", "3.3"]
EVERY_VERSION = [*VERSIONS, "4.0"]


class Checked:
    """An HTTP client for phones, whose answers must be as documented."""

    def __init__(self, http):
        self._http = http

    def request(self, method, url, *, content=None, headers=None):
        response = self._http.request(method, url, content=content, headers=headers)
        assert response.headers["Content-Type"] == "application/json"
        target = re.sub("/{2,}", "/", response.request.url.raw_path.decode())
        assert conforms(response.request.method, target, response.status_code, response.json())
        return response


class Bank:
    """An integration user of PowerAuth Cloud with one app, and what its users do."""

    def __init__(self, admin, base_url, http):
        self.admin, self.base_url, self.http = admin, base_url, http
        self.cloud = with_application(admin)
        self.app = admin.ok("GET", f"/admin/applications/{self.cloud.app_id}")

    def invite(self, user_id=None, **members):
        """A new registration: what the user is given."""
        body = {"userId": user_id or unique("user"), "appId": self.cloud.app_id, **members}
        return self.cloud.ok("POST", "/v2/registrations", body)

    def phone(self, *, version="3.3", app=None, **options):
        """A phone with the app on it, not registered."""
        if version == "4.0":
            return self.v4_phone(app=app, **options)
        config = (app or self.app)["mobileSdkConfig"]
        return Phone(Checked(self.http), self.base_url, config, version=version, **options)

    def v4_phone(self, *, algorithm="EC_P384", app=None, **options):
        """The same, by protocol 4."""
        config = (app or self.app)["mobileSdkConfig"]
        return V4Phone(Checked(self.http), self.base_url, config, algorithm=algorithm, **options)

    def registered(self, *, version="3.3", user_id=None, **options):
        """A phone that is ACTIVE."""
        phone = self.phone(version=version, **options)
        invited = self.invite(user_id)
        phone.activate(invited["activationQrCodeData"])
        self.cloud.ok("POST", f"/v2/registrations/{invited['registrationId']}/commit", {})
        return phone

    def of(self, phone):
        """What the bank sees of a phone."""
        return self.cloud.ok("GET", f"/v2/registrations/{phone.registration.activation_id}")

    def change(self, phone, change, *, headers=None, **members):
        path = f"/v2/registrations/{phone.registration.activation_id}"
        return self.cloud.ok("PUT", path, {"change": change, **members}, headers=headers)


@pytest.fixture(scope="session")
def http(stack):
    with http_client(timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def bank(stack, http):
    with http_client(base_url=stack.settings.base_url, timeout=60) as client:
        yield Bank(Cloud(client, stack.admin), stack.settings.base_url, http)


@pytest.fixture
def phone(bank):
    """A phone of protocol 3.3, registered."""
    return bank.registered()


@pytest.fixture
def nobody(bank, tmp_path):
    """A user without a phone."""
    return Holder(bank, tmp_path / "phones")


@pytest.fixture
def holder(nobody):
    """A user whose phone alice is ACTIVE."""
    invited = nobody.bank.invite(nobody.user_id, commitPhase="ON_KEY_EXCHANGE")
    assert nobody.ok(*nobody.register(invited["activationQrCodeData"]))["status"] == "ACTIVE"
    return nobody
