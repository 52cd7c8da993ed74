"""Key pairs and signatures of P-384 and ML-DSA (`powerauth-protocol-4.md` §1)."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth import elliptic_curve
from activities.powerauth.elliptic_curve import KeyInvalid
from activities.powerauth.v4 import ecdsa, mldsa
from activities.powerauth.v4.mldsa import MlDsa
from tests.activities.powerauth.v4.published import every

ML_65, ML_87 = (one.private_key(bytes(32)) for one in MlDsa)
SPKI_65, SPKI_87 = (mldsa.public_bytes(key.public_key()) for key in (ML_65, ML_87))
PAIR = ecdsa.private_key(bytes(47) + b"\x07")
POINT = elliptic_curve.public_bytes(PAIR.public_key())
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973


def verifier(case):
    """Whether the case's key made a signature; the private key is checked to be its."""
    key = b64decode(case["publicKey"])
    if case["algorithm"] == "ECDSA-P384-SHA384":
        point = ecdsa.public_key(key)
        assert ecdsa.private_key(bytes.fromhex(case["privateKey"])).public_key() == point
        return lambda data, signature: ecdsa.is_signed(point, data=data, signature=signature)
    parameters = MlDsa(case["algorithm"])
    public = parameters.public_key(key)
    assert parameters.private_key(bytes.fromhex(case["seed"])).public_key() == public
    return lambda data, signature: mldsa.is_signed(public, data=data, signature=signature)


@every("signatures")
def test_official_signatures(case):
    data, signature = case["message"].encode(), b64decode(case["signature"])
    is_signed = verifier(case)
    assert is_signed(data, signature)
    for other in (signature[:-1], signature + b"\0", b"", signature[:20] + bytes([signature[20] ^ 1]) + signature[21:]):
        assert not is_signed(data, other)
    assert not is_signed(data + b"\0", signature)


def test_a_raw_signature_has_r_and_s():
    raw = ecdsa.sign_raw(PAIR, b"data")
    r, s = (int.from_bytes(half, "big") for half in (raw[:48], raw[48:]))
    assert len(raw) == 96
    assert ecdsa.is_signed(PAIR.public_key(), data=b"data", signature=encode_dss_signature(r, s))


def test_pairs_come_back_from_their_bytes():
    for parameters in MlDsa:
        pair = parameters.generate()
        assert len(mldsa.private_bytes(pair)) == 32
        again = parameters.private_key(mldsa.private_bytes(pair))
        spki = mldsa.public_bytes(again.public_key())
        assert len(spki) == parameters.spki_size
        assert parameters.public_key(spki) == pair.public_key()
    number = ecdsa.private_bytes(ecdsa.generate())
    assert len(number) == 48
    assert ecdsa.private_bytes(ecdsa.private_key(number)) == number


def compressed():
    return PAIR.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def p256():
    return (
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )


REFUSED = {
    "empty point": (ecdsa.public_key, b""),
    "infinity": (ecdsa.public_key, b"\0"),
    "compressed point": (ecdsa.public_key, compressed()),
    "hybrid form": (ecdsa.public_key, bytes([6 + (POINT[-1] & 1)]) + POINT[1:]),
    "point off the curve": (ecdsa.public_key, POINT[:-1] + bytes([POINT[-1] ^ 1])),
    "point of P-256": (ecdsa.public_key, p256()),
    "truncated point": (ecdsa.public_key, POINT[:-1]),
    "byte behind a point": (ecdsa.public_key, POINT + b"\0"),
    "zero": (ecdsa.private_key, bytes(48)),
    "the order": (ecdsa.private_key, ORDER.to_bytes(48, "big")),
    "short number": (ecdsa.private_key, b"\x07"),
    "long number": (ecdsa.private_key, bytes(48) + b"\x07"),
    "key of the level above": (MlDsa.ML_DSA_65.public_key, SPKI_87),
    "key of the level below": (MlDsa.ML_DSA_87.public_key, SPKI_65),
    "truncated key": (MlDsa.ML_DSA_65.public_key, SPKI_65[:-1]),
    "byte behind a key": (MlDsa.ML_DSA_65.public_key, SPKI_65 + b"\0"),
    "key without its wrapping": (MlDsa.ML_DSA_65.public_key, SPKI_65[22:]),
    "key of another algorithm": (MlDsa.ML_DSA_65.public_key, SPKI_65[:16] + b"\x11" + SPKI_65[17:]),
    "noise of the right size": (MlDsa.ML_DSA_65.public_key, b"\xa5" * 1974),
    "short seed": (MlDsa.ML_DSA_65.private_key, bytes(31)),
    "long seed": (MlDsa.ML_DSA_87.private_key, bytes(33)),
}


@pytest.mark.parametrize(("read", "data"), REFUSED.values(), ids=REFUSED)
def test_other_bytes_are_no_key(read, data):
    with pytest.raises(KeyInvalid):
        read(data)
