"""Keys and their bytes (`powerauth-protocol.md` §0.2)."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth import elliptic_curve, keys
from activities.powerauth.elliptic_curve import KeyInvalid
from tests.activities.powerauth.published import cases, raw

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def compressed(key):
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def test_a_pair_comes_back_from_its_bytes():
    pair = keys.generate()
    assert len(keys.private_bytes(pair)) == 32
    assert len(elliptic_curve.public_bytes(pair.public_key())) == 65
    assert keys.private_bytes(keys.private_key(keys.private_bytes(pair))) == keys.private_bytes(pair)
    assert keys.public_key(elliptic_curve.public_bytes(pair.public_key())) == pair.public_key()


def test_a_small_private_key_is_written_with_all_its_zeros():
    assert keys.private_bytes(keys.private_key(b"\x05")) == bytes(31) + b"\x05"


@pytest.mark.parametrize("number", [b"\x01", b"\x00\x01", b"\x7f" * 31, bytes(33)[:-1] + b"\x02"])
def test_foreign_private_keys_are_unsigned_numbers_of_any_length(number):
    assert keys.private_key(number).private_numbers().private_value == int.from_bytes(number, "big")


def test_published_private_keys_of_33_bytes_are_read():
    long = [case for case in cases("compute-master-secret-key") if len(raw(case["serverPrivateKey"])) == 33]
    assert long
    for case in long:
        pair = keys.private_key(raw(case["serverPrivateKey"]))
        assert elliptic_curve.public_bytes(pair.public_key()) == raw(case["serverPublicKey"])


@pytest.mark.parametrize(
    "number",
    [
        b"",
        b"\x00",
        bytes(32),
        ORDER.to_bytes(32, "big"),
        (ORDER + 1).to_bytes(33, "big"),
        b"\xff" * 32,
        b"\x01" + bytes(32),
        bytes(33) + b"\x01",
    ],
)
def test_numbers_that_are_no_private_key_are_refused(number):
    with pytest.raises(KeyInvalid):
        keys.private_key(number)


def test_compressed_and_uncompressed_points_are_the_same_key():
    public = keys.generate().public_key()
    assert keys.public_key(compressed(public)) == keys.public_key(elliptic_curve.public_bytes(public)) == public


def off_curve():
    point = bytearray(elliptic_curve.public_bytes(keys.generate().public_key()))
    point[64] ^= 1
    return bytes(point)


def hybrid():
    point = elliptic_curve.public_bytes(keys.generate().public_key())
    return bytes([6 + (point[64] & 1)]) + point[1:]


NO_POINTS = {
    "nothing": b"",
    "infinity": b"\x00",
    "infinity of a point's length": bytes(65),
    "origin": b"\x04" + bytes(64),
    "off the curve": off_curve(),
    "hybrid": hybrid(),
    "no such x": b"\x02" + b"\xff" * 32,
    "x that no point has": b"\x02" + (1).to_bytes(32, "big"),
    "compressed, a byte short": compressed(keys.generate().public_key())[:-1],
    "compressed, a byte long": compressed(keys.generate().public_key()) + b"\x00",
    "uncompressed, a byte short": elliptic_curve.public_bytes(keys.generate().public_key())[:-1],
    "uncompressed, a byte long": elliptic_curve.public_bytes(keys.generate().public_key()) + b"\x00",
    "uncompressed that says it is compressed": b"\x02" + elliptic_curve.public_bytes(keys.generate().public_key())[1:],
    "x alone": elliptic_curve.public_bytes(keys.generate().public_key())[1:33],
}


@pytest.mark.parametrize("point", NO_POINTS.values(), ids=NO_POINTS.keys())
def test_what_is_no_point_of_the_curve_is_refused(point):
    with pytest.raises(KeyInvalid):
        keys.public_key(point)


def test_a_shared_secret_with_leading_zeros_has_32_bytes():
    private = keys.private_key(b"\x01")  # so the shared x is that of the other point
    for _ in range(20_000):
        public = keys.generate().public_key()
        if elliptic_curve.public_bytes(public)[1] == 0:
            break
    assert elliptic_curve.shared_secret(private, public) == elliptic_curve.public_bytes(public)[1:33]
    assert elliptic_curve.shared_secret(private, public)[0] == 0


def test_a_signature_is_the_signers_over_those_bytes():
    pair, other = keys.generate(), keys.generate()
    signature = keys.sign(pair, b"data")
    assert keys.is_signed(pair.public_key(), data=b"data", signature=signature)
    assert not keys.is_signed(pair.public_key(), data=b"date", signature=signature)
    assert not keys.is_signed(other.public_key(), data=b"data", signature=signature)


@pytest.mark.parametrize("signature", [b"", b"\x30", bytes(64), b"\x30\x06\x02\x01\x00\x02\x01\x00", b"\xff" * 72])
def test_bytes_that_are_no_signature_are_not_one(signature):
    assert not keys.is_signed(keys.generate().public_key(), data=b"data", signature=signature)


def test_a_key_of_another_curve_is_never_made():
    assert isinstance(keys.generate().curve, ec.SECP256R1)
