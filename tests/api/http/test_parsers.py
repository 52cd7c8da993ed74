"""Whatever a caller writes, its parser soon has a value for it, or refuses it in its own way; nothing else happens."""

import json
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from functools import partial
from ipaddress import ip_network
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import ValidationError

from activities.callbacks import destinations
from activities.callbacks.destinations import DestinationRefused
from activities.powerauth import (
    activation,
    activation_code,
    base64_text,
    encrypted_request,
    json_object,
    jwt,
    sdk_config,
)
from activities.powerauth.activation import ActivationInvalid
from activities.powerauth.base64_text import Base64Invalid
from activities.powerauth.canonical_query import canonical_query
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.header_attributes import HeaderInvalid
from activities.powerauth.headers import read_authorization, read_encryption, read_token
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.jwt import HmacAlgorithm, JwtInvalid
from activities.powerauth.purpose import Scope
from activities.powerauth.sdk_config import SdkConfigInvalid
from activities.powerauth.v4 import activation as v4_activation
from activities.powerauth.v4 import encrypted_request as v4_encrypted_request
from activities.powerauth.v4 import headers as v4_headers
from activities.powerauth.version import ProtocolVersion
from activities.templates import readable_data
from activities.templates.readable_data import OperationDataInvalid
from api.http import proxies, times
from api.http.lenient_json import coerce_value
from api.http.schema import Boolean, Integer, String
from api.http.schema import Decimal as DecimalField
from config import addresses, callers, correlation, exact_json, strict_json, user_ids
from config.addresses import AddressInvalid
from config.plain_decimal import is_plain_decimal
from config.strict_json import JsonInvalid
from locales import languages
from tests.examples import examples

MAX_SECONDS = 2.0  # on a busy core; a pattern whose steps grow with the square of such lengths takes longer
KEY, NONCE, ID = "MTIzNDU2Nzg5MGFiY2RlZg==", "kYjzVBB8Y0ZFabxSWbWovA==", "26c94bf8-f594-4bd8-9c51-93449926b644"
SIGNED = (
    f'PowerAuth pa_activation_id="{ID}", pa_application_key="{KEY}", pa_nonce="{NONCE}", '
    'pa_signature_type="possession_knowledge", pa_signature="MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", pa_version="3.3"'
)
AUTHENTICATED = SIGNED.replace("signature", "auth_code").replace("3.3", "4.0")
OF_APPLICATION = f'PowerAuth version="3.3", application_key="{KEY}"'
TOKEN = (
    f'PowerAuth token_id="{ID}", token_digest="VqAXEhziiT27lxoqREjtcQHs1h1dGHoHsE8cYmJvW4Y=", nonce="{NONCE}", '
    'timestamp="1700000000000", version="3.3"'
)
JSON = (
    '{"requestObject":{"operationId":"a","amount":1.50,"list":[1,-2e5,null,true]}}',
    '"\\u00e9\\ud83d\\ude00"',
    "[[[[1]]]]",
)
SEALED = json.dumps(
    {"ephemeralPublicKey": "A" * 44, "encryptedData": "AAAA", "mac": "AAAA", "nonce": NONCE, "timestamp": 17}
)
SEALED_4 = json.dumps({"temporaryKeyId": ID, "encryptedData": "A" * 60, "nonce": "A" * 32, "timestamp": 17})
DEVICE_4 = json.dumps(
    {
        "sharedSecretRequest": {"algorithm": "EC_P384", "encapsulationKeys": ["A" * 132]},
        "devicePublicKeys": {"ecdsa": "A" * 132},
    }
)
IDENTIFIED = json.dumps(
    {"type": "CODE", "identityAttributes": {"code": "GYA4L-D4C7K-OP2NV-USYYQ"}, "activationData": {}}
)
DEVICE = json.dumps({"devicePublicKey": "A" * 44, "activationName": "A phone", "platform": "ios", "deviceInfo": "x"})
DATA = "A1*A100CZK*Q238400856/0300**D20190629*NUtility Bill Payment - 05/2019"
TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
FAR_TIMES = (
    "9999-12-31T23:59:59-23:59",
    "9999-12-31T23:59:59.9999Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
)
LANGUAGES = frozenset({"en", "cs", "zh_Hant"})

STORABLE = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**90), 10**90)
    | st.decimals(-(10**20), 10**20, places=4, allow_nan=False, allow_infinity=False)
    | STORABLE
)
OFFSETS = st.integers(-1439, 1439).map(lambda offset: timezone(timedelta(minutes=offset)))
encodable = st.text(st.characters(codec="utf-8"), max_size=60)


PUT = ("", '"', "\\", ",", "=", ";", "-", ".", "0", "9", "e", "*", "/", ":", "[", "{", " ", "\x00", "é", "٣", "İ")


def nearly(*samples):
    """Text of somebody who nearly knows what is asked: a right one with a few characters changed, put in, left out, repeated."""

    def changed(seed):
        dice = Random(seed)  # one draw of Hypothesis's instead of a dozen: they take longer than what is tested
        text = dice.choice(samples)
        for _ in range(dice.randint(0, 3)):
            start = dice.randint(0, len(text))
            end = start + dice.randint(0, 3)
            text = text[:start] + dice.choice(PUT) * dice.choice((1, 1, 1, 2, 40)) + text[end:]
        return text

    return st.integers(0, 2**32).map(changed)


def raw(parse):
    """A parser of bytes, given a text's."""
    return lambda text: parse(text.encode("utf-8", "surrogatepass"))


def field(kind):
    return lambda text: kind.deserialize(coerce_value(kind, text))


# Parser, what it may raise, and right texts.
PARSERS = {
    "a signature's header": (read_authorization, HeaderInvalid, [SIGNED]),
    "an application's header": (lambda text: read_encryption(text, Scope.APPLICATION), HeaderInvalid, [OF_APPLICATION]),
    "an activation's header": (
        lambda text: read_encryption(text, Scope.ACTIVATION), HeaderInvalid, [f'{OF_APPLICATION}, activation_id="{ID}"'],
    ),
    "a token's header": (read_token, HeaderInvalid, [TOKEN]),
    "a body": (raw(strict_json.read), JsonInvalid, JSON),
    "a body with more behind": (raw(lambda body: strict_json.read(body, surplus=True)), JsonInvalid, JSON),
    "an object from a phone": (raw(lambda body: json_object.read(body, most_bytes=500)), JsonObjectInvalid, JSON),
    "an encrypted body": (
        raw(lambda body: encrypted_request.read_body(ProtocolVersion.V3_2, body)), EncryptionFailed, [SEALED],
    ),
    "who activates": (
        raw(lambda body: activation.read_identification(ProtocolVersion.V3_2, body)), ActivationInvalid, [IDENTIFIED],
    ),
    "what is activated": (raw(activation.read_device), ActivationInvalid, [DEVICE]),
    "a JWT": (partial(jwt.read, HmacAlgorithm.HS256), JwtInvalid, ["eyJhbGciOiJIUzI1NiJ9.e30.AAAA"]),
    "a JWT of protocol 4": (partial(jwt.read, HmacAlgorithm.HS384), JwtInvalid, ["eyJhbGciOiJIUzM4NCJ9.e30.AAAA"]),
    "a code's header of protocol 4": (v4_headers.read_authorization, HeaderInvalid, [AUTHENTICATED]),
    "an encrypted body of protocol 4": (raw(v4_encrypted_request.read_body), EncryptionFailed, [SEALED_4]),
    "who activates by protocol 4": (raw(v4_activation.read_identification), ActivationInvalid, [IDENTIFIED]),
    "what is activated by protocol 4": (raw(v4_activation.read_device), ActivationInvalid, [DEVICE_4]),
    "base64": (base64_text.decode, Base64Invalid, [KEY]),
    "base64 of addresses": (base64_text.decode_url, Base64Invalid, ["AAAA", "AA"]),
    "an SDK's configuration": (sdk_config.read, SdkConfigInvalid, ["ARCYACMCEAAA"]),
    "an activation code": (activation_code.is_valid, (), ["GYA4L-D4C7K-OP2NV-USYYQ"]),
    "a signed query": (canonical_query, (), ["a=b&c=d%20e&%F0%9F%98%80=%ff&x"]),
    "an operation's data": (readable_data.check, OperationDataInvalid, [DATA, "A1*A-1.5CZK*I\\*\\n"]),
    "a template of data": (readable_data.check_template, OperationDataInvalid, ["A1*A{amount}{currency}*I{iban}"]),
    "a number of a template": (is_plain_decimal, (), ["100.00", "-1"]),
    "wishes of languages": (languages.wishes, (), ["cs-CZ, en;q=0.5, *;q=0"]),
    "a reader's language": (lambda text: languages.negotiate(text, LANGUAGES), (), ["zh-TW, sr-ME;q=0.1", "*"]),
    "an id of a user": (user_ids.find_problem, (), ["roman", "é", "jana novakova"]),
    "a correlation id": (correlation.choose, (), ["d6561669-34d6"]),
    "a way through proxies": (
        lambda text: proxies.caller("10.0.0.1", text, TRUSTED), (), ["203.0.113.1, 10.0.0.2:80", "[fd00::1]:80, ::ffff:10.0.0.3"],
    ),
    "an address's network": (callers.caller_network, (), ["203.0.113.1", "fe80::1%eth0"]),
    "a callback's address": (
        destinations.parse, DestinationRefused, ["https://bank.example:8443/hook?a=b", "http://[::ffff:10.0.0.1]/", "http://a@b/"],
    ),
    "a web address": (addresses.web_address, AddressInvalid, ["https://bank.example:8080/auth", "http://[::1]/"]),
    "a time": (field(times.Time()), ValidationError, ["2018-06-28T12:04:00+0000", "1530187440000", *FAR_TIMES]),
    "a number": (field(Integer()), ValidationError, ["12", "-9223372036854775808"]),
    "an amount": (field(DecimalField()), ValidationError, ["100.00", "1e5", ".5"]),
    "a text": (field(String()), ValidationError, ["a"]),
    "a boolean": (field(Boolean()), ValidationError, ["true"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
def test_there_is_a_value_or_the_parsers_own_refusal(name):
    parse, refusal, right = PARSERS[name]

    @settings(max_examples=examples(60), deadline=None, derandomize=True, database=None)
    @given(nearly(*right) | nearly(*right) | encodable)
    def parsed(text):
        begun = time.thread_time()
        with suppress(refusal):
            parse(text)
        assert time.thread_time() - begun < MAX_SECONDS

    parsed()


# Long, and of the form that makes a careless pattern or reader slow.
LONG = {
    "commas": ", " * 20_000,
    "brackets": "[" * 50_000,
    "nested objects": '{"a":' * 20_000,
    "quotes": '"' * 50_000,
    "attributes": "PowerAuth " + 'a="b", ' * 5_000,
    "spaces": "PowerAuth" + " " * 50_000,
    "digits": "9" * 100_000,
    "an exponent": "1e" + "9" * 50_000,
    "a large exponent in a body with an escape": '{"a":1e999999,"b":"\\u00e9"}',
    "asterisks": "A1*" * 20_000,
    "backslashes": "A1*" + "\\" * 50_000,
    "marks": "A1*N" + "\u0301" * 20_000,
    "pairs": "a=b&" * 20_000,
    "dots": "a." * 20_000,
    "hops": "10.0.0.2, " * 5_000,
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("length", LONG)
def test_what_is_long_takes_no_longer_than_it_may(length):
    for name, (parse, refusal, _) in PARSERS.items():
        begun = time.thread_time()
        with suppress(refusal):
            parse(LONG[length])
        assert time.thread_time() - begun < MAX_SECONDS, name


ROUND_TRIPS = {
    "bytes in base64": (st.binary(max_size=40), lambda data: base64_text.decode(base64_text.encode(data)) == data),
    "bytes in base64 of addresses": (
        st.binary(max_size=40), lambda data: base64_text.decode_url(base64_text.encode_url(data)) == data,
    ),
    "an activation code": (
        st.binary(min_size=10, max_size=10), lambda data: activation_code.is_valid(activation_code.make(data)),
    ),
    "a signed query, written in its one way": (
        nearly("a=b&c=d%20e&%F0%9F%98%80=%ff&x=*~+") | encodable,
        lambda query: canonical_query(canonical_query(query).decode()) == canonical_query(query),
    ),
    "a language that was wished for": (
        nearly("cs-CZ, en;q=0.5, *;q=0") | encodable,
        lambda header: languages.wishes(languages.wishes(header)) == languages.wishes(header),
    ),
    "what a body holds": (
        st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STORABLE, inner, max_size=3)),
        lambda value: strict_json.read(exact_json.write(value).encode()) == value,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_what_is_written_is_read_as_it_was(name):
    values, holds = ROUND_TRIPS[name]

    @settings(max_examples=examples(60), deadline=None, derandomize=True, database=None)
    @given(values)
    def read_again(value):
        assert holds(value)

    read_again()


@settings(max_examples=examples(200), deadline=None, derandomize=True, database=None)
@given(st.datetimes(timezones=OFFSETS).map(datetime.isoformat) | st.sampled_from(FAR_TIMES))
def test_every_time_that_is_taken_can_be_written(text):
    try:
        taken_ms = times.Time().deserialize(text)
    except ValidationError:
        return
    assert times.Time().deserialize(times.format_time(taken_ms)) == taken_ms // 1000 * 1000
