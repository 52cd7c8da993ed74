"""Temporary keys (`powerauth-protocol-4.md` §4.5)."""

import json
from base64 import b64decode, b64encode

import pytest

from activities.powerauth.elliptic_curve import KeyInvalid
from activities.powerauth.purpose import Scope
from activities.powerauth.temporary_key import TemporaryKeyRequestInvalid
from activities.powerauth.v4 import ecdsa, key_pairs, shared_secret
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys, application_temporary_key_mac
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.temporary_key import RequestingActivation, answer, read, verify
from tests.activities.powerauth.v4 import phone
from tests.activities.powerauth.v4.encapsulation_keys import KEYS, PRIVATE, request
from tests.activities.powerauth.v4.published import vectors

NOW = 1_795_829_241_064
ID = "26C94BF8-f594-4bd8-9c51-93449926b644"
KEY_ID = "7ab0e8ba-d5df-4829-a88a-9b861a71da9b"
APPLICATION = b64encode(b"application key.").decode()
SECRET = b64encode(b"applica. secret.").decode()
OF_APPLICATION = application_temporary_key_mac(SECRET)
KEYS_OF = V4ActivationKeys(b"a" * 32)
OF_ACTIVATION = KEYS_OF.derive(ActivationKey.MAC_TEMPORARY_KEY)
ACTIVATION = RequestingActivation(KEYS_OF, Algorithm.EC_P384)
PAIRS = {algorithm: KeyPairs.generate(algorithm) for algorithm in Algorithm}
CLAIMS = {
    "applicationKey": APPLICATION,
    "challenge": "any text",
    "sharedSecretRequest": request(Algorithm.EC_P384, KEYS[Algorithm.EC_P384]),
}
NAMING = CLAIMS | {"activationId": ID}
STEPS = [
    pytest.param(life, step, id=f"{life['algorithm']} {step['step']}")
    for name in ("transcripts", "upgrade")
    for life in vectors(name)
    for step in life["steps"]
    if step["step"].startswith("keystore")
]


def asked(claims=CLAIMS, secret=OF_APPLICATION):
    return read(phone.jwt(claims, secret))


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_official_requests_and_answers(life, step):
    algorithm = Algorithm(life["algorithm"])
    activation = None
    if step["step"] == "keystore-activation":
        created = next(one for one in life["steps"] if one["step"] == "activation-create")
        keys = V4ActivationKeys(bytes.fromhex(created["keyActivationSecret"]))
        activation = RequestingActivation(keys, algorithm)
        assert keys.derive(ActivationKey.MAC_TEMPORARY_KEY).hex() == step["macKey"]
        public = key_pairs.read(algorithm, json.loads(created["layer2Response"])["serverPublicKeys"])
    else:
        assert application_temporary_key_mac(life["applicationSecret"]).hex() == step["macKey"]
        public = key_pairs.read(algorithm, life["masterPublicKeys"])
    sent = read(step["requestJwt"])
    assert sent.shared_secret.algorithm is algorithm
    scope = verify(sent, application_secret=life["applicationSecret"], activation=activation)
    assert scope is (Scope.APPLICATION if activation is None else Scope.ACTIVATION)
    theirs = phone.claims_of(step["responseJwt"], public)
    secret = phone.agreed(life["algorithm"], step["clientPrivateKeys"], theirs["sharedSecretResponse"])
    assert secret.hex() == step["temporarySharedSecret"]
    ours = json.loads(
        answer(
            sent,
            scope,
            shared_secret.agree(sent.shared_secret),
            key_id=step["keyId"],
            now_ms=theirs["iat_ms"],
            signers=PAIRS[algorithm],
        )
    )
    mine = json.loads(phone.unsegment(ours["payload"]))
    assert {name: value for name, value in mine.items() if name != "sharedSecretResponse"} == {
        name: value for name, value in theirs.items() if name != "sharedSecretResponse"
    }


@pytest.mark.parametrize("algorithm", Algorithm)
def test_an_answer_is_signed_by_each_pair_and_holds_the_secret(algorithm):
    sent = asked(CLAIMS | {"sharedSecretRequest": request(algorithm, KEYS[algorithm])})
    agreed = shared_secret.agree(sent.shared_secret)
    text = answer(sent, Scope.APPLICATION, agreed, key_id=KEY_ID, now_ms=NOW, signers=PAIRS[algorithm])
    claims = phone.claims_of(text, PAIRS[algorithm].public)
    assert phone.agreed(algorithm.value, PRIVATE[algorithm], claims.pop("sharedSecretResponse")) == agreed.secret
    assert claims == {
        "sub": KEY_ID,
        "applicationKey": APPLICATION,
        "challenge": "any text",
        "iat": NOW // 1000,
        "exp": NOW // 1000 + 300,
        "iat_ms": NOW,
        "exp_ms": NOW + 300_000,
    }


def test_an_answer_by_keys_of_another_algorithm_is_a_mistake():
    sent = asked()
    with pytest.raises(ValueError, match="algorithm"):
        answer(
            sent,
            Scope.APPLICATION,
            shared_secret.agree(sent.shared_secret),
            key_id=KEY_ID,
            now_ms=NOW,
            signers=PAIRS[Algorithm.EC_P384_ML_L3],
        )


def scope(sent, activation=None):
    return verify(sent, application_secret=SECRET, activation=activation)


def test_the_scope_is_that_of_the_key_that_signed():
    assert scope(asked()) is Scope.APPLICATION
    assert scope(asked(NAMING, OF_ACTIVATION), ACTIVATION) is Scope.ACTIVATION
    assert scope(asked(NAMING, OF_APPLICATION), ACTIVATION) is Scope.APPLICATION
    assert scope(asked(NAMING, OF_APPLICATION)) is Scope.APPLICATION


def test_an_answer_repeats_the_activation_as_it_was_sent_in_its_scope_only():
    sent = asked(NAMING, OF_ACTIVATION)
    assert sent.activation_id == ID.lower()
    agreed = shared_secret.agree(sent.shared_secret)
    claims = [
        phone.claims_of(
            answer(sent, one, agreed, key_id=KEY_ID, now_ms=NOW, signers=PAIRS[Algorithm.EC_P384]),
            PAIRS[Algorithm.EC_P384].public,
        )
        for one in (Scope.ACTIVATION, Scope.APPLICATION)
    ]
    assert [one.get("activationId") for one in claims] == [ID, None]


NOT_VERIFIED = {
    "signed by nobody": (asked(secret=bytes(32)), None),
    "by the secret itself": (asked(secret=b64decode(SECRET)), None),
    "by its text": (asked(secret=SECRET.encode()), None),
    "by an activation that is not there": (asked(NAMING, OF_ACTIVATION), None),
    "by another activation": (
        asked(NAMING, OF_ACTIVATION),
        RequestingActivation(V4ActivationKeys(bytes(32)), Algorithm.EC_P384),
    ),
    "of another algorithm": (asked(NAMING, OF_ACTIVATION), RequestingActivation(KEYS_OF, Algorithm.EC_P384_ML_L3)),
}


@pytest.mark.parametrize(("sent", "activation"), NOT_VERIFIED.values(), ids=NOT_VERIFIED)
def test_a_request_signed_otherwise_is_refused(sent, activation):
    with pytest.raises(TemporaryKeyRequestInvalid):
        scope(sent, activation)


def test_an_activation_that_the_request_does_not_name_is_a_mistake():
    with pytest.raises(ValueError, match="names no activation"):
        scope(asked(), ACTIVATION)


REFUSED = {
    "no application": {"applicationKey": None},
    "an application that is none": {"applicationKey": "AAAA"},
    "no challenge": {"challenge": None},
    "an empty challenge": {"challenge": ""},
    "a long challenge": {"challenge": "x" * 256},
    "a challenge that is a number": {"challenge": 1},
    "an activation that is none": {"activationId": "x"},
    "no shared secret": {"sharedSecretRequest": None},
    "keys of 3.x": {"sharedSecretRequest": request("EC_P256", [])},
    "the wrong number of keys": {"sharedSecretRequest": request(Algorithm.EC_P384_ML_L5, KEYS[Algorithm.EC_P384])},
}


@pytest.mark.parametrize("changed", REFUSED.values(), ids=REFUSED)
def test_other_claims_are_refused(changed):
    with pytest.raises(TemporaryKeyRequestInvalid):
        asked(CLAIMS | changed)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "a.b",
        phone.jwt(CLAIMS, OF_APPLICATION, header={"alg": "HS256"}),
        phone.jwt(CLAIMS, OF_APPLICATION, header={"alg": "none"}),
        phone.jwt(CLAIMS | {"more": "x" * 16_384}, OF_APPLICATION),
    ],
)
def test_what_is_no_jwt_of_hs384_is_refused(text):
    with pytest.raises(TemporaryKeyRequestInvalid):
        read(text)


HYBRID = PAIRS[Algorithm.EC_P384_ML_L3].public.members()
KEYS_REFUSED = {
    "none": (Algorithm.EC_P384, {}),
    "null": (Algorithm.EC_P384, None),
    "half of two": (Algorithm.EC_P384_ML_L3, {"ecdsa": HYBRID["ecdsa"]}),
    "the other half": (Algorithm.EC_P384_ML_L3, {"mldsa": HYBRID["mldsa"]}),
    "one too many": (Algorithm.EC_P384, HYBRID),
    "of the other level": (Algorithm.EC_P384_ML_L5, HYBRID),
    "no base64": (Algorithm.EC_P384, {"ecdsa": "?"}),
    "a number": (Algorithm.EC_P384, {"ecdsa": 1}),
}


@pytest.mark.parametrize(("algorithm", "value"), KEYS_REFUSED.values(), ids=KEYS_REFUSED)
def test_public_keys_are_those_of_the_algorithm(algorithm, value):
    with pytest.raises(KeyInvalid):
        key_pairs.read(algorithm, value)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_public_keys_come_back_from_their_members(algorithm):
    public = PAIRS[algorithm].public
    assert key_pairs.read(algorithm, public.members()) == public


def test_half_of_a_hybrid_signature_is_none():
    pairs, data = PAIRS[Algorithm.EC_P384_ML_L3], b"data"
    first, second = ecdsa.sign(pairs.ecdsa, data), pairs.ml_dsa.sign(data)

    def signed(public, one, other):
        return public.are_signers(data=data, ecdsa_signature=one, ml_dsa_signature=other)

    assert signed(pairs.public, first, second)
    classical = KeyPairs(Algorithm.EC_P384, pairs.ecdsa).public
    assert signed(classical, first, None)
    for public, one, other in (
        (pairs.public, first, None),
        (pairs.public, first, b""),
        (pairs.public, b"", second),
        (classical, first, second),
        (classical, b"", None),
    ):
        assert not signed(public, one, other)


def test_pairs_of_an_algorithm_are_complete():
    with pytest.raises(ValueError, match="hybrid"):
        KeyPairs(Algorithm.EC_P384_ML_L3, PAIRS[Algorithm.EC_P384].ecdsa)
    assert "object" not in repr(PAIRS[Algorithm.EC_P384_ML_L5])
