"""Fingerprints of activations (`powerauth-protocol.md` §3.4)."""

import hashlib

from activities.powerauth import keys
from activities.powerauth.fingerprint import fingerprint
from tests.activities.powerauth.published import cases, raw
from tests.rows import each_row

PUBLISHED = cases("public-key-fingerprint-v3")
ID = "6ae8cd16-67a7-4840-8d37-33d9aab6ea51"


@each_row("case", PUBLISHED)
def test_published_fingerprints(case):
    device, server = (keys.public_key(raw(case[f"{side}PublicKey"])) for side in ("device", "server"))
    assert fingerprint(device=device, server=server, activation_id=case["activationId"]) == case["fingerprint"]


def key_with_a_leading_zero():
    while True:
        key = keys.generate().public_key()
        if key.public_numbers().x < 1 << 248:
            return key


def digits(*parts):
    number = int.from_bytes(hashlib.sha256(b"".join(parts)).digest()[-4:], "big") & 0x7FFFFFFF
    return f"{number % 100_000_000:08}"


def test_leading_zeros_of_a_coordinate_are_left_out():
    short, other = key_with_a_leading_zero(), keys.generate().public_key()
    x, y = (key.public_numbers().x.to_bytes(32, "big") for key in (short, other))
    as_device = fingerprint(device=short, server=other, activation_id=ID)
    as_server = fingerprint(device=other, server=short, activation_id=ID)
    assert as_device == digits(x.lstrip(b"\0"), ID.encode(), y.lstrip(b"\0"))
    assert as_server == digits(y.lstrip(b"\0"), ID.encode(), x.lstrip(b"\0"))
    assert as_device != digits(x, ID.encode(), y)


def test_it_has_eight_digits_and_depends_on_all_three():
    device, server = keys.generate().public_key(), keys.generate().public_key()
    mine = fingerprint(device=device, server=server, activation_id=ID)
    assert len(mine) == 8
    assert mine.isdecimal()
    others = {
        fingerprint(device=server, server=device, activation_id=ID),
        fingerprint(device=device, server=server, activation_id=ID.replace("6", "7")),
        fingerprint(device=keys.generate().public_key(), server=server, activation_id=ID),
        fingerprint(device=device, server=keys.generate().public_key(), activation_id=ID),
    }
    assert mine not in others


def test_short_numbers_are_filled_with_zeros():
    assert any(case["fingerprint"].startswith("0") for case in PUBLISHED)
