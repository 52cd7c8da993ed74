"""The configuration of an app (`powerauth-protocol.md` §0.4)."""

from base64 import b64decode, b64encode

import pytest

from activities.powerauth import keys
from activities.powerauth.sdk_config import SdkConfig, SdkConfigInvalid, _count, _Reader, read, write

KEY, SECRET = bytes(range(16)), bytes(range(16, 32))
MASTER = keys.private_key(b"\x07").public_key()
POINT = keys.public_bytes(MASTER)
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
    "too long": text(DATA + bytes(1000)),
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG.keys())
def test_anything_else_is_refused(value):
    with pytest.raises(SdkConfigInvalid):
        read(value)


@pytest.mark.parametrize("size", range(len(DATA)))
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
