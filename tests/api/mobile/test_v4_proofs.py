"""What a phone of version 4 proves over HTTP, and what it is refused (`powerauth-protocol-4.md` §6 to §8)."""

import itertools

import pytest

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.headers import AUTHORIZATION, TOKEN, header
from api.demo.device.signing import Factors
from api.demo.device.v4 import agreement
from api.demo.device.v4.algorithms import PhoneAlgorithm
from tests.api.mobile.users import User, answer

VALIDATE, RESOURCE, BODY = "/pa/v4/auth/validate", "/pa/auth/validate", b'{"requestObject":{}}'
POSSESSION, TWO, BIOMETRY = Factors.POSSESSION, Factors.POSSESSION_KNOWLEDGE, Factors.POSSESSION_BIOMETRY
WRONG_CODE = (401, "ERR_AUTHENTICATION", "POWER_AUTH_CODE_INVALID")
WRONG_TYPE = (401, "ERR_AUTHENTICATION", "POWER_AUTH_CODE_TYPE_INVALID")
MALFORMED_REQUEST = (401, "ERR_AUTHENTICATION", "POWER_AUTH_REQUEST_INVALID")
PASSWORD, ADD = EncryptionPurpose.PASSWORD_CHANGE, EncryptionPurpose.BIOMETRY_ADD


@pytest.fixture(scope="module")
def phone(bank):
    return bank.registered(version="4.0")


def validate(phone, path=VALIDATE, **altered):
    attributes = phone.authentication("POST", RESOURCE, BODY, TWO) | altered
    sent = {name: value for name, value in attributes.items() if value is not None}
    return phone.line.send(path, BODY, header(AUTHORIZATION, **sent))


MALFORMED = {
    "no activation": {"pa_activation_id": None},
    "an application of 15 bytes": {"pa_application_key": wire.b64(bytes(15))},
    "a nonce of 17 bytes": {"pa_nonce": wire.b64(bytes(17))},
    "no code": {"pa_auth_code": None},
    "a code of 16 bytes": {"pa_auth_code": wire.b64(bytes(16))},
    "a code of digits": {"pa_auth_code": "12345678-12345678"},
    "no version": {"pa_version": None},
    "a version of before": {"pa_version": "3.3"},
    "a later version": {"pa_version": "4.1"},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_header_is_refused(phone, name):
    assert answer(lambda: validate(phone, **MALFORMED[name])) == MALFORMED_REQUEST


def test_what_is_wrong_is_said_in_the_words_of_the_version(phone):
    assert answer(lambda: phone.line.send(VALIDATE, BODY))[2] == "POWER_AUTH_HTTP_HEADER_MISSING"
    assert answer(lambda: validate(phone, pa_auth_code_type="smell")) == WRONG_TYPE
    assert answer(lambda: validate(phone, pa_auth_code=wire.b64(bytes(64)))) == WRONG_CODE
    phone.validate()


def test_endpoints_of_a_version_are_not_asked_by_the_other(bank, phone):
    old = bank.registered()
    assert answer(lambda: validate(phone, path="/pa/v3/signature/validate")) == MALFORMED_REQUEST
    signed = old.sign("POST", RESOURCE, BODY, TWO)
    assert answer(lambda: old.line.send(VALIDATE, BODY, signed)) == MALFORMED_REQUEST
    sealed = phone.seal(EncryptionPurpose.TOKEN_CREATE, b"{}")
    headers = phone.sign("POST", "/pa/token/create", sealed.body, TWO)
    assert answer(lambda: phone.line.send("/pa/v3/token/create", sealed.body, headers)) == MALFORMED_REQUEST
    phone.validate()
    old.validate()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("factors", [POSSESSION, TWO, BIOMETRY])
def test_a_code_of_any_body_is_checked(phone, method, factors):
    phone.validate(method, b"b=2&a=1" if method == "GET" else BODY, factors)


# The endpoints, and which factors each accepts.
ACCEPTED = {
    "/pa/activation/remove": {TWO, BIOMETRY},
    "/pa/token/remove": {POSSESSION, TWO, BIOMETRY},
    "/pa/biometry/remove": {POSSESSION},
    "/pa/activation/confirm": {TWO},
    PASSWORD: {TWO},
    ADD: {TWO},
    EncryptionPurpose.TOKEN_CREATE: {POSSESSION, TWO, BIOMETRY},
}
OF_TYPES = [
    (resource, factors)
    for resource, factors in itertools.product(
        ACCEPTED, (POSSESSION, TWO, BIOMETRY, Factors.POSSESSION_KNOWLEDGE_BIOMETRY)
    )
    if factors not in ACCEPTED[resource]
]


@pytest.mark.parametrize(("resource", "factors"), OF_TYPES, ids=lambda value: str(value).rpartition("/")[2])
def test_factors_that_an_endpoint_does_not_take_are_not_looked_at(phone, resource, factors):
    counter = phone.counter
    if isinstance(resource, EncryptionPurpose):
        assert answer(lambda: phone.seal_and_sign(resource, {}, factors)) == WRONG_TYPE
    else:
        assert answer(lambda: phone.call_signed(phone.path(resource), resource, {}, factors)) == WRONG_TYPE
    phone.counter = counter
    phone.validate()


def test_a_wrong_pin_blocks_the_phone(bank):
    phone = bank.registered(version="4.0")
    phone.pin = "9999"
    assert {answer(phone.validate) for _ in range(5)} == {WRONG_CODE}
    assert bank.of(phone)["registrationStatus"] == "BLOCKED"


def garbled(phone, purpose):
    """An encrypted request with a right code over what cannot be opened."""
    body = wire.write({**wire.read(phone.seal(purpose, b"{}").body), "encryptedData": wire.b64(bytes(60))})
    return phone.line.send(phone.path(purpose), body, phone.sign("POST", purpose, body, TWO))


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        (EncryptionPurpose.TOKEN_CREATE, "ERR_ENCRYPTION"),
        (EncryptionPurpose.VAULT_UNLOCK, "ERR_SECURE_VAULT"),
        (PASSWORD, "ERR_PASSWORD_CHANGE"),
        (ADD, "ERR_BIOMETRY"),
    ],
    ids=["token", "vault", "password", "biometry"],
)
def test_what_cannot_be_opened_is_refused_before_its_code_is_looked_at(phone, purpose, code):
    counter = phone.counter
    assert answer(lambda: garbled(phone, purpose))[:2] == (400, code)
    phone.counter = counter
    phone.validate()


def test_a_request_that_is_sent_again_is_refused(phone):
    sealed = phone.seal(EncryptionPurpose.TOKEN_CREATE, b"{}")
    send = lambda: phone.line.send(  # noqa: E731
        "/pa/v4/token/create", sealed.body, phone.sign("POST", "/pa/token/create", sealed.body, POSSESSION)
    )
    send()
    assert answer(send)[:2] == (400, "ERR_ENCRYPTION")


@pytest.mark.parametrize("algorithm", PhoneAlgorithm)
def test_the_pins_key_is_another_and_the_former_proves_nothing(bank, algorithm):
    phone = bank.registered(version="4.0", algorithm=algorithm)
    former, counted = phone.registration, phone.pin
    phone.change_pin("4321")
    phone.validate()
    kept, phone.pin = phone.registration, counted
    phone.keep(former, phone.counter)
    assert answer(phone.validate) == WRONG_CODE
    phone.pin = "4321"
    phone.keep(kept, phone.counter)
    phone.validate()


@pytest.mark.parametrize(("purpose", "code"), [(PASSWORD, "ERR_PASSWORD_CHANGE"), (ADD, "ERR_BIOMETRY")])
@pytest.mark.parametrize(
    "members",
    [
        {},
        {"algorithm": "EC_P384_ML_L3", "encapsulationKeys": []},
        {"algorithm": "EC_P384", "encapsulationKeys": [wire.b64(b"\x04" + bytes(96))]},
        agreement.ask(PhoneAlgorithm.EC_P384_ML_L3).members(),
    ],
    ids=["nothing", "no keys", "a point on no curve", "another algorithm"],
)
def test_what_nobody_can_agree_on_changes_no_key(phone, purpose, code, members):
    assert answer(lambda: phone.seal_and_sign(purpose, members, TWO))[:2] == (400, code)
    phone.validate(factors=TWO)
    phone.validate(factors=BIOMETRY)


def test_biometry_is_taken_away_and_given_anew(bank):
    phone = bank.registered(version="4.0")
    before = phone.registration
    phone.remove_biometry()
    assert phone.status().flags == 0
    removed = phone.registration
    phone.keep(before, phone.counter)
    assert answer(lambda: phone.validate(factors=BIOMETRY)) == WRONG_CODE
    phone.keep(removed, phone.counter)
    phone.add_biometry()
    phone.validate(factors=BIOMETRY)


VAULT = {
    "KEK_DEVICE_PRIVATE": {TWO},
    "KDK_APP_VAULT_KNOWLEDGE": {TWO},
    "KDK_APP_VAULT_2FA": {TWO, BIOMETRY},
    "KDK_UNKNOWN": set(),
}


@pytest.mark.parametrize("factors", [POSSESSION, TWO, BIOMETRY])
@pytest.mark.parametrize("key", VAULT)
def test_each_key_of_the_vault_has_its_factors(phone, key, factors):
    if factors in VAULT[key]:
        assert len(phone.unlock_vault(key, factors=factors)) == 32
    else:
        assert answer(lambda: phone.unlock_vault(key, factors=factors))[:2] == (400, "ERR_SECURE_VAULT")


def test_a_token_proves_what_its_code_did_until_it_is_given_back(bank, phone):
    token = phone.create_token(TWO)
    assert phone.detail(token)["activationId"] == phone.activation_id
    phone.remove_token(token)
    assert answer(lambda: phone.detail(token))[:3] == (401, "ERR_AUTHENTICATION", "POWER_AUTH_TOKEN_INVALID")
    assert answer(lambda: phone.detail(phone.create_token(POSSESSION)))[1] == "ERR_AUTHENTICATION"
    token = phone.create_token(TWO)
    old = {"version": "3.3", "token_id": token.token_id, "token_digest": wire.b64(bytes(32))}
    old |= {"nonce": wire.b64(bytes(16)), "timestamp": str(phone.clock_ms())}
    sealed = phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
    headers = phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION) | header(TOKEN, **old)
    refused = answer(lambda: phone.line.send("/pa/v4/activation/detail", sealed.body, headers))
    assert refused == MALFORMED_REQUEST


def test_a_phone_is_called_something_else_and_then_removed(bank):
    phone = bank.registered(version="4.0")
    assert phone.rename("At work")["activationName"] == "At work"
    assert phone.detail()["activationName"] == "At work"
    phone.remove()
    assert bank.of(phone)["registrationStatus"] == "REMOVED"
    assert answer(phone.validate) == WRONG_CODE


def test_the_app_is_served_by_codes_and_tokens_of_version_4_as_by_those_before(bank):
    user = User(bank, version="4.0")
    device = {"platform": "apns", "token": "10de0b9c-791f-4e9f-93c4-e2203951c307"}
    user.phone.call_with_token("/api/push/device/register/token", user.token, device)
    user.phone.call_signed("/api/push/device/register", "/push/device/register", device, POSSESSION)
    assert user.phone.call_with_token("/api/inbox/count", user.token, {}) == {"countUnread": 0}
    created, rejected = user.asked(), user.asked()
    assert {one["id"] for one in user.waiting()} == {one["operationId"] for one in (created, rejected)}
    assert user.ask("detail", {"id": created["operationId"]})["responseObject"]["id"] == created["operationId"]
    user.reject(rejected, reason="INCORRECT_DATA")
    user.phone.pin = "9999"
    assert answer(lambda: user.authorize(created))[:2] == (401, "POWERAUTH_AUTH_FAIL")
    user.phone.pin = "1234"
    user.authorize(created)
    assert [user.of(one)["status"] for one in (created, rejected)] == ["APPROVED", "REJECTED"]
    assert user.of(created)["additionalData"]["authFactor"] == "possession_knowledge"
    assert {one["status"] for one in user.history()} == {"APPROVED", "REJECTED"}
