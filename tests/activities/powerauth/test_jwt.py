"""JWTs (`powerauth-protocol.md` §2.6)."""

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from activities.powerauth import keys
from activities.powerauth.jwt import HmacAlgorithm, JwtInvalid, read, write_es256
from tests.activities.powerauth.phone_jwt import HEADER, SECRET, made, segment


@pytest.mark.parametrize("header", [HEADER, {"alg": "HS256"}, {"typ": "other", "alg": "HS256", "kid": "1"}])
def test_a_jwt_is_read_and_verified_with_a_secret_of_16_bytes(header):
    token = read(HmacAlgorithm.HS256, made({"a": 1}, header=header))
    assert token.claims == {"a": 1}
    assert token.is_signed_with(SECRET)
    assert not token.is_signed_with(SECRET[::-1])
    assert not token.is_signed_with(b"")


def test_claims_of_another_jwt_are_not_verified():
    header, _, signature = made({"a": 1}).split(".")
    assert not read(HmacAlgorithm.HS256, f"{header}.{segment({'a': 2})}.{signature}").is_signed_with(SECRET)
    assert not read(HmacAlgorithm.HS256, f"{segment({'alg': 'HS256'})}.{segment({'a': 1})}.{signature}").is_signed_with(
        SECRET
    )


def test_a_jwt_without_a_signature_is_not_verified():
    header, claims, _ = made({"a": 1}).split(".")
    assert not read(HmacAlgorithm.HS256, f"{header}.{claims}.").is_signed_with(SECRET)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS512", "ES256", "RS256", "hs256", "", None, 1, ["HS256"]])
def test_another_algorithm_is_refused(algorithm):
    with pytest.raises(JwtInvalid):
        read(HmacAlgorithm.HS256, made({"a": 1}, header={"alg": algorithm}))


RIGHT = made({"a": 1})
WRONG = {
    "nothing": "",
    "no text": None,
    "bytes": RIGHT.encode(),
    "two segments": RIGHT.rsplit(".", 1)[0],
    "four segments": RIGHT + ".x",
    "no algorithm": made({"a": 1}, header={}),
    "header is no object": made({"a": 1}, header=["HS256"]),
    "header is no JSON": made({"a": 1}, header=b"{"),
    "claims are no object": made([1]),
    "claims are no JSON": made(b"\xff"),
    "a claim twice": made(b'{"a": 1, "a": 1}'),
    "padded": made({"a": "x"}).replace(".", "=.", 1),
    "not base64": "!" + RIGHT,
    "not ASCII": "č" + RIGHT,
    "space before": " " + RIGHT,
    "line break after": RIGHT + "\n",
    "too long": made({"a": "x" * 4096}),
    "deeply nested": made(b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}"),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_what_is_no_jwt_is_refused(text):
    with pytest.raises(JwtInvalid):
        read(HmacAlgorithm.HS256, text)


def test_the_published_example_is_verified():
    """The example of RFC 7515, appendix A.1: its header stands with a line break, its secret is longer."""
    text = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    )
    secret = urlsafe_b64decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
    )
    assert read(HmacAlgorithm.HS256, text).is_signed_with(secret)


def test_an_answer_is_signed_by_r_and_s_of_32_bytes_whatever_they_are():
    pair = keys.generate()
    for n in range(300):  # one in 128 has a leading zero in r or s
        header, claims, signature = write_es256({"n": n}, pair).split(".")
        assert json.loads(urlsafe_b64decode(header + "==")) == {"alg": "ES256", "typ": "JWT"}
        assert json.loads(urlsafe_b64decode(claims + "==")) == {"n": n}
        raw = urlsafe_b64decode(signature + "==")
        assert len(raw) == 64
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        assert keys.is_signed(pair.public_key(), data=f"{header}.{claims}".encode(), signature=der)
        assert "=" not in header + claims + signature
