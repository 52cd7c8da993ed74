"""The headers that a phone sends (`powerauth-protocol.md` §2.3, §5.1, §6)."""

from base64 import b64encode

import pytest

from activities.powerauth.header_attributes import MALFORMED, MISSING, SIGNATURE_TYPE, HeaderInvalid
from activities.powerauth.headers import (
    AuthorizationHeader,
    EncryptionHeader,
    TokenHeader,
    read_authorization,
    read_encryption,
    read_token,
)
from activities.powerauth.purpose import Scope
from activities.powerauth.signature_type import SignatureType
from activities.powerauth.version import ProtocolVersion
from tests.rows import each_row

SENT = "036CC14B-E4F8-4B01-A825-5129832ACDDB"
KEY = b64encode(b"application key.").decode()
NONCE = bytes(range(16))
DIGEST = bytes(range(32))

AUTHORIZATION = {
    "pa_activation_id": SENT,
    "pa_application_key": KEY,
    "pa_nonce": b64encode(NONCE).decode(),
    "pa_signature_type": "possession_knowledge",
    "pa_signature": b64encode(DIGEST).decode(),
    "pa_version": "3.3",
}
ENCRYPTION = {"version": "3.3", "application_key": KEY, "activation_id": SENT}
TOKEN = {
    "token_id": SENT,
    "token_digest": b64encode(DIGEST).decode(),
    "nonce": b64encode(NONCE).decode(),
    "timestamp": "1700000000000",
    "version": "3.3",
}


def header(attributes, separator=", "):
    return "PowerAuth " + separator.join(f'{name}="{value}"' for name, value in attributes.items())


def in_application_scope(text):
    return read_encryption(text, Scope.APPLICATION)


def in_activation_scope(text):
    return read_encryption(text, Scope.ACTIVATION)


READERS = [(read_authorization, AUTHORIZATION), (in_activation_scope, ENCRYPTION), (read_token, TOKEN)]
every_header = pytest.mark.parametrize(("reader", "attributes"), READERS, ids=["authorization", "encryption", "token"])


def test_an_authorization_is_read():
    assert read_authorization(header(AUTHORIZATION)) == AuthorizationHeader(
        version=ProtocolVersion.V3_3,
        activation_id=SENT.lower(),
        activation_id_sent=SENT,
        application_key=KEY,
        nonce=NONCE,
        signature_type=SignatureType.POSSESSION_KNOWLEDGE,
        signature=b64encode(DIGEST).decode(),
    )


def test_an_encryption_is_read_in_both_scopes():
    application = {name: value for name, value in ENCRYPTION.items() if name != "activation_id"}
    assert in_application_scope(header(application)) == EncryptionHeader(ProtocolVersion.V3_3, KEY)
    assert in_activation_scope(header(ENCRYPTION)) == EncryptionHeader(ProtocolVersion.V3_3, KEY, SENT.lower(), SENT)


def test_a_token_is_read():
    assert read_token(header(TOKEN)) == TokenHeader(
        ProtocolVersion.V3_3, SENT.lower(), DIGEST, NONCE, timestamp_ms=1_700_000_000_000
    )


def test_an_authorization_stands_for_an_encryption_header():
    read = read_authorization(header(AUTHORIZATION))
    assert read.encryption(Scope.ACTIVATION) == EncryptionHeader(ProtocolVersion.V3_3, KEY, SENT.lower(), SENT)
    assert read.encryption(Scope.APPLICATION) == EncryptionHeader(ProtocolVersion.V3_3, KEY)


@every_header
@pytest.mark.parametrize("separator", [",", ", ", " ", "  ", " , ", ",  "])
def test_attributes_stand_in_any_order_with_commas_or_spaces(reader, attributes, separator):
    backwards = dict(reversed(attributes.items()))
    assert reader(header(backwards, separator)) == reader(header(attributes))


@every_header
def test_attributes_that_nobody_knows_are_ignored(reader, attributes):
    assert reader(header({"note": "x", "empty": ""} | attributes)) == reader(header(attributes))


@every_header
def test_spaces_around_the_attributes_are_ignored(reader, attributes):
    text = header(attributes)
    assert reader(text.replace("PowerAuth ", "PowerAuth   ") + " ") == reader(text)


@every_header
@pytest.mark.parametrize("text", [None, ""])
def test_a_missing_header_is_said_to_be_missing(reader, attributes, text):
    with pytest.raises(HeaderInvalid) as invalid:
        reader(text)
    assert invalid.value.reason == MISSING


@every_header
def test_each_attribute_is_required_and_not_empty(reader, attributes):
    for name in attributes:
        without = {other: value for other, value in attributes.items() if other != name}
        for wrong in (without, attributes | {name: ""}):
            with pytest.raises(HeaderInvalid) as invalid:
                reader(header(wrong))
            assert invalid.value.reason == MALFORMED, name


@every_header
def test_an_attribute_that_stands_twice_is_refused(reader, attributes):
    for name, value in attributes.items():
        with pytest.raises(HeaderInvalid):
            reader(header(attributes) + f', {name}="{value}"')
    with pytest.raises(HeaderInvalid):
        reader(header(attributes) + ', note="1", note="1"')


BROKEN = {
    "another scheme": lambda text: text.replace("PowerAuth", "Bearer"),
    "scheme in lower case": lambda text: text.replace("PowerAuth", "powerauth"),
    "scheme in upper case": lambda text: text.replace("PowerAuth", "POWERAUTH"),
    "no scheme": lambda text: text.removeprefix("PowerAuth "),
    "no space after the scheme": lambda text: text.replace("PowerAuth ", "PowerAuth"),
    "space before the scheme": lambda text: " " + text,
    "scheme alone": lambda text: "PowerAuth ",
    "no closing quote": lambda text: text[:-1],
    "no opening quote": lambda text: text.replace('="', "=", 1),
    "single quotes": lambda text: text.replace('"', "'"),
    "no quotes": lambda text: text.replace('"', ""),
    "escaped quote": lambda text: text + r', note="a\"b"',
    "space before =": lambda text: text.replace("=", " =", 1),
    "two commas": lambda text: text.replace(", ", ",, ", 1),
    "comma at the end": lambda text: text + ",",
    "comma at the start": lambda text: text.replace("PowerAuth ", "PowerAuth , "),
    "no separator": lambda text: text.replace(", ", "", 1),
    "another separator": lambda text: text.replace(", ", "; ", 1),
    "line break": lambda text: text.replace(", ", ",\r\n ", 1),
    "text after it": lambda text: text + " more",
    "NUL": lambda text: text + "\x00",
    "not ASCII": lambda text: text + ', note="č"',
    "twice": lambda text: text + ", " + text,
    "too long": lambda text: text + f', note="{"x" * 1024}"',
}


@every_header
@each_row("breaking", BROKEN.values(), ids=BROKEN.keys())
def test_a_header_of_another_form_is_refused(reader, attributes, breaking):
    with pytest.raises(HeaderInvalid):
        reader(breaking(header(attributes)))


@every_header
@pytest.mark.parametrize("version", ["3", "2.1", "3.4", "4.0", "3.3.0", "v3.3", "33"])
def test_an_unknown_version_is_refused(reader, attributes, version):
    name = "pa_version" if "pa_version" in attributes else "version"
    with pytest.raises(HeaderInvalid):
        reader(header(attributes | {name: version}))


WRONG_KEYS = [
    "x",
    KEY[:-1],
    KEY.rstrip("="),
    b64encode(bytes(15)).decode(),
    b64encode(bytes(17)).decode(),
    "-_" + KEY[2:],
]
WRONG_NONCES = [b64encode(bytes(size)).decode() for size in (15, 17, 32)] + ["x", "!!!!"]


@pytest.mark.parametrize("key", WRONG_KEYS)
def test_an_application_key_is_base64_of_16_bytes(key):
    for reader, name in ((read_authorization, "pa_application_key"), (in_activation_scope, "application_key")):
        attributes = AUTHORIZATION if reader is read_authorization else ENCRYPTION
        with pytest.raises(HeaderInvalid):
            reader(header(attributes | {name: key}))


@pytest.mark.parametrize("nonce", WRONG_NONCES)
def test_a_nonce_is_base64_of_16_bytes(nonce):
    for wrong, reader in (
        (AUTHORIZATION | {"pa_nonce": nonce}, read_authorization),
        (TOKEN | {"nonce": nonce}, read_token),
    ):
        with pytest.raises(HeaderInvalid):
            reader(header(wrong))


@pytest.mark.parametrize("identifier", ["1", SENT[:-1], SENT.replace("-", ""), SENT.replace("-4B01", "-0B01")])
def test_an_identifier_is_a_uuid(identifier):
    for reader, attributes in READERS:
        name = next(name for name in attributes if name.endswith("_id"))
        with pytest.raises(HeaderInvalid):
            reader(header(attributes | {name: identifier}))


def test_an_activation_id_has_no_place_in_application_scope():
    for value in (SENT, ""):
        with pytest.raises(HeaderInvalid):
            in_application_scope(header(ENCRYPTION | {"activation_id": value}))


@pytest.mark.parametrize("kind", SignatureType)
def test_a_signature_type_is_written_in_any_case(kind):
    for text in (kind, kind.upper(), kind.title()):
        assert read_authorization(header(AUTHORIZATION | {"pa_signature_type": text})).signature_type is kind


@pytest.mark.parametrize("kind", ["none", "knowledge_possession", "possession_pin", "possession,knowledge", "3"])
def test_an_unknown_signature_type_has_a_reason_of_its_own(kind):
    with pytest.raises(HeaderInvalid) as invalid:
        read_authorization(header(AUTHORIZATION | {"pa_signature_type": kind}))
    assert invalid.value.reason == SIGNATURE_TYPE


@pytest.mark.parametrize("version", ProtocolVersion)
@pytest.mark.parametrize(
    "signature",
    ["12345678", "12345678-12345678", "12345678-12345678-12345678"]
    + [b64encode(bytes(range(size))).decode() for size in (16, 32, 48)],
)
def test_a_signature_of_another_versions_form_is_read(signature, version):
    """It will not match, and counts as a failure."""
    read = read_authorization(header(AUTHORIZATION | {"pa_signature": signature, "pa_version": version}))
    assert (read.signature, read.version) == (signature, version)


@pytest.mark.parametrize(
    "signature",
    [
        "1234567",
        "123456789",
        "12345678-",
        "12345678-1234567",
        "1234567812345678",
        "-".join(["12345678"] * 4),
        "1234567a",
        b64encode(bytes(15)).decode(),
        b64encode(bytes(17)).decode(),
        b64encode(bytes(64)).decode(),
        "A" * 24,
        "A" * 44,
        "A" * 62 + "==",
        "-" * 64,
    ],
)
def test_a_signature_of_no_form_is_refused(signature):
    with pytest.raises(HeaderInvalid):
        read_authorization(header(AUTHORIZATION | {"pa_signature": signature}))


@pytest.mark.parametrize("size", [0, 31, 33, 16])
def test_a_token_digest_has_32_bytes(size):
    with pytest.raises(HeaderInvalid):
        read_token(header(TOKEN | {"token_digest": b64encode(bytes(size)).decode()}))


@pytest.mark.parametrize("timestamp", ["100000000", "999999999999999"])
def test_a_timestamp_has_9_to_15_digits(timestamp):
    assert read_token(header(TOKEN | {"timestamp": timestamp})).timestamp_ms == int(timestamp)


@pytest.mark.parametrize(
    "timestamp",
    ["12345678", "1234567890123456", "-1700000000000", "1700000000000.0", "1.7e12", "01700000000000", "now"],
)
def test_any_other_timestamp_is_refused(timestamp):
    with pytest.raises(HeaderInvalid):
        read_token(header(TOKEN | {"timestamp": timestamp}))
