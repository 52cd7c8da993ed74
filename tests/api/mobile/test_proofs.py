"""Signatures and tokens that are refused, and how little is said of it (`powerauth-protocol.md` §5.1, §6, §8)."""

import json
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.demo.device import wire
from api.demo.device.headers import AUTHORIZATION, TOKEN, header
from api.demo.device.signing import Factors
from api.demo.device.tokens import PhoneToken
from tests.api.mobile.conftest import VERSIONS, Bank
from tests.api.mobile.users import answer

VALIDATE = "/pa/v3/signature/validate"
RESOURCE = "/pa/signature/validate"
BODY = b'{"requestObject":{}}'
TWO, BIOMETRY = Factors.POSSESSION_KNOWLEDGE, Factors.POSSESSION_BIOMETRY
THREE = Factors.POSSESSION_KNOWLEDGE_BIOMETRY


@pytest.fixture(scope="module")
def phone(bank):
    return bank.registered()


def validate(phone, **altered):
    attributes = phone.signature("POST", RESOURCE, BODY, TWO) | altered
    sent = {name: value for name, value in attributes.items() if value is not None}
    return phone.line.send(VALIDATE, BODY, header(AUTHORIZATION, **sent))


MALFORMED = {
    "no activation": {"pa_activation_id": None},
    "an activation that is none": {"pa_activation_id": "x"},
    "no application": {"pa_application_key": None},
    "an application of 15 bytes": {"pa_application_key": wire.b64(bytes(15))},
    "no nonce": {"pa_nonce": None},
    "a nonce of 17 bytes": {"pa_nonce": wire.b64(bytes(17))},
    "a nonce that is no base64": {"pa_nonce": "????"},
    "no signature": {"pa_signature": None},
    "a signature of 4 digits": {"pa_signature": "1234"},
    "a signature of 40 bytes": {"pa_signature": wire.b64(bytes(40))},
    "no version": {"pa_version": None},
    "an unknown version": {"pa_version": "4.0"},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_header_is_refused(phone, name):
    assert answer(lambda: validate(phone, **MALFORMED[name])) == (
        401,
        "ERR_AUTHENTICATION",
        "POWER_AUTH_REQUEST_INVALID",
    )


def test_a_missing_header_is_said_to_be_missing(phone):
    assert answer(lambda: phone.line.send(VALIDATE, BODY))[2] == "POWER_AUTH_SIGNATURE_HTTP_HEADER_MISSING"


@pytest.mark.parametrize("kind", ["knowledge", "biometry"])
def test_a_second_factor_alone_signs_nothing(phone, kind):
    attributes = phone.signature("POST", RESOURCE, BODY, kind)
    assert answer(lambda: phone.line.send(VALIDATE, BODY, header(AUTHORIZATION, **attributes)))[2] == (
        "POWER_AUTH_SIGNATURE_TYPE_INVALID"
    )


def test_an_unknown_factor_is_refused(phone):
    assert answer(lambda: validate(phone, pa_signature_type="smell"))[:2] == (401, "ERR_AUTHENTICATION")


# The endpoints, and which factors each accepts.
ACCEPTED = {
    "/pa/activation/remove": {TWO, BIOMETRY, THREE},
    "/pa/token/remove": {Factors.POSSESSION, TWO, BIOMETRY, THREE},
    "/pa/signature/validate": {Factors.POSSESSION, TWO, BIOMETRY, THREE},
}


@pytest.mark.parametrize("factors", [Factors.POSSESSION, TWO, BIOMETRY, THREE])
@pytest.mark.parametrize("resource", ACCEPTED)
def test_each_endpoint_has_its_factors(bank, resource, factors):
    phone = bank.registered(version="3.1")
    request = {"tokenId": str(uuid.uuid4())} if "token" in resource else {}
    call = lambda: phone.call_signed(resource.replace("/pa/", "/pa/v3/"), resource, request, factors)  # noqa: E731
    if factors in ACCEPTED[resource]:
        call()
    else:
        assert answer(call)[2] == "POWER_AUTH_SIGNATURE_TYPE_INVALID"
        assert bank.of(phone)["registrationStatus"] == "ACTIVE"


@pytest.mark.parametrize(
    ("factors", "unlocks"), [(TWO, True), (Factors.POSSESSION, False), (BIOMETRY, False), (THREE, False)]
)
def test_only_the_pin_unlocks_the_vault(phone, factors, unlocks):
    if unlocks:
        assert len(phone.unlock_vault(factors=factors)) == 16
    else:
        assert answer(lambda: phone.unlock_vault(factors=factors))[:2] == (400, "ERR_SECURE_VAULT")


@pytest.mark.parametrize("factors", [Factors.POSSESSION, BIOMETRY])
def test_a_factor_that_the_vault_does_not_take_is_not_counted(bank, factors):
    phone = bank.registered()
    for _ in range(6):
        assert answer(lambda: phone.unlock_vault(factors=factors))[:2] == (400, "ERR_SECURE_VAULT")
    assert bank.of(phone)["registrationStatus"] == "ACTIVE"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_unsupported_version_of_the_application_fails_by_its_signature_where_it_can_be_decrypted(bank, version):
    """From 3.3 on there is no temporary key to decrypt it with."""
    theirs = Bank(bank.admin, bank.base_url, bank.http)
    phone = theirs.registered(version=version)
    supported = lambda value: bank.admin.ok(  # noqa: E731
        "PUT", f"/admin/applications/{theirs.cloud.app_id}/versions/default", {"supported": value}
    )
    supported(False)
    for call, code in ((phone.unlock_vault, "ERR_SECURE_VAULT"), (phone.create_token, "ERR_ENCRYPTION")):
        refused = answer(lambda call=call: call(factors=TWO))
        if version == "3.3":
            assert refused[0] == 400
            assert refused[1] in (code, "ERR_TEMPORARY_KEY")
        else:
            assert refused == (401, "ERR_AUTHENTICATION", "POWER_AUTH_SIGNATURE_INVALID")
    supported(True)
    assert len(phone.unlock_vault()) == 16


@pytest.mark.parametrize("reason", ["no", "a reason with spaces", "x" * 256])
def test_a_reason_that_is_none_unlocks_nothing(phone, reason):
    assert answer(lambda: phone.unlock_vault(reason))[:2] == (400, "ERR_SECURE_VAULT")
    phone.unlock_vault(None)


@pytest.mark.parametrize("factors", [Factors.POSSESSION, TWO, BIOMETRY, THREE])
def test_a_token_is_worth_the_factors_it_was_made_with(bank, factors):
    phone = bank.registered(version="3.2")
    token = phone.create_token(factors)
    if factors is Factors.POSSESSION:
        assert answer(lambda: phone.detail(token))[:2] == (401, "ERR_AUTHENTICATION")
    else:
        assert phone.detail(token)["activationName"] == "My phone"


TOKENS: dict[str, dict[str, Any]] = {
    "no header": {},
    "an unknown token": {"token_id": str(uuid.uuid4())},
    "a token that is none": {"token_id": "x"},
    "another digest": {"token_digest": wire.b64(bytes(32))},
    "half a digest": {"token_digest": wire.b64(bytes(16))},
    "a nonce of 4 bytes": {"nonce": wire.b64(bytes(4))},
    "a time that is none": {"timestamp": "now"},
    "a time of long ago": {"timestamp": "1000000000000"},
    "no version": {"version": None},
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_that_is_not_right_is_refused(phone, name):
    from api.demo.device import tokens
    from api.demo.device.binding import EncryptionPurpose

    token = phone.create_token(TWO)
    attributes = tokens.attributes(token, nonce=bytes(16), timestamp_ms=phone.clock_ms(), version=phone.version)
    sent = {key: value for key, value in (attributes | TOKENS[name]).items() if value is not None}
    sealed = phone.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
    headers = phone.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION) | (
        header(TOKEN, **sent) if TOKENS[name] else {}
    )
    assert answer(lambda: phone.line.send("/pa/v3/activation/detail", sealed.body, headers))[:2] == (
        401,
        "ERR_AUTHENTICATION",
    )


def test_a_token_of_one_phone_does_not_open_what_another_encrypted(bank, phone):
    from api.demo.device.binding import EncryptionPurpose

    other = bank.registered()
    sealed = other.seal(EncryptionPurpose.GENERIC_ACTIVATION, b"{}")
    headers = other.encryption_header(EncryptionPurpose.GENERIC_ACTIVATION) | phone.token_header(
        phone.create_token(TWO)
    )
    assert answer(lambda: phone.line.send("/pa/v3/activation/detail", sealed.body, headers))[1] == "ERR_ACTIVATION"


def test_removing_a_token_says_the_same_whether_it_was_there(phone):
    token = phone.create_token()
    phone.remove_token(token)
    phone.remove_token(token)
    phone.remove_token(PhoneToken(str(uuid.uuid4()), bytes(16)))


def test_what_is_wrong_is_never_told(bank):
    """A wrong PIN, a blocked, a removed and an unknown registration, another application: one answer."""
    told = set()
    wrong, blocked, removed = (bank.registered(version="3.1") for _ in range(3))
    wrong.pin = "0000"
    bank.change(blocked, "BLOCK")
    bank.change(removed, "REMOVE")
    for phone in (wrong, blocked, removed):
        told.add(answer(phone.validate))
    other = bank.registered(version="3.1")
    told.add(answer(lambda: validate(other, pa_activation_id=str(uuid.uuid4()))))
    told.add(answer(lambda: validate(other, pa_application_key=wire.b64(bytes(16)))))
    told.add(answer(lambda: validate(other, pa_signature=wire.b64(bytes(32)))))
    assert told == {(401, "ERR_AUTHENTICATION", "POWER_AUTH_SIGNATURE_INVALID")}


def test_of_fifty_requests_with_one_signature_one_succeeds(bank, http, stack):
    phone = bank.registered(version="3.1")
    headers = phone.sign("POST", RESOURCE, BODY, Factors.POSSESSION) | {"Content-Type": "application/json"}
    url = f"{stack.settings.base_url}/enrollment-server{VALIDATE}"
    with ThreadPoolExecutor(25) as threads:
        found = list(threads.map(lambda _: http.post(url, content=BODY, headers=headers).status_code, range(50)))
    assert sorted(found) == [200] + [401] * 49


def test_an_unknown_registration_takes_as_long_as_a_wrong_signature(bank):
    """Medians of interleaved requests, three times where the machine is busy: an early answer is ten times faster each time."""
    phone = bank.registered(version="3.1")
    signed = phone.signature("POST", RESOURCE, BODY, Factors.POSSESSION)
    wrong = header(AUTHORIZATION, **signed | {"pa_signature": wire.b64(bytes(16))})
    unknown = {
        name: value.replace(phone.registration.activation_id, str(uuid.uuid4())) for name, value in wrong.items()
    }

    def ratio():
        taken = {"wrong": [], "unknown": []}
        for _ in range(150):
            for name, headers in (("wrong", wrong), ("unknown", unknown)):
                begun = time.perf_counter()
                answer(lambda headers=headers: phone.line.send(VALIDATE, BODY, headers))
                taken[name].append(time.perf_counter() - begun)
        found.append(statistics.median(taken["unknown"]) / statistics.median(taken["wrong"]))
        return found[-1]

    found = []
    assert any(0.8 < ratio() < 1.25 for _ in range(3)), found


STATUS = [{}, {"activationId": 1}, {"activationId": ""}, {"activationId": "x"}, {"activationId": None}]


@pytest.mark.parametrize("request_object", [*STATUS, {"activationId": str(uuid.uuid4()), "challenge": "short"}])
def test_a_question_for_a_status_is_checked(phone, request_object):
    assert answer(lambda: phone.line.ask("/pa/v3/activation/status", request_object))[:2] == (400, "INVALID_REQUEST")


@pytest.mark.parametrize("challenge", [None, wire.b64(bytes(16))], ids=["without", "with a challenge"])
def test_an_unknown_registration_has_a_status_like_any_other(phone, challenge):
    told = [
        phone.line.ask("/pa/v3/activation/status", {"activationId": activation_id, "challenge": challenge})
        for activation_id in (str(uuid.uuid4()), phone.registration.activation_id)
    ]
    shapes = [{name: len(value) for name, value in one.items()} for one in told]
    assert shapes[0] == shapes[1]
    assert told[0]["encryptedStatusBlob"] != told[1]["encryptedStatusBlob"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/pa/v3/nothing", 404, "ERROR_NOT_FOUND"),
        ("GET", "/pa/v3/token/create", 405, "INVALID_REQUEST"),
        ("POST", "/pa/v3/keystore/create", 400, "INVALID_REQUEST"),
    ],
)
def test_what_is_not_there_is_said_in_the_envelope(phone, method, path, status, code):
    assert answer(lambda: phone.line.send(path, b"{}", method=method))[:2] == (status, code)


def test_a_body_of_more_than_a_mebibyte_is_refused(http, stack):
    url = f"{stack.settings.base_url}/enrollment-server/pa/v3/keystore/create"
    found = http.post(url, content=json.dumps({"requestObject": {"jwt": "x" * (1 << 20)}}))
    assert found.status_code == 413
