"""Activation codes (`powerauth-protocol.md` §1)."""

from base64 import b32decode, b32encode

import pytest

from activities.powerauth import keys
from activities.powerauth.activation_code import _checksum, is_valid, make, qr_text, signature
from tests.activities.powerauth.published import cases, raw

PUBLISHED = cases("verify-activation-data-signature-v3")
CODE = PUBLISHED[0]["activationCode"]


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_codes_are_valid_and_made_again_from_their_random_part(case):
    code = case["activationCode"]
    assert is_valid(code)
    assert make(b32decode(code.replace("-", "") + "====")[:10]) == code


def verified(case, text, signed):
    return keys.is_signed(keys.public_key(raw(case["masterPublicKey"])), data=text.encode(), signature=signed)


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_signatures_are_over_the_code_with_its_dashes(case):
    signed = raw(case["activationSignature"])
    assert verified(case, case["activationCode"], signed)
    assert not verified(case, case["activationCode"].replace("-", ""), signed)


@pytest.mark.parametrize("case", PUBLISHED)
def test_our_signatures_are_the_published_masters(case):
    signed = signature(case["activationCode"], keys.private_key(raw(case["masterPrivateKey"])))
    assert verified(case, case["activationCode"], raw(signed))
    assert not verified(case, case["activationCode"].replace("-", ""), raw(signed))


def test_the_checksum_is_crc_16_arc():
    assert _checksum(b"123456789").hex() == "bb3d"
    assert _checksum(b"") == b"\0\0"


def test_codes_are_random():
    codes = {make() for _ in range(200)}
    assert len(codes) == 200
    assert all(is_valid(code) for code in codes)


@pytest.mark.parametrize("random", [bytes(10), b"\xff" * 10, bytes(range(10))])
def test_a_code_has_four_groups_of_five(random):
    code = make(random)
    assert is_valid(code)
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]


@pytest.mark.parametrize("size", [0, 9, 11, 12])
def test_a_code_is_made_of_10_bytes(size):
    with pytest.raises(ValueError):
        make(bytes(size))


def test_any_other_character_makes_a_code_invalid():
    for place, character in enumerate(CODE):
        others = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-") - {character}
        assert [other for other in others if is_valid(CODE[:place] + other + CODE[place + 1 :])] == [], place


def test_bits_that_the_code_does_not_use_are_zero():
    data = b32decode(CODE.replace("-", "") + "====")
    text = b32encode(data + b"\x10").decode()[:20]
    assert not is_valid("-".join(text[start : start + 5] for start in range(0, 20, 5)))


@pytest.mark.parametrize(
    "code",
    [
        "",
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE + "\n",
        " " + CODE,
        CODE[:-1],
        CODE + "A",
        CODE.replace("-", "–"),
        "1" + CODE[1:],
        "8" + CODE[1:],
        f"R:{CODE}",
        f"{CODE}#{PUBLISHED[0]['activationSignature']}",
        "Ａ" + CODE[1:],
        None,
        20,
        CODE.encode(),
    ],
)
def test_another_form_is_not_valid(code):
    assert not is_valid(code)


def test_a_qr_code_holds_code_and_signature():
    assert qr_text(CODE, "c2lnbmF0dXJl") == f"{CODE}#c2lnbmF0dXJl"
