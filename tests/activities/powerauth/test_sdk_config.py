"""The configuration of an app (`powerauth-protocol.md` §0.4, `powerauth-protocol-4.md` §12)."""

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth import elliptic_curve, keys
from activities.powerauth.sdk_config import SdkConfig, SdkConfigInvalid, _count, _Reader, read, write
from activities.powerauth.v4 import ecdsa, mldsa
from activities.powerauth.v4.mldsa import MlDsa
from tests.rows import each_row

KEY, SECRET = bytes(range(16)), bytes(range(16, 32))
MASTER = keys.private_key(b"\x07").public_key()
POINT = elliptic_curve.public_bytes(MASTER)
CONFIG = SdkConfig(b64encode(KEY).decode(), b64encode(SECRET).decode(), MASTER)
DATA = b"\x01\x10" + KEY + b"\x10" + SECRET + b"\x01\x01\x41" + POINT


def text(data):
    return b64encode(data).decode()


def test_a_configuration_is_103_bytes():
    assert b64decode(write(CONFIG)) == DATA
    assert len(DATA) == 103


def test_it_is_read_again():
    assert read(write(CONFIG)) == CONFIG


def test_the_secret_is_not_shown():
    assert CONFIG.application_secret not in repr(CONFIG)


def changed(place, byte):
    return DATA[:place] + bytes([byte]) + DATA[place + 1 :]


WRONG = {
    "nothing": "",
    "no text": None,
    "no base64": "!",
    "another version": text(changed(0, 2)),
    "another number of keys": text(changed(35, 2)),
    "another kind of key": text(changed(36, 2)),
    "a short application key": text(b"\x01\x0f" + KEY[:15] + DATA[18:]),
    "a long secret": text(DATA[:18] + b"\x11" + SECRET + b"x" + DATA[35:]),
    "no point": text(changed(102, DATA[102] ^ 1)),
    "a byte short": text(DATA[:-1]),
    "a byte long": text(DATA + b"\0"),
    "a count cut off": text(b"\x01\xc0"),
    "a count past the end": text(b"\x01\xff\xff\xff\xff"),
    "a count in more bytes than it needs": text(b"\x01\x80\x10" + DATA[2:]),
    "too long": text(DATA + bytes(16_384)),
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG.keys())
def test_anything_else_is_refused(value):
    with pytest.raises(SdkConfigInvalid):
        read(value)


@each_row("size", range(len(DATA)))
def test_a_part_is_refused(size):
    with pytest.raises(SdkConfigInvalid):
        read(text(DATA[:size]))


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "00"),
        (0x7F, "7f"),
        (0x80, "8080"),
        (0x3FFF, "bfff"),
        (0x4000, "c0004000"),
        (0x3FFFFFFF, "ffffffff"),
    ],
)
def test_counts_have_one_two_or_four_bytes(number, written):
    assert _count(number).hex() == written
    assert _Reader(bytes.fromhex(written)).count() == number


def test_a_count_has_30_bits():
    with pytest.raises(ValueError):
        _count(0x40000000)


P384 = ecdsa.private_key(bytes(47) + b"\x07").public_key()
P384_POINT = elliptic_curve.public_bytes(P384)
ML_DSA = {one: one.private_key(bytes(32)).public_key() for one in MlDsa}
SPKI = {one: mldsa.public_bytes(key) for one, key in ML_DSA.items()}
WITH_ALL = replace(CONFIG, p384_key=P384, ml_dsa_keys=ML_DSA)
HEAD = DATA[:35]
P256_KEY, P384_KEY = b"\x01\x41" + POINT, b"\x02\x61" + P384_POINT
KEY_65, KEY_87 = b"\x03\x87\xb6" + SPKI[MlDsa.ML_DSA_65], b"\x04\x8a\x36" + SPKI[MlDsa.ML_DSA_87]


def compressed(key):
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def with_keys(*keys):
    return text(HEAD + bytes([len(keys)]) + b"".join(keys))


def test_keys_of_protocol_4_follow_that_of_protocol_3():
    """Both sizes that take two bytes of count: 1974 and 2614."""
    assert write(WITH_ALL) == with_keys(P256_KEY, P384_KEY, KEY_65, KEY_87)
    assert write(replace(CONFIG, p384_key=P384)) == with_keys(P256_KEY, P384_KEY)
    assert read(write(WITH_ALL)) == WITH_ALL


READ_ALIKE = {
    "another order": with_keys(KEY_87, P384_KEY, P256_KEY, KEY_65),
    "a kind that nobody knows": with_keys(P256_KEY, b"\x09\x02ab", P384_KEY, KEY_65, KEY_87),
    "compressed points": with_keys(b"\x01\x21" + compressed(MASTER), b"\x02\x31" + compressed(P384), KEY_65, KEY_87),
}


@pytest.mark.parametrize("value", READ_ALIKE.values(), ids=READ_ALIKE)
def test_keys_are_read_in_other_forms_too(value):
    assert read(value) == WITH_ALL


KEYS_WRONG = {
    "none": with_keys(),
    "no key of protocol 3": with_keys(P384_KEY),
    "two of a kind": with_keys(P256_KEY, P384_KEY, P384_KEY),
    "a key of the level above": with_keys(P256_KEY, b"\x03" + KEY_87[1:]),
    "a point of the other curve": with_keys(P256_KEY, b"\x02\x41" + POINT),
    "a point off the curve": with_keys(P256_KEY, b"\x02\x61" + P384_POINT[:-1] + bytes([P384_POINT[-1] ^ 1])),
    "a truncated key": with_keys(P256_KEY, KEY_65[:-1]),
    "a byte behind": text(HEAD + b"\x02" + P256_KEY + P384_KEY + b"\0"),
}


@pytest.mark.parametrize("value", KEYS_WRONG.values(), ids=KEYS_WRONG)
def test_other_keys_are_refused(value):
    with pytest.raises(SdkConfigInvalid):
        read(value)
