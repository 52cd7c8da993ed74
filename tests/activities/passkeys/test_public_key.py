"""Of which kind a passkey's key is, and by what it says that it signs: where these do not fit, nothing can be verified."""

import itertools

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.public_key import PasskeyAlgorithm, check_public_key, check_signed

EC2, OKP, RSA = 2, 1, 3


def _curve(curve, number):
    point = ec.derive_private_key(7, curve).public_key().public_numbers()
    size = (curve.key_size + 7) // 8
    return {1: EC2, -1: number, -2: point.x.to_bytes(size, "big"), -3: point.y.to_bytes(size, "big")}


def _edwards():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    return {1: OKP, -1: 6, -2: key.public_bytes(Encoding.Raw, PublicFormat.Raw)}


def _modulus(bits):
    number = rsa.generate_private_key(65537, bits).public_key().public_numbers().n
    return {1: RSA, -1: number.to_bytes(bits // 8, "big"), -2: (65537).to_bytes(3, "big")}


KEYS = {
    "P-256": lambda: _curve(ec.SECP256R1(), 1),
    "P-384": lambda: _curve(ec.SECP384R1(), 2),
    "Ed25519": _edwards,
    "RSA of 2048 bits": lambda: _modulus(2048),
    "RSA of 1024 bits": lambda: _modulus(1024),
    "RSA of more bits than anybody has": lambda: {1: RSA, -1: b"\xff" * 1040, -2: b"\x03"},
}
FITTING = {("P-256", "ES256"), ("Ed25519", "EDDSA"), ("RSA of 2048 bits", "RS256")}
ALGORITHMS = {one.name: one.value for one in PasskeyAlgorithm} | {"ES512": -36}


@pytest.mark.parametrize(("kind", "algorithm"), [*itertools.product(KEYS, ALGORITHMS)])
def test_a_key_is_taken_where_its_algorithm_is_of_its_kind(kind, algorithm):
    key = cbor2.dumps({**KEYS[kind](), 3: ALGORITHMS[algorithm]})
    if (kind, algorithm) in FITTING:
        check_public_key(key)
    else:
        with pytest.raises(CeremonyFailed, match="ATTESTATION"):
            check_public_key(key)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("kind", "algorithm"), [*itertools.product(KEYS, ALGORITHMS)])
def test_what_no_key_can_have_signed_is_a_wrong_signature_whatever_is_stored(kind, algorithm):
    key = cbor2.dumps({**KEYS[kind](), 3: ALGORITHMS[algorithm]})
    with pytest.raises(CeremonyFailed, match="SIGNATURE"):
        check_signed(key, signature=b"none", data=b"data")
