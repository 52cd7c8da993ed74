"""The keystore's tokens: what the phone asks, and which answers it trusts."""

import base64
import json
from hashlib import sha256
from hmac import digest

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from api.demo.device import keys, keystore, points, wire
from api.demo.device.failures import Untrusted
from api.demo.device.holder import Holder
from api.demo.device.sdk_config import PhoneSdkConfig

MASTER, TEMPORARY = points.new_key(), points.new_key()
SECRET = bytes(range(16))
CONFIG = PhoneSdkConfig(wire.b64(b"\1" * 16), wire.b64(SECRET), MASTER.public_key())
HOLDER = Holder("a1", b"\2" * 16)
CLAIMS = {
    "sub": "t1",
    "applicationKey": CONFIG.application_key,
    "challenge": "c1",
    "publicKey": wire.b64(points.public_bytes(TEMPORARY.public_key(), compressed=False)),
    "iat": 1,
    "exp": 301,
    "iat_ms": 1_000,
    "exp_ms": 301_000,
}


def segment(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def unsegment(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def answer(claims=CLAIMS, *, key=MASTER, alg="ES256", typ="JWT", der=False):
    """An answer of the server's."""
    header = {"alg": alg, "typ": typ}
    signed = ".".join(segment(json.dumps(part).encode()) for part in (header, claims))
    signature = points.sign(key, signed.encode())
    if not der:
        signature = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(signature))
    return f"{signed}.{segment(signature)}"


def read(jwt, holder=None):
    return keystore.read(jwt, signer=MASTER.public_key(), config=CONFIG, challenge="c1", holder=holder)


@pytest.mark.parametrize(
    ("holder", "key", "further"),
    [
        (None, SECRET, {}),
        (HOLDER, keys.kdf_internal(HOLDER.transport_key, SECRET), {"activationId": "a1"}),
    ],
)
def test_the_question_is_signed_by_the_secret_of_its_scope(holder, key, further):
    head, claims, signature = keystore.ask(CONFIG, challenge="c1", holder=holder).split(".")
    assert json.loads(unsegment(head))["alg"] == "HS256"
    assert json.loads(unsegment(claims)) == {
        "applicationKey": CONFIG.application_key,
        "challenge": "c1",
        **further,
    }
    assert unsegment(signature) == digest(key, f"{head}.{claims}".encode(), sha256)


@pytest.mark.parametrize(
    ("holder", "further"), [(None, {}), (None, {"activationId": None}), (HOLDER, {"activationId": "a1"})]
)
def test_an_answer_to_the_question_is_trusted(holder, further):
    found = read(answer(CLAIMS | further), holder)
    assert found == keystore.TemporaryKey("t1", TEMPORARY.public_key(), 301_000)


@pytest.mark.parametrize(
    "claims",
    [
        {"challenge": "c2"},
        {"challenge": None},
        {"applicationKey": wire.b64(bytes(16))},
        {"activationId": "a1"},
        {"sub": None},
        {"publicKey": wire.b64(b"\4" + bytes(64))},
        {"publicKey": None},
        {"exp_ms": None},
        {"exp_ms": "301000"},
    ],
)
def test_an_answer_to_another_question_is_not_trusted(claims):
    with pytest.raises(Untrusted):
        read(answer(CLAIMS | claims))


@pytest.mark.parametrize("further", [{}, {"activationId": "a2"}])
def test_a_key_of_another_scope_is_not_trusted(further):
    with pytest.raises(Untrusted):
        read(answer(CLAIMS | further), HOLDER)


@pytest.mark.parametrize(
    "jwt",
    [
        answer(key=TEMPORARY),
        answer(alg="HS256"),
        answer(alg="none"),
        answer(typ=None),
        answer(der=True),
        answer() + "=",
        answer() + ".x",
        answer().rpartition(".")[0] + ".",
        answer().rpartition(".")[0],
        "." + answer().partition(".")[2],
        answer().partition(".")[0] + "." + segment(b"{}") + "." + answer().rpartition(".")[2],
        "",
    ],
    ids=[
        "another signer",
        "HS256",
        "none",
        "no typ",
        "DER",
        "padded",
        "four segments",
        "no signature",
        "two segments",
        "no header",
        "other claims",
        "empty",
    ],
)
def test_what_the_server_did_not_sign_is_not_trusted(jwt):
    with pytest.raises(Untrusted):
        read(jwt)
