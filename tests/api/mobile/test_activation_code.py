"""A further app of the same user's, by a phone that is registered already (`mobile-and-cloud.md` §1.10)."""

import pytest

from api.demo.device.failures import ServerRefused
from api.demo.device.signing import Factors
from tests.api.mobile.conftest import EVERY_VERSION
from tests.e2e.client import unique
from tests.e2e.stack import FURTHER_APPLICATIONS

PATH = "/api/activation/code"
[FURTHER] = FURTHER_APPLICATIONS
OTP = "a password of 32 characters or so"


@pytest.fixture(scope="module")
def further(bank):
    """The application that phones may ask for."""
    return bank.admin.ok("POST", "/admin/applications", {"id": FURTHER, "leastProtocolVersion": "3.0"})


def code(phone, application_id=FURTHER, otp=OTP, factors=Factors.POSSESSION_KNOWLEDGE):
    request = {"requestObject": {"applicationId": application_id, "otp": otp}}
    return phone.call_sealed(PATH, PATH, request, factors)


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_the_code_and_the_password_make_another_phone_of_the_same_user(bank, further, version):
    user_id = unique("user")
    phone = bank.registered(version=version, user_id=user_id)
    given = code(phone)
    assert set(given) == {"activationId", "activationCode", "activationSignature"}
    other = bank.phone(version=version, app=further)
    other.activate(f"{given['activationCode']}#{given['activationSignature']}", otp=OTP)
    other.validate()
    assert other.registration.activation_id == given["activationId"] != phone.registration.activation_id


def test_a_wrong_password_makes_none(bank, further):
    given = code(bank.registered())
    other = bank.phone(app=further)
    with pytest.raises(ServerRefused) as refused:
        other.activate(f"{given['activationCode']}#{given['activationSignature']}", otp=OTP[1:])
    assert (refused.value.status, refused.value.code) == (400, "ERR_ACTIVATION")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"application_id": "another"}, (400, "ACTIVATION_CODE_FAILED")),
        ({"application_id": None}, (400, "INVALID_REQUEST")),
        ({"otp": "a" * 15}, (400, "INVALID_REQUEST")),
        ({"otp": "a" * 256}, (400, "INVALID_REQUEST")),
        ({"otp": 1234567890123456}, (400, "INVALID_REQUEST")),
        ({"factors": Factors.POSSESSION}, (401, "POWERAUTH_AUTH_FAIL")),
    ],
    ids=str,
)
def test_what_a_phone_may_not_ask_for_is_refused(bank, further, asked, answer):
    with pytest.raises(ServerRefused) as refused:
        code(bank.registered(), **asked)
    assert (refused.value.status, refused.value.code) == answer
