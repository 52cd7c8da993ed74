"""Key encapsulations and the secrets agreed by them (`powerauth-protocol-4.md` §3)."""

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.powerauth import elliptic_curve
from activities.powerauth.v4 import dhkem, ecdsa
from activities.powerauth.v4 import mlkem as ml_kem
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.mlkem import MlKem
from activities.powerauth.v4.shared_secret import SharedSecretInvalid, agree, combine, read
from tests.activities.powerauth.v4 import phone
from tests.activities.powerauth.v4.encapsulation_keys import EC, KEYS, L3, L5, POINT, PRIVATE, request
from tests.activities.powerauth.v4.published import every, members, vectors


@every("dhkem-p384")
def test_official_secrets_of_points(case):
    number, point, encapsulation = members(case, "privateKey", "publicKey", "encapsulation")
    private = ecdsa.private_key(number)
    assert elliptic_curve.public_bytes(private.public_key()) == point
    assert phone.found(f"ec:{case['privateKey']}", encapsulation).hex() == case["secret"]


def test_the_sender_of_a_point_finds_what_the_recipient_does():
    made = dhkem.encapsulate(EC.public_key())
    assert len(made.secret) == 48
    assert phone.found(PRIVATE[Algorithm.EC_P384][0], made.encapsulation) == made.secret


@every("mlkem")
def test_official_secrets_of_ml_kem(case):
    spki = b64decode(case["publicKeySpki"])
    key = MlKem(case["parameters"]).public_key(spki)
    assert phone.found(f"mlkem:{case['seed']}", b64decode(case["ciphertext"])).hex() == case["secret"]
    made = ml_kem.encapsulate(key)
    assert phone.found(f"mlkem:{case['seed']}", made.encapsulation) == made.secret


@every("shared-secret")
def test_official_secrets_of_all_algorithms_and_of_the_two_for_tests(case):
    algorithm = case["request"]["algorithm"]
    secret = phone.agreed(algorithm, case["clientPrivateKeys"], case["response"])
    assert secret.hex() == case["clientSecret"] == case["serverSecret"]


@pytest.mark.parametrize(
    "case", [case for case in vectors("shared-secret") if case["request"]["algorithm"].startswith("EC")]
)
def test_official_requests_are_answered(case):
    made = agree(read(case["request"]))
    assert made.members.keys() == case["response"].keys()
    assert phone.agreed(case["request"]["algorithm"], case["clientPrivateKeys"], made.members) == made.secret


@pytest.mark.parametrize("algorithm", Algorithm)
def test_each_agreement_is_another(algorithm):
    asked = read(request(algorithm, KEYS[algorithm]))
    assert asked.algorithm is algorithm
    one, other = agree(asked), agree(asked)
    assert one.secret != other.secret
    assert phone.agreed(algorithm.value, PRIVATE[algorithm], one.members) == one.secret
    assert one.secret.hex() not in repr(one)


def not_reduced():
    """A key of ML-KEM-768 of which a coefficient is not below the modulus 3329."""
    return L3[:22] + b"\xff" * 3 + L3[25:]


def off_the_curve():
    return POINT[:-1] + bytes([POINT[-1] ^ 1])


def compressed():
    return EC.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def p256():
    return (
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )


HYBRID = Algorithm.EC_P384_ML_L3
REFUSED = {
    "none": request(Algorithm.EC_P384, []),
    "one of two": request(HYBRID, [POINT]),
    "two of one": request(Algorithm.EC_P384, [POINT, L3]),
    "three": request(HYBRID, [POINT, L3, L3]),
    "the other order": request(HYBRID, [L3, POINT]),
    "keys of the other level": request(HYBRID, [POINT, L5]),
    "keys of the other level, back": request(Algorithm.EC_P384_ML_L5, [POINT, L3]),
    "a point off the curve": request(Algorithm.EC_P384, [off_the_curve()]),
    "infinity": request(Algorithm.EC_P384, [b"\0"]),
    "zeros": request(Algorithm.EC_P384, [b"\x04" + bytes(96)]),
    "a compressed point": request(Algorithm.EC_P384, [compressed()]),
    "a point of P-256": request(Algorithm.EC_P384, [p256()]),
    "a truncated point": request(Algorithm.EC_P384, [POINT[:-1]]),
    "a byte behind the point": request(Algorithm.EC_P384, [POINT + b"\0"]),
    "a truncated key": request(HYBRID, [POINT, L3[:-1]]),
    "a byte behind the key": request(HYBRID, [POINT, L3 + b"\0"]),
    "a key without its wrapping": request(HYBRID, [POINT, L3[22:]]),
    "a key that is not reduced": request(HYBRID, [POINT, not_reduced()]),
    "nothing but noise of the right size": request(HYBRID, [POINT, b"\xa5" * len(L3)]),
    "3.x": request("EC_P256", [POINT]),
    "ML-KEM alone": request("ML_L3", [L3]),
    "an unknown algorithm": request("EC_P521", [POINT]),
    "no algorithm": {"encapsulationKeys": [b64encode(POINT).decode()]},
    "an algorithm that is a list": {"algorithm": ["EC_P384"], "encapsulationKeys": [b64encode(POINT).decode()]},
    "no keys": {"algorithm": "EC_P384"},
    "keys that are a text": {"algorithm": "EC_P384", "encapsulationKeys": b64encode(POINT).decode()},
    "a key that is a number": {"algorithm": "EC_P384", "encapsulationKeys": [7]},
    "no base64": {"algorithm": "EC_P384", "encapsulationKeys": ["?"]},
    "a list": [],
    "null": None,
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_other_requests_are_refused(value):
    with pytest.raises(SharedSecretInvalid):
        read(value)


def test_a_changed_encapsulation_gives_another_secret_and_no_error():
    """ML-KEM rejects implicitly: only what is opened under the secret tells."""
    made = agree(read(request(HYBRID, KEYS[HYBRID])))
    encapsulated = made.members["encapsulatedKeys"]
    point, ciphertext = encapsulated[0], encapsulated[1]
    changed = b64encode(bytes([b64decode(ciphertext)[0] ^ 1]) + b64decode(ciphertext)[1:]).decode()
    members_changed = {"salt": made.members["salt"], "encapsulatedKeys": [point, changed]}
    assert phone.agreed(HYBRID.value, PRIVATE[HYBRID], members_changed) != made.secret


def test_an_algorithm_cannot_be_taken_for_another():
    parts = [bytes(48), bytes(32)]
    both = {combine(one.value, bytes(32), parts) for one in (Algorithm.EC_P384_ML_L3, Algorithm.EC_P384_ML_L5)}
    assert len(both) == 2


def test_parts_stay_apart():
    assert combine("EC_P384", bytes(32), [bytes(48), bytes(32)]) != combine(
        "EC_P384", bytes(32), [bytes(47), bytes(33)]
    )
