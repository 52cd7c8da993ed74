"""Encrypted requests that are refused: members, keys, times, repetitions (`powerauth-protocol.md` §2)."""

import json
import uuid
from typing import Any

import pytest

from api.demo.device import wire
from api.demo.device.binding import EncryptionPurpose
from api.demo.device.headers import ENCRYPTION, header
from tests.api.mobile.conftest import VERSIONS
from tests.api.mobile.users import answer

PATH = "/pa/v3/user/info"
CODE = "ERR_USER_INFO"


@pytest.fixture(scope="module", params=VERSIONS)
def phone(request, bank):
    return bank.registered(version=request.param)


def ask(phone, request=None, headers=None, **altered):
    """Ask for the user's claims, by an encrypted request some of whose members are altered (null: left out)."""
    sealed = phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
    sent = {key: value for key, value in (sealed.request | altered).items() if value is not None}
    body = json.dumps(sent if request is None else request).encode()
    answer = phone.line.send(PATH, body, headers or phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION))
    return wire.read(sealed.open(wire.read(answer)))


def refused(call, code=CODE, status=400):
    assert answer(call)[:2] == (status, code)


def test_a_right_request_is_answered(phone):
    assert ask(phone) == {}


ALTERED = {
    "another ciphertext": {"encryptedData": "AAAAAAAAAAAAAAAAAAAAAA=="},
    "a ciphertext that is no whole block": {"encryptedData": "AAAA"},
    "no ciphertext": {"encryptedData": None},
    "an empty ciphertext": {"encryptedData": ""},
    "another MAC": {"mac": "A" * 43 + "="},
    "half a MAC": {"mac": "A" * 22 + "=="},
    "no MAC": {"mac": None},
    "another ephemeral key": {"ephemeralPublicKey": "AhzMrk7VZ98yCfi4iPw+1ib/e+CraDPy/zix3efvBJHv"},
    "an ephemeral key on no curve": {"ephemeralPublicKey": wire.b64(b"\x04" + b"\x01" * 64)},
    "infinity as ephemeral key": {"ephemeralPublicKey": "AA=="},
    "no ephemeral key": {"ephemeralPublicKey": None},
    "base64 with a line break": {"mac": "A" * 20 + "\n" + "A" * 23 + "="},
    "URL-safe base64": {"mac": "-" * 43 + "="},
    "a number": {"mac": 1},
    "a nonce of 15 bytes": {"nonce": wire.b64(bytes(15))},
    "a time that is text": {"timestamp": "1700000000000"},
    "a time before time": {"timestamp": -1},
    "a huge time": {"timestamp": 10**30},
    "a key id that is none": {"temporaryKeyId": "1"},
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_request_is_refused(phone, name):
    refused(lambda: ask(phone, **ALTERED[name]))


@pytest.mark.parametrize("member", ["nonce", "timestamp", "temporaryKeyId"])
def test_a_member_that_does_not_belong_to_the_version_or_lacks_is_refused(phone, member):
    belongs = member in phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}").request
    other = {"nonce": wire.b64(bytes(16)), "timestamp": phone.clock_ms(), "temporaryKeyId": str(uuid.uuid4())}
    refused(lambda: ask(phone, **{member: None if belongs else other[member]}))


HEADERS: dict[str, Any] = {
    "no header": {},
    "an empty one": {ENCRYPTION: ""},
    "another word": {ENCRYPTION: 'PowerOuth version="3.3"'},
    "no activation": "activation_id",
    "no application": "application_key",
    "no version": "version",
    "an unknown version": {"version": "3.4"},
    "a version of another kind": {"version": "2.1"},
    "an application key that is none": {"application_key": "x"},
    "an unknown application": {"application_key": "AAAAAAAAAAAAAAAAAAAAAA=="},
    "an activation that is none": {"activation_id": "1"},
    "an unknown activation": {"activation_id": str(uuid.uuid4())},
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_not_right_is_refused(phone, name):
    change = HEADERS[name]
    attributes = {
        "version": str(phone.version),
        "application_key": phone.config.application_key,
        "activation_id": phone.registration.activation_id,
    }
    if isinstance(change, str):
        headers = header(ENCRYPTION, **{key: value for key, value in attributes.items() if key != change})
    elif change.keys() <= attributes.keys() and change:
        headers = header(ENCRYPTION, **attributes | change)
    else:
        headers = change or {"X-Other": "1"}
    refused(lambda: ask(phone, headers=headers))


@pytest.mark.parametrize(
    "text",
    [
        'PowerAuth version="{version}", version="{version}", application_key="{key}", activation_id="{id}"',
        "PowerAuth version={version}, application_key={key}, activation_id={id}",
        "PowerAuth version='{version}', application_key='{key}', activation_id='{id}'",
        'PowerAuth version="{version}" application_key="{key}" activation_id="{id}',
        'powerauth version="{version}", application_key="{key}", activation_id="{id}"',
        'PowerAuth version="{version}", application_key="{key}", activation_id="{id}", pad="' + "x" * 2000 + '"',
        'PowerAuth version="{version}"; application_key="{key}"; activation_id="{id}"',
    ],
    ids=["twice", "unquoted", "single quotes", "unclosed", "lower case", "too long", "semicolons"],
)
def test_a_badly_written_header_is_refused(phone, text):
    written = text.format(version=phone.version, key=phone.config.application_key, id=phone.registration.activation_id)
    refused(lambda: ask(phone, headers={ENCRYPTION: written}))


@pytest.mark.parametrize("shift_ms", [-61_000, -3_600_000, 61_000, 3_600_000])
def test_a_request_from_another_time_is_refused(phone, shift_ms):
    if not phone.version.has_timestamp:
        pytest.skip("before 3.2 a request has no time")
    sealed = phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}", timestamp_ms=phone.clock_ms() + shift_ms)
    headers = phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION)
    refused(lambda: phone.line.send(PATH, sealed.body, headers))


def test_a_request_that_comes_again_is_refused_where_the_version_can_tell(phone):
    sealed = phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
    headers = phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION)
    phone.line.send(PATH, sealed.body, headers)
    if phone.version.has_timestamp:
        refused(lambda: phone.line.send(PATH, sealed.body, headers))
    else:
        phone.line.send(PATH, sealed.body, headers)


@pytest.mark.parametrize(
    "purpose", [EncryptionPurpose.TOKEN_CREATE, EncryptionPurpose.VAULT_UNLOCK, EncryptionPurpose.UPGRADE]
)
def test_a_request_for_another_purpose_is_refused(phone, purpose):
    sealed = phone.seal(purpose, b"{}")
    refused(lambda: phone.line.send(PATH, sealed.body, phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION)))


def test_a_request_for_another_registration_is_refused(bank, phone):
    other = bank.registered(version=phone.version)
    sealed = other.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
    refused(lambda: phone.line.send(PATH, sealed.body, phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION)))


def test_a_removed_registration_is_not_spoken_to(bank):
    gone = bank.registered(version="3.2")
    gone.remove()
    refused(lambda: ask(gone))


def test_a_blocked_phone_hears_nothing_of_its_user(bank):
    blocked = bank.registered(version="3.2")
    bank.change(blocked, "BLOCK")
    refused(lambda: ask(blocked))


JWTS = ["", "x", "a.b.c", "e30.e30.", "e30.e30", "a" * 9000]


@pytest.mark.parametrize("jwt", JWTS)
def test_a_jwt_that_is_none_gets_no_key(phone, jwt):
    code = "INVALID_REQUEST" if not jwt or len(jwt) > 8192 else "ERR_TEMPORARY_KEY"
    refused(lambda: phone.line.ask("/pa/v3/keystore/create", {"jwt": jwt}), code=code)


def test_an_upgrade_is_refused_clearly(phone):
    refused(phone.upgrade_start, code="ERR_UPGRADE")
    refused(phone.upgrade_commit, code="ERR_UPGRADE")
