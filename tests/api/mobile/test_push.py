"""Phones register for push messages: by a token, by a signature, and what is refused (`mobile-and-cloud.md` §1.10)."""

import json

import pytest

from activities.push.devices import open_device
from activities.secrets.sealing import Sealer
from activities.store import push_devices
from activities.store.database import Database
from api.demo.device import wire
from api.demo.device.headers import AUTHORIZATION, TOKEN, header
from api.demo.device.signing import Factors
from tests.api.mobile.users import answer

REGISTER, BY_TOKEN = "/api/push/device/register", "/api/push/device/register/token"
RESOURCE = "/push/device/register"
DEVICE = {"platform": "ios", "token": "10de0b9c-791f-4e9f-93c4-e2203951c307"}
POSSESSION, TWO, BIOMETRY = Factors.POSSESSION, Factors.POSSESSION_KNOWLEDGE, Factors.POSSESSION_BIOMETRY
THREE = Factors.POSSESSION_KNOWLEDGE_BIOMETRY
UNVERIFIED = (401, "POWERAUTH_AUTH_FAIL", "Unable to verify device registration.")


@pytest.fixture(scope="module")
def phone(bank):
    return bank.registered()


@pytest.fixture(scope="module")
def stored(stack):
    """How a phone is reached: token, platform, environment; or null."""
    database, sealer = Database(stack.settings.store_url), Sealer.of(*stack.settings.master_keys)

    def find(phone):
        with database.read() as session:
            found = push_devices.find(session, phone.registration.activation_id)
        device = found and open_device(found[0], sealer)
        return device and (device.token, device.platform, device.environment)

    yield find
    database.close()


@pytest.mark.parametrize("path", [REGISTER, BY_TOKEN])
@pytest.mark.parametrize("factors", [POSSESSION, TWO, BIOMETRY, THREE])
def test_a_token_registers_on_both_paths_unless_it_has_three_factors(bank, stored, path, factors):
    phone = bank.registered(version="3.1")
    token = phone.create_token(factors)
    if factors is THREE:
        assert answer(lambda: phone.call_with_token(path, token, DEVICE)) == UNVERIFIED
        assert stored(phone) is None
    else:
        assert phone.call_with_token(path, token, DEVICE) == {}
        assert stored(phone) == (DEVICE["token"], "ios", None)


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "3.3"])
def test_a_signature_of_possession_registers(bank, stored, version):
    phone = bank.registered(version=version)
    assert phone.call_signed(REGISTER, RESOURCE, DEVICE, POSSESSION) == {}
    assert stored(phone) == (DEVICE["token"], "ios", None)


@pytest.mark.parametrize("factors", [TWO, BIOMETRY, THREE])
def test_no_other_signature_registers(phone, factors):
    assert answer(lambda: phone.call_signed(REGISTER, RESOURCE, DEVICE, factors)) == UNVERIFIED


@pytest.mark.parametrize(
    "resource", ["/push/device/register/token", REGISTER, "/operation/list", "/pa/signature/validate"]
)
def test_a_signature_of_something_else_does_not_register(phone, resource):
    assert answer(lambda: phone.call_signed(REGISTER, resource, DEVICE, POSSESSION)) == UNVERIFIED


def test_the_path_of_tokens_takes_no_signature(phone):
    for resource in (RESOURCE, "/push/device/register/token"):
        assert answer(lambda r=resource: phone.call_signed(BY_TOKEN, r, DEVICE, POSSESSION)) == UNVERIFIED


def test_without_any_proof_nobody_registers(phone):
    body = wire.write({"requestObject": DEVICE})
    for path in (REGISTER, BY_TOKEN):
        assert answer(lambda p=path: phone.line.send(p, body)) == UNVERIFIED
        for headers in (header(TOKEN, version="3.3"), header(AUTHORIZATION, pa_version="3.3"), {TOKEN: "x"}):
            assert answer(lambda p=path, h=headers: phone.line.send(p, body, h)) == UNVERIFIED


def test_a_token_that_is_sent_is_what_decides(phone):
    """A right signature beside a wrong token does not help."""
    body = wire.write({"requestObject": DEVICE})
    headers = phone.sign("POST", RESOURCE, body, POSSESSION) | {TOKEN: "PowerAuth nonsense"}
    assert answer(lambda: phone.line.send(REGISTER, body, headers)) == UNVERIFIED


def test_a_token_header_serves_once(phone):
    body, headers = wire.write({"requestObject": DEVICE}), phone.token_header(phone.create_token())
    phone.line.send(BY_TOKEN, body, headers)
    assert answer(lambda: phone.line.send(BY_TOKEN, body, headers)) == UNVERIFIED


@pytest.mark.parametrize("change", ["BLOCK", "REMOVE"])
def test_a_phone_that_is_not_active_does_not_register(bank, stored, change):
    phone = bank.registered()
    token = phone.create_token()
    phone.call_with_token(BY_TOKEN, token, DEVICE)
    bank.change(phone, change)
    other = {**DEVICE, "token": "another"}
    assert answer(lambda: phone.call_with_token(BY_TOKEN, token, other)) == UNVERIFIED
    assert answer(lambda: phone.call_signed(REGISTER, RESOURCE, other, POSSESSION)) == UNVERIFIED
    assert stored(phone) == ((DEVICE["token"], "ios", None) if change == "BLOCK" else None)


def test_a_phone_that_removes_itself_is_forgotten(bank, stored):
    phone = bank.registered()
    phone.call_with_token(BY_TOKEN, phone.create_token(), DEVICE)
    phone.remove()
    assert stored(phone) is None


@pytest.mark.parametrize("platform", ["ios", "android", "huawei", "apns", "fcm", "hms"])
@pytest.mark.parametrize("environment", [None, "development", "production"])
def test_platforms_and_environments(phone, stored, platform, environment):
    device = {"platform": platform, "token": f"{platform}-{environment}", "environment": environment}
    phone.call_with_token(BY_TOKEN, phone.create_token(), device)
    assert stored(phone) == (device["token"], platform, environment)


INVALID = [
    {},
    {"platform": "ios"},
    {"token": "abc"},
    {**DEVICE, "platform": None},
    {**DEVICE, "platform": ""},
    {**DEVICE, "platform": "IOS"},
    {**DEVICE, "platform": "windows"},
    {**DEVICE, "platform": 1},
    {**DEVICE, "token": None},
    {**DEVICE, "token": ""},
    {**DEVICE, "token": " "},
    {**DEVICE, "token": "a b"},
    {**DEVICE, "token": "abc\n"},
    {**DEVICE, "token": "žeton"},
    {**DEVICE, "token": "x" * 1025},
    {**DEVICE, "token": ["abc"]},
    {**DEVICE, "environment": "staging"},
    {**DEVICE, "environment": ""},
    {**DEVICE, "environment": True},
]


@pytest.mark.parametrize("device", INVALID, ids=lambda device: json.dumps(device)[:60])
def test_what_is_no_device_is_refused(phone, stored, device):
    before = stored(phone)
    assert answer(lambda: phone.call_with_token(BY_TOKEN, phone.create_token(), device))[:2] == (400, "INVALID_REQUEST")
    assert answer(lambda: phone.call_signed(REGISTER, RESOURCE, device, POSSESSION))[:2] == (400, "INVALID_REQUEST")
    assert stored(phone) == before


def test_a_body_without_its_wrapper_is_refused(phone):
    for body in (b"", b"{}", b'{"requestObject": null}', wire.write(DEVICE), b"{"):
        headers = phone.token_header(phone.create_token())
        assert answer(lambda b=body, h=headers: phone.line.send(BY_TOKEN, b, h))[:2] == (400, "INVALID_REQUEST")


def test_unknown_members_are_ignored(phone, stored):
    phone.call_with_token(
        BY_TOKEN, phone.create_token(), {**DEVICE, "token": "t", "activationId": "another", "appId": 1}
    )
    assert stored(phone) == ("t", "ios", None)


def test_a_device_has_one_registration(bank, stored):
    """The app was installed anew: what was told to its former registration would reach the wrong one."""
    former, phone = bank.registered(), bank.registered()
    for one in (former, phone):
        one.call_with_token(BY_TOKEN, one.create_token(), {**DEVICE, "token": "moved"})
    assert stored(former) is None
    assert stored(phone) == ("moved", "ios", None)
    assert former.call_with_token(BY_TOKEN, former.create_token(), {**DEVICE, "token": "own"}) == {}


def test_the_doubled_slash_of_a_published_sdk_is_accepted(phone, stored):
    phone.call_with_token(f"/{BY_TOKEN}", phone.create_token(), {**DEVICE, "token": "slashed"})
    assert stored(phone)[0] == "slashed"


def test_other_endpoints_keep_the_protocols_code(phone):
    assert answer(lambda: phone.line.send("/pa/v3/signature/validate", b"{}"))[1] == "ERR_AUTHENTICATION"
