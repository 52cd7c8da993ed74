"""Activation codes, typed and scanned."""

import pytest

from api.demo.device import activation_code, points, wire
from api.demo.device.failures import Unreadable, Untrusted
from tests.api.demo.device.published import cases, raw

SIGNED = cases("verify-activation-data-signature-v3.json")
CODE = SIGNED[0]["activationCode"]


@pytest.mark.parametrize("case", SIGNED)
def test_a_scanned_code_verifies_by_the_master_key_that_signed_it(case):
    scanned = activation_code.parse(f"{case['activationCode']}#{case['activationSignature']}")
    assert scanned.code == case["activationCode"]
    scanned.verify(points.public_key(raw(case["masterPublicKey"])))


def test_a_code_with_the_signature_of_another_is_not_trusted():
    swapped = activation_code.parse(f"{CODE}#{SIGNED[1]['activationSignature']}")
    with pytest.raises(Untrusted):
        swapped.verify(points.public_key(raw(SIGNED[1]["masterPublicKey"])))


def test_a_signature_over_the_code_without_dashes_is_not_trusted():
    master = points.new_key()
    signature = wire.b64(points.sign(master, CODE.replace("-", "").encode()))
    with pytest.raises(Untrusted):
        activation_code.parse(f"{CODE}#{signature}").verify(master.public_key())


def test_a_typed_code_claims_no_signature():
    typed = activation_code.parse(CODE)
    assert typed.signature is None
    typed.verify(points.new_key().public_key())


def test_an_empty_signature_is_not_trusted():
    with pytest.raises(Untrusted):
        activation_code.parse(f"{CODE}#").verify(points.new_key().public_key())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "form"),
        (CODE.lower(), "form"),
        (CODE.replace("-", ""), "form"),
        (CODE + "-AAAAA", "form"),
        ("1" + CODE[1:], "form"),
        ("A" + CODE[1:], "a character"),
        (f"{CODE}\n", "form"),
        (f"R:{CODE}", "form"),
        (f"{CODE}#no signature", "signature"),
    ],
)
def test_what_is_no_code_is_found_at_once_and_what_is_wrong_with_it_is_told(text, what):
    with pytest.raises(Unreadable, match=what):
        activation_code.parse(text)


def test_the_checksum_is_crc_16_arc():
    assert activation_code.crc16(b"123456789") == 0xBB3D
