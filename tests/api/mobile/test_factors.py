"""Factors that an endpoint does not take, at each that takes some (`mobile-and-cloud.md` §1.1, `powerauth-protocol.md` §8)."""

import itertools
import uuid

import pytest

from api.demo.device.binding import EncryptionPurpose
from api.demo.device.signing import Factors
from tests.api.mobile.users import PATH, User, refused

POSSESSION, TWO, BIOMETRY = Factors.POSSESSION, Factors.POSSESSION_KNOWLEDGE, Factors.POSSESSION_BIOMETRY
THREE = Factors.POSSESSION_KNOWLEDGE_BIOMETRY
ALL = (POSSESSION, TWO, BIOMETRY, THREE)
PUSH = {"platform": "android", "token": "token"}


def signed(path, uri_id, **request):
    return lambda phone, factors: phone.call_signed(path, uri_id, request, factors)


def sealed(path, uri_id, **request):
    return lambda phone, factors: phone.call_sealed(path, uri_id, request, factors)


def agreed(purpose, **request):
    return lambda phone, factors: phone.seal_and_sign(purpose, request, factors)


# How each endpoint is asked, and the factors of a signature that it takes.
ENDPOINTS = {
    "history": (signed(f"{PATH}/history", "/operation/history"), {TWO, BIOMETRY}),
    "authorize": (
        signed(f"{PATH}/authorize", "/operation/authorize", id=str(uuid.uuid4()), data="A1"),
        {POSSESSION, TWO, BIOMETRY},
    ),
    "cancel": (signed(f"{PATH}/cancel", "/operation/cancel", id=str(uuid.uuid4())), {POSSESSION}),
    "a further phone": (
        sealed("/api/activation/code", "/api/activation/code", requestObject={"applicationId": "a", "otp": "1"}),
        {TWO, BIOMETRY},
    ),
    "rename": (sealed("/pa/v3/activation/rename", "/pa/activation/rename", activationName="phone"), {TWO, BIOMETRY}),
    "remove": (signed("/pa/v3/activation/remove", "/pa/activation/remove"), {TWO, BIOMETRY, THREE}),
    "commit of an upgrade": (signed("/pa/v3/upgrade/commit", "/pa/upgrade/commit"), {POSSESSION}),
    "confirmation of a recovery code": (agreed(EncryptionPurpose.RECOVERY_CONFIRM, recoveryCode="x"), {TWO}),
}
# Which tokens each takes, by the factors that they were made with.
BY_TOKEN = {
    "/api/inbox/count": {*ALL},
    f"{PATH}/list": {*ALL},
    "/api/push/device/register": {POSSESSION, TWO, BIOMETRY},
    "/api/push/device/register/token": {POSSESSION, TWO, BIOMETRY},
}


@pytest.fixture(scope="module")
def phone(bank):
    return User(bank).phone


REFUSED = [(name, factors) for name, factors in itertools.product(ENDPOINTS, ALL) if factors not in ENDPOINTS[name][1]]


@pytest.mark.parametrize(("name", "factors"), REFUSED, ids=lambda value: str(value))
def test_what_an_endpoint_does_not_take_is_refused_and_counted_nowhere(bank, phone, name, factors):
    counter = phone.counter
    status, code = refused(lambda: ENDPOINTS[name][0](phone, factors))
    assert (status, code in ("ERR_AUTHENTICATION", "POWERAUTH_AUTH_FAIL", "ERR_RECOVERY")) == (401, True), code
    phone.counter = counter
    phone.validate(factors=POSSESSION)
    assert bank.of(phone)["registrationStatus"] == "ACTIVE"


@pytest.mark.parametrize("factors", ALL)
def test_a_token_is_worth_the_factors_that_it_was_made_with(bank, factors):
    phone = User(bank, "3.1").phone
    token = phone.create_token(factors)
    for path, taken in BY_TOKEN.items():
        request = PUSH if "push" in path else {}
        if factors in taken:
            phone.call_with_token(path, token, request)
        else:
            assert refused(lambda path=path, request=request: phone.call_with_token(path, token, request))[0] == 401
    if factors in (TWO, BIOMETRY):
        phone.detail(token)
    elif factors is POSSESSION:
        assert refused(lambda: phone.detail(token))[0] == 401
