"""The configuration that an app is shipped with."""

import pytest

from api.demo.device import points, sdk_config, wire
from api.demo.device.failures import Unreadable

POINT = points.public_bytes(points.new_key().public_key(), compressed=False)
KEY, SECRET = b"\1" * 16, b"\2" * 16
# Version, key, secret, number of master keys, kind of the first, the key; lengths in one byte.
USUAL = b"\x01\x10" + KEY + b"\x10" + SECRET + b"\x01\x01\x41" + POINT


def test_the_usual_configuration_has_103_bytes_and_is_read():
    assert len(USUAL) == 103
    found = sdk_config.parse(wire.b64(USUAL))
    assert (found.application_key, found.application_secret) == (wire.b64(KEY), wire.b64(SECRET))
    assert points.public_bytes(found.master_public_key, compressed=False) == POINT


@pytest.mark.parametrize("length", [b"\x80\x41", b"\xc0\x00\x00\x41"])
def test_lengths_may_take_two_and_four_bytes(length):
    found = sdk_config.parse(wire.b64(USUAL.replace(b"\x01\x01\x41", b"\x01\x01" + length)))
    assert points.public_bytes(found.master_public_key, compressed=False) == POINT


def test_further_master_keys_are_kept_by_their_kinds_in_any_order():
    further = b"\x02\x03abc\x7f\x00"
    for keys in (b"\x01\x41" + POINT + further, further + b"\x01\x41" + POINT):
        found = sdk_config.parse(wire.b64(USUAL[:35] + b"\x03" + keys))
        assert points.public_bytes(found.master_public_key, compressed=False) == POINT
        assert found.further_master_keys == {2: b"abc", 0x7F: b""}


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\x02" + USUAL[1:],
        USUAL[:-1],
        USUAL + b"\0",
        USUAL[:35] + b"\x02" + USUAL[36:],
        USUAL[:36] + b"\x02" + USUAL[37:],
        USUAL[:-1] + bytes([USUAL[-1] ^ 1]),
        USUAL[:35] + b"\x02" + USUAL[36:] + USUAL[36:],
        USUAL[:35] + b"\x00",
        b"\x01\x0f" + KEY[:15] + USUAL[18:],
        USUAL[:37] + b"\xc0",
    ],
    ids=[
        "empty",
        "version 2",
        "short",
        "long",
        "one key less than it says",
        "another kind alone",
        "no point",
        "two keys of one kind",
        "no key",
        "a key of 15 bytes",
        "ends in a length",
    ],
)
def test_a_damaged_configuration_is_unreadable(damaged):
    with pytest.raises(Unreadable):
        sdk_config.parse(wire.b64(damaged))


def test_what_is_not_base64_is_unreadable():
    with pytest.raises(Unreadable):
        sdk_config.parse("not Base64")
