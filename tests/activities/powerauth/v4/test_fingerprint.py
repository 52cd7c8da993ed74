"""Fingerprints and signatures of activation codes (`powerauth-protocol-4.md` §5.1, §5.4)."""

from base64 import b64decode

import pytest

from activities.powerauth import activation_code
from activities.powerauth.v4 import key_pairs
from activities.powerauth.v4.activation_code import signatures
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.fingerprint import fingerprint
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.master_keys import V4MasterKeys
from tests.activities.powerauth.v4.published import every, vectors

CASES = vectors("fingerprint")


def side(case, name):
    members = {"ecdsa": case[f"{name}Ecdsa"], "mldsa": case.get(f"{name}Mldsa")}
    return key_pairs.read(Algorithm(case["algorithm"]), members)


@every("fingerprint")
def test_official_fingerprints(case):
    keys = {name: side(case, name) for name in ("device", "server")}
    assert fingerprint(activation_id=case["activationId"], **keys) == case["fingerprint"]


def test_coordinates_with_leading_zeros_and_all_algorithms_are_among_them():
    assert any(case["leadingZero"] for case in CASES)
    assert {case["algorithm"] for case in CASES} == {one.value for one in Algorithm}


def test_sides_of_two_algorithms_are_a_mistake():
    one, other = (KeyPairs.generate(algorithm).public for algorithm in (Algorithm.EC_P384, Algorithm.EC_P384_ML_L3))
    with pytest.raises(ValueError, match="algorithm"):
        fingerprint(device=one, server=other, activation_id="id")


@pytest.mark.parametrize("life", vectors("transcripts"), ids=lambda life: life["algorithm"])
def test_official_signatures_of_codes(life):
    masters = key_pairs.read(Algorithm(life["algorithm"]), life["masterPublicKeys"])
    assert are_signed(masters, life["activationCode"], life["activationSignatures"])


def are_signed(masters, code, made):
    second = None if "mldsa" not in made else b64decode(made["mldsa"])
    return masters.are_signers(data=code.encode(), ecdsa_signature=b64decode(made["ecdsa"]), ml_dsa_signature=second)


@pytest.mark.parametrize(
    ("algorithms", "names"),
    [
        ([], []),
        ([Algorithm.EC_P384], ["ES384"]),
        ([Algorithm.EC_P384_ML_L5], ["ES384", "ML-DSA-87"]),
        (list(Algorithm), ["ES384", "ML-DSA-65", "ML-DSA-87"]),
    ],
)
def test_a_code_is_signed_by_each_master_key_that_the_algorithms_have(algorithms, names):
    masters, code = V4MasterKeys.generate(), activation_code.make()
    made = signatures(code, masters, algorithms)
    assert list(made) == names
    for algorithm in algorithms:
        members = {"ecdsa": made["ES384"], **({"mldsa": made[algorithm.ml_dsa.value]} if algorithm.ml_dsa else {})}
        public = masters.pairs(algorithm).public
        assert are_signed(public, code, members)
        assert not are_signed(public, activation_code.make(), members)


@every("activation-code")
def test_official_codes(case):
    assert activation_code.make(bytes.fromhex(case["random"])) == case["code"]
    assert [activation_code.is_valid(case[name]) for name in ("code", "changed")] == [
        case["valid"],
        case["changedValid"],
    ]
