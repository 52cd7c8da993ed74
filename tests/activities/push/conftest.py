"""Providers that the tests play themselves, credentials for them, and devices."""

import uuid

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from activities.push.apns import ApnsUrls
from activities.push.credentials import ApnsCredentials, FcmCredentials
from activities.push.provider import PushDevice
from activities.push.providers import Addresses, Providers
from config.vocabulary import PushEnvironment, PushPlatform
from tests.activities.push.bank import Bank
from tests.activities.push.stub import Stub, authority


def pem(key):
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture(scope="session")
def apple_key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="session")
def google_key():
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def stubs(tls):
    """As many stubs as are asked for."""
    made = []

    def make():
        made.append(Stub(tls[0]))
        return made[-1]

    yield make
    for stub in made:
        stub.close()


@pytest.fixture
def apple(stubs):
    """Apple's server of production."""
    return stubs()


@pytest.fixture
def sandbox(stubs):
    """Apple's server for development."""
    return stubs()


@pytest.fixture
def google(stubs):
    """Firebase, and the server that grants access to it. `grants` are the tokens that it gave."""
    stub = stubs()
    stub.grants = []

    def answer(request):
        if request.path != "/token":
            return stub.send(request)
        stub.grants.append(f"access {len(stub.grants)}")
        return 200, {"access_token": stub.grants[-1], "expires_in": 3599, "token_type": "Bearer"}

    stub.answer = answer
    stub.send = lambda request: (200, {"name": "projects/bank/messages/1"})
    return stub


@pytest.fixture
def providers(apple, sandbox, google, tls):
    addresses = Addresses(ApnsUrls(apple.url, sandbox.url), google.url, f"{google.url}/token")
    found = Providers(addresses, tls[1])
    yield found
    found.close()


@pytest.fixture(scope="session")
def apns_credentials(apple_key):
    return ApnsCredentials(
        team_id="A1B2C3D4E5",
        key_id="F6G7H8I9J0",
        private_key=pem(apple_key),
        topic="com.example.bank",
        environment=PushEnvironment.PRODUCTION,
    )


@pytest.fixture(scope="session")
def fcm_credentials(google_key):
    return FcmCredentials(
        project_id="bank",
        client_email="push@bank.iam.gserviceaccount.com",
        private_key_id="0123456789abcdef",
        private_key=pem(google_key),
    )


def device(token="abc123", platform=PushPlatform.APNS, environment=None):
    return PushDevice(str(uuid.uuid4()), "mtoken", token, platform, environment)


@pytest.fixture
def bank(database):
    return Bank(database)
