"""Requests for temporary keys, and their answers (`powerauth-protocol.md` §2.6)."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode, urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from activities.powerauth import elliptic_curve, keys, temporary_key
from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from tests.activities.powerauth.phone_jwt import made

RAW_SECRET = bytes(range(16))
SECRET = b64encode(RAW_SECRET).decode()
TRANSPORT = bytes(range(16, 32))
KEY = b64encode(b"application key.").decode()
CHALLENGE = b64encode(bytes(18)).decode()
ID = "036CC14B-E4F8-4B01-A825-5129832ACDDB"
NOW = 1_700_000_000_999
IN_APPLICATION = {"applicationKey": KEY, "challenge": CHALLENGE}
IN_ACTIVATION = IN_APPLICATION | {"activationId": ID}


def of_activation():
    hashed = hmac.digest(TRANSPORT, RAW_SECRET, hashlib.sha256)
    return bytes(one ^ other for one, other in zip(hashed[:16], hashed[16:], strict=True))


def read(claims, secret=RAW_SECRET):
    return temporary_key.read(made(claims, secret=secret))


def verify(request, transport_key=None, application_secret=SECRET):
    temporary_key.verify(request, application_secret=application_secret, transport_key=transport_key)


def test_a_request_of_an_application_is_read_and_verified():
    request = read(IN_APPLICATION)
    assert (request.application_key, request.challenge) == (KEY, CHALLENGE)
    assert (request.activation_id, request.activation_id_sent) == (None, None)
    verify(request)


def test_a_request_of_an_activation_is_read_and_verified():
    request = read(IN_ACTIVATION, of_activation())
    assert (request.activation_id, request.activation_id_sent) == (ID.lower(), ID)
    verify(request, TRANSPORT)


def test_the_secret_is_16_bytes_here_not_their_text():
    with pytest.raises(TemporaryKeyRequestInvalid):
        verify(read(IN_APPLICATION, SECRET.encode()))
    hashed = hmac.digest(TRANSPORT, SECRET.encode(), "sha256")
    folded = bytes(one ^ other for one, other in zip(hashed[:16], hashed[16:], strict=True))
    with pytest.raises(TemporaryKeyRequestInvalid):
        verify(read(IN_ACTIVATION, folded), TRANSPORT)


def test_null_is_no_activation():
    assert read(IN_APPLICATION | {"activationId": None}).activation_id is None


def test_times_and_claims_that_nobody_knows_are_ignored():
    verify(read(IN_APPLICATION | {"iat": 1, "exp": 2, "note": {}}))


def test_a_request_signed_with_anything_else_is_refused():
    for secret in (b"", bytes(16), of_activation(), RAW_SECRET + b"\0" * 49):
        with pytest.raises(TemporaryKeyRequestInvalid):
            verify(read(IN_APPLICATION, secret))
    for secret in (RAW_SECRET, TRANSPORT):
        with pytest.raises(TemporaryKeyRequestInvalid):
            verify(read(IN_ACTIVATION, secret), TRANSPORT)
    with pytest.raises(TemporaryKeyRequestInvalid):
        verify(read(IN_ACTIVATION, of_activation()), bytes(16))
    with pytest.raises(TemporaryKeyRequestInvalid):
        verify(read(IN_APPLICATION), application_secret=b64encode(bytes(16)).decode())


def test_a_transport_key_goes_with_an_activation():
    with pytest.raises(ValueError):
        verify(read(IN_APPLICATION), TRANSPORT)
    with pytest.raises(ValueError):
        verify(read(IN_ACTIVATION, of_activation()))


@pytest.mark.parametrize(
    "changes",
    [
        {"applicationKey": None},
        {"applicationKey": ""},
        {"applicationKey": b64encode(bytes(15)).decode()},
        {"applicationKey": 1},
        {"applicationKey": [KEY]},
        {"challenge": None},
        {"challenge": ""},
        {"challenge": 1},
        {"challenge": "x" * 256},
        {"activationId": ""},
        {"activationId": "1"},
        {"activationId": 1},
        {"activationId": [ID]},
    ],
)
def test_claims_of_another_kind_are_refused(changes):
    with pytest.raises(TemporaryKeyRequestInvalid):
        read(IN_ACTIVATION | changes)


@pytest.mark.parametrize("name", ["applicationKey", "challenge"])
def test_claims_are_required(name):
    with pytest.raises(TemporaryKeyRequestInvalid):
        read({other: claim for other, claim in IN_ACTIVATION.items() if other != name})


@pytest.mark.parametrize("jwt", [None, "", "a.b.c", made(IN_APPLICATION, header={"alg": "none"})])
def test_what_is_no_jwt_is_refused(jwt):
    with pytest.raises(TemporaryKeyRequestInvalid):
        temporary_key.read(jwt)


def answered(request):
    signer, temporary = keys.generate(), keys.generate()
    jwt = temporary_key.answer(
        request, key_id="key-1", public_key=temporary.public_key(), now_ms=NOW, signing_key=signer
    )
    signed, signature = jwt.rsplit(".", 1)
    raw = urlsafe_b64decode(signature + "==")
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    assert keys.is_signed(signer.public_key(), data=signed.encode(), signature=der)
    claims = json.loads(urlsafe_b64decode(signed.split(".")[1] + "=="))
    assert b64decode(claims.pop("publicKey")) == elliptic_curve.public_bytes(temporary.public_key())
    return claims


CLAIMS = {
    "sub": "key-1",
    "applicationKey": KEY,
    "challenge": CHALLENGE,
    "iat": 1_700_000_000,
    "exp": 1_700_000_300,
    "iat_ms": NOW,
    "exp_ms": NOW + 300_000,
}


def test_an_answer_names_the_key_and_repeats_what_the_phone_compares():
    assert answered(read(IN_APPLICATION)) == CLAIMS
    assert answered(read(IN_ACTIVATION)) == CLAIMS | {"activationId": ID}
