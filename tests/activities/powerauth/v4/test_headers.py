"""The headers of version 4.0 (`powerauth-protocol-4.md` §4.3, §6.1, §7)."""

from base64 import b64encode

import pytest

from activities.powerauth.header_attributes import MALFORMED, MISSING, SIGNATURE_TYPE, HeaderInvalid
from activities.powerauth.purpose import Scope
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.headers import (
    V4EncryptionHeader,
    V4TokenHeader,
    read_authorization,
    read_encryption,
    read_token,
)
from tests.activities.powerauth.published import raw
from tests.activities.powerauth.v4.published import every, vectors

SENT = "036CC14B-E4F8-4B01-A825-5129832ACDDB"
KEY = b64encode(b"application key.").decode()
NONCE, DIGEST = bytes(range(16)), bytes(range(32))
AUTHORIZATION = {
    "pa_activation_id": SENT,
    "pa_application_key": KEY,
    "pa_nonce": b64encode(NONCE).decode(),
    "pa_auth_code_type": "POSSESSION_knowledge",
    "pa_auth_code": b64encode(DIGEST * 2).decode(),
    "pa_version": "4.0",
}
TOKEN = {
    "token_id": SENT,
    "token_digest": b64encode(DIGEST).decode(),
    "nonce": b64encode(NONCE).decode(),
    "timestamp": "1700000000000",
    "version": "4.0",
}


def header(attributes):
    return "PowerAuth " + ", ".join(f'{name}="{value}"' for name, value in attributes.items())


@every("headers")
def test_official_headers(case):
    if case["kind"] == "authorization":
        read = read_authorization(case["header"])
        assert [read.activation_id_sent, read.application_key, read.signature_type, read.signature] == [
            case[name] for name in ("activationId", "applicationKey", "authCodeType", "authCode")
        ]
        assert read.nonce == raw(case["nonce"])
        return
    encryption = read_encryption(case["header"], Scope.ACTIVATION)
    assert encryption == V4EncryptionHeader(case["applicationKey"], case["activationId"], case["activationId"])
    with pytest.raises(HeaderInvalid):
        read_encryption(case["header"], Scope.APPLICATION)


@every("token")
def test_official_headers_of_tokens(case):
    read = read_token(case["header"])
    assert [read.token_digest, read.nonce, read.timestamp_ms] == [
        raw(case["digest"]),
        raw(case["nonce"]),
        case["timestamp"],
    ]


def test_ids_are_kept_as_they_were_sent_and_in_lower_case():
    read = read_authorization(header(AUTHORIZATION))
    assert [read.activation_id, read.activation_id_sent] == [SENT.lower(), SENT]
    assert read.signature_type is SignatureType.POSSESSION_KNOWLEDGE
    assert read.encryption(Scope.ACTIVATION) == V4EncryptionHeader(KEY, SENT.lower(), SENT)
    assert read.encryption(Scope.APPLICATION) == V4EncryptionHeader(KEY)
    assert read_token(header(TOKEN)) == V4TokenHeader(SENT.lower(), DIGEST, NONCE, 1_700_000_000_000)


def test_a_code_has_one_two_or_three_components():
    for count in (1, 2, 3):
        code = b64encode(DIGEST * count).decode()
        assert read_authorization(header(AUTHORIZATION | {"pa_auth_code": code})).signature == code


def refused(reader, attributes):
    with pytest.raises(HeaderInvalid) as invalid:
        reader(header(attributes))
    return invalid.value.reason


CODES = [
    "12345678-12345678",
    "",
    b64encode(DIGEST[:16]).decode(),
    b64encode(DIGEST * 4).decode(),
    b64encode(bytes(31)).decode(),
]


@pytest.mark.parametrize("code", CODES)
def test_codes_of_3_x_and_of_other_sizes_are_refused(code):
    assert refused(read_authorization, AUTHORIZATION | {"pa_auth_code": code}) == MALFORMED


@pytest.mark.parametrize("version", ["3.0", "3.1", "3.2", "3.3", "4", "4.1", "5.0", ""])
def test_another_version_is_refused(version):
    assert refused(read_authorization, AUTHORIZATION | {"pa_version": version}) == MALFORMED
    assert refused(read_token, TOKEN | {"version": version}) == MALFORMED
    encryption = {"application_key": KEY, "version": version}
    assert refused(lambda text: read_encryption(text, Scope.APPLICATION), encryption) == MALFORMED


@pytest.mark.parametrize("name", AUTHORIZATION)
def test_each_attribute_of_a_code_is_wanted(name):
    refused(read_authorization, {key: value for key, value in AUTHORIZATION.items() if key != name})


@pytest.mark.parametrize("name", TOKEN)
def test_each_attribute_of_a_token_is_wanted(name):
    assert refused(read_token, {key: value for key, value in TOKEN.items() if key != name}) == MALFORMED


def test_the_names_of_3_x_are_not_read():
    attributes = {name.replace("auth_code", "signature"): value for name, value in AUTHORIZATION.items()}
    refused(read_authorization, attributes)


def test_an_unknown_type_and_no_header_have_reasons_of_their_own():
    assert refused(read_authorization, AUTHORIZATION | {"pa_auth_code_type": "knowledge_possession"}) == SIGNATURE_TYPE
    with pytest.raises(HeaderInvalid) as invalid:
        read_token(None)
    assert invalid.value.reason == MISSING


def test_the_scope_says_if_an_activation_is_named():
    without = header({"application_key": KEY, "version": "4.0"})
    assert read_encryption(without, Scope.APPLICATION) == V4EncryptionHeader(KEY)
    with pytest.raises(HeaderInvalid):
        read_encryption(without, Scope.ACTIVATION)
    assert any(case["kind"] == "encryption" for case in vectors("headers"))
