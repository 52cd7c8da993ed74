"""Signatures of requests, against the published vectors and the reference's rules for queries."""

import pytest

from api.demo.device import signing
from api.demo.device.signing import Factors
from api.demo.device.versions import Version
from tests.api.demo.device.published import cases, raw

_KEYS = {one: f"signature{one.capitalize()}Key" for one in ("possession", "knowledge", "biometry")}


def factor_keys(case):
    return [raw(case[_KEYS[one]]) for one in Factors(case["signatureType"]).each]


@pytest.mark.parametrize(
    ("version", "file"),
    [
        (Version.V3_0, "signatures-v3.json"),
        (Version.V3_1, "signatures-v31.json"),
        (Version.V3_2, "signatures-v31.json"),
        (Version.V3_3, "signatures-v31.json"),
    ],
)
def test_online_signatures(version, file):
    for case in cases(file):
        signed = signing.online(factor_keys(case), raw(case["counterData"]), raw(case["data"]), version)
        assert signed == case["signature"]


@pytest.mark.parametrize("digits", [4, 5, 6, 7, 8])
def test_decimal_signatures_have_as_many_digits_as_asked_for(digits):
    chosen = [case for case in cases("signatures-offline.json") if int(case["signatureComponentLength"]) == digits]
    assert chosen
    for case in chosen:
        signed = signing.decimal(factor_keys(case), raw(case["counterData"]), raw(case["data"]), digits=digits)
        assert signed == case["signature"]


def test_factors_sign_in_their_order():
    assert Factors("possession_knowledge_biometry").each == ["possession", "knowledge", "biometry"]
    with pytest.raises(ValueError):
        Factors("knowledge_possession")


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("flag", ""),
        ("b=2&a=1", "a=1&b=2"),
        ("a=2&a=1", "a=1&a=2"),
        ("a=&=b", "=b&a="),
        ("a=b=c", "a=b%3Dc"),
        ("a=1&flag&b=2", "a=1&b=2"),
        ("a=x%20y+z", "a=x+y+z"),
        ("a=%7e*-._", "a=%7E*-._"),
        ("a=%2526", "a=%2526"),  # decoded once
        ("a=p%C5%99%c3%ad", "a=p%C5%99%C3%AD"),
        ("%EF%BF%BD=1&%F0%9F%98%80=2", "%F0%9F%98%80=2&%EF%BF%BD=1"),  # UTF-16 sorts surrogates before U+FFFD
    ],
)
def test_a_query_has_one_spelling(query, canonical):
    assert signing.canonical_query(query) == canonical.encode()


@pytest.mark.parametrize(
    ("method", "body", "expected"),
    [
        ("POST", b"", b"POST&L3BhL3g=&AAAAAAAAAAAAAAAAAAAAAA==&&c2VjcmV0"),
        ("put", b"{}", b"PUT&L3BhL3g=&AAAAAAAAAAAAAAAAAAAAAA==&e30=&c2VjcmV0"),
        ("DELETE", b"b=2&a=1", b"DELETE&L3BhL3g=&AAAAAAAAAAAAAAAAAAAAAA==&Yj0yJmE9MQ==&c2VjcmV0"),
        ("GET", b"b=2&a=1", b"GET&L3BhL3g=&AAAAAAAAAAAAAAAAAAAAAA==&YT0xJmI9Mg==&c2VjcmV0"),
    ],
)
def test_what_is_signed(method, body, expected):
    assert signing.base_string(method, "/pa/x", bytes(16), body, "c2VjcmV0") == expected
