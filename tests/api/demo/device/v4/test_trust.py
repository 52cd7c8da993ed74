"""What a phone of protocol 4 does not believe: tokens, secrets, keys, statuses and codes that are not the server's."""

import json

import pytest

from api.demo.device import points, wire
from api.demo.device.counter import ServerCounter
from api.demo.device.failures import NotActivated, Unreadable, Untrusted
from api.demo.device.points import new_key, public_bytes
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.signing import Factors
from api.demo.device.v4 import agreement, curve, jose, key_pairs, keystore, masters, status
from api.demo.device.v4.algorithms import PhoneAlgorithm, algorithm_of
from api.demo.device.v4.holder import V4Holder
from api.demo.device.v4.registration import establish
from tests.activities.powerauth.v4.published import vectors
from tests.api.demo.device.v4.agreed import agreement_of, config_of

(LIFE,) = [life for life in vectors("transcripts") if life["algorithm"] == "EC_P384_ML_L3"][:1]
ALGORITHM = PhoneAlgorithm.EC_P384_ML_L3
STEP = LIFE["steps"][0]
CONFIG = config_of(LIFE)
CLAIMS = wire.read(wire.from_b64url(STEP["requestJwt"].split(".")[1]))
ANSWER = json.loads(STEP["responseJwt"])
AGREED = agreement_of(LIFE["algorithm"], STEP["clientPrivateKeys"])


def read(answer, *, signers=None, challenge=CLAIMS["challenge"], holder=None, config=CONFIG, agreed=AGREED):
    return keystore.read(
        json.dumps(answer) if isinstance(answer, dict) else answer,
        signers=signers or masters.masters(CONFIG, ALGORITHM),
        config=config,
        challenge=challenge,
        holder=holder,
        agreement=agreed,
    )


def signed_by(*positions):
    return ANSWER | {"signatures": [ANSWER["signatures"][position] for position in positions]}


def altered(position, **members):
    signatures = [dict(one) for one in ANSWER["signatures"]]
    signatures[position] |= members
    return ANSWER | {"signatures": signatures}


def test_the_answer_is_trusted_in_either_order_of_its_signatures():
    assert read(ANSWER).secret.hex() == read(signed_by(1, 0)).secret.hex() == STEP["temporarySharedSecret"]


@pytest.mark.parametrize(
    "answer",
    [
        signed_by(),
        signed_by(0),
        signed_by(1),
        signed_by(0, 0),
        signed_by(0, 1, 1),
        altered(0, signature=ANSWER["signatures"][1]["signature"]),
        altered(1, signature=ANSWER["signatures"][1]["signature"][:-4]),
        altered(1, signature=ANSWER["signatures"][0]["signature"]),
        altered(0, protected=wire.b64url(b'{"alg":"none"}')),
        altered(1, protected=wire.b64url(b'{"alg":"ML-DSA-87"}')),
        altered(0, protected=wire.b64url(b'{"alg":["ES384"]}')),
        altered(0, protected="e30="),
        altered(0, protected=None),
        ANSWER | {"payload": wire.b64url(b"{}")},
        ANSWER | {"payload": None},
        ANSWER | {"signatures": None},
        ANSWER | {"signatures": ["ES384", "ML-DSA-65"]},
        "[]",
        "a.b.c",
    ],
)
def test_what_not_both_master_keys_signed_is_not_trusted(answer):
    with pytest.raises(Untrusted):
        read(answer)


def other_masters():
    own = masters.masters(CONFIG, ALGORITHM)
    foreign = key_pairs.generate(ALGORITHM).public
    return [
        key_pairs.PhonePublicKeys(ALGORITHM, foreign.ecdsa, own.ml_dsa),
        key_pairs.PhonePublicKeys(ALGORITHM, own.ecdsa, foreign.ml_dsa),
    ]


def test_half_of_a_hybrid_signature_is_none():
    for signers in other_masters():
        with pytest.raises(Untrusted, match="signature"):
            read(ANSWER, signers=signers)


@pytest.mark.parametrize(
    "other",
    [
        {"challenge": "another"},
        {"holder": V4Holder("c2bb08ad-1a7e-43c0-819a-e4290edb1bdc", bytes(32), bytes(32))},
        {"config": PhoneSdkConfig(wire.b64(bytes(16)), LIFE["applicationSecret"], CONFIG.master_public_key)},
        {"agreed": agreement_of("EC_P384", STEP["clientPrivateKeys"][:1])},
    ],
    ids=["challenge", "activation", "application", "algorithm"],
)
def test_an_answer_to_another_question_is_not_trusted(other):
    with pytest.raises(Untrusted):
        read(ANSWER, **other)


def test_a_ciphertext_for_other_keys_gives_another_secret_and_no_hint():
    answer = wire.read(wire.from_b64url(ANSWER["payload"]))["sharedSecretResponse"]
    assert AGREED.secret(answer).hex() == STEP["temporarySharedSecret"]
    assert agreement.ask(ALGORITHM).secret(answer) != AGREED.secret(answer)


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: None,
        lambda answer: answer | {"salt": wire.b64(bytes(31))},
        lambda answer: answer | {"salt": None},
        lambda answer: answer | {"encapsulatedKeys": answer["encapsulatedKeys"][:1]},
        lambda answer: answer | {"encapsulatedKeys": [*answer["encapsulatedKeys"], ""]},
        lambda answer: answer | {"encapsulatedKeys": list(reversed(answer["encapsulatedKeys"]))},
        lambda answer: answer | {"encapsulatedKeys": [answer["encapsulatedKeys"][0], wire.b64(bytes(1087))]},
        lambda answer: answer | {"encapsulatedKeys": [wire.b64(b"\4" + bytes(96)), answer["encapsulatedKeys"][1]]},
        lambda answer: answer | {"encapsulatedKeys": [1, 2]},
    ],
)
def test_an_agreement_of_another_form_is_not_trusted(change):
    answer = wire.read(wire.from_b64url(ANSWER["payload"]))["sharedSecretResponse"]
    with pytest.raises(Untrusted):
        AGREED.secret(change(answer))


@pytest.mark.parametrize("algorithm", PhoneAlgorithm)
def test_keys_are_read_as_they_were_written(algorithm):
    pairs = key_pairs.generate(algorithm)
    assert key_pairs.read(algorithm, pairs.public.members()) == pairs.public
    assert key_pairs.of_private_bytes(algorithm, pairs.private_bytes()).public == pairs.public
    for other in PhoneAlgorithm:
        if other is not algorithm:
            with pytest.raises(Untrusted):
                key_pairs.of_public_bytes(other, curve.public_bytes(pairs.public.ecdsa), pairs.public.spki or None)


@pytest.mark.parametrize(
    "members",
    [
        None,
        {},
        {"ecdsa": LIFE["masterPublicKeys"]["ecdsa"]},
        LIFE["masterPublicKeys"] | {"ecdsa": wire.b64(b"\4" + bytes(96))},
        LIFE["masterPublicKeys"] | {"ecdsa": wire.b64(public_bytes(new_key().public_key(), compressed=False))},
        LIFE["masterPublicKeys"] | {"mldsa": wire.b64(b"0" * 1974)},
    ],
)
def test_damaged_keys_are_not_trusted(members):
    with pytest.raises(Untrusted):
        key_pairs.read(ALGORITHM, members)


@pytest.mark.parametrize(
    ("kinds", "offered"),
    [
        ((), []),
        ((2,), ["EC_P384"]),
        ((3, 4), []),
        ((2, 3), ["EC_P384", "EC_P384_ML_L3"]),
        ((2, 4), ["EC_P384", "EC_P384_ML_L5"]),
        ((2, 3, 4), list(PhoneAlgorithm)),
    ],
)
def test_a_configuration_offers_the_algorithms_of_which_it_has_all_keys(kinds, offered):
    config = PhoneSdkConfig("", "", CONFIG.master_public_key, dict.fromkeys(kinds, b""))
    assert masters.offered(config) == offered
    for algorithm in set(PhoneAlgorithm) - set(offered):
        with pytest.raises(Unreadable, match=algorithm):
            masters.masters(config, algorithm)
    for algorithm in offered:
        with pytest.raises(Unreadable, match="damaged"):
            masters.masters(config, algorithm)


def test_a_scanned_code_is_signed_by_the_master_key_of_either_curve():
    old, new = new_key(), curve.new_key()
    config = PhoneSdkConfig("", "", old.public_key(), {2: curve.public_bytes(new.public_key())})
    masters.verify_code(config, "code", None)
    masters.verify_code(config, "code", points.sign(old, b"code"))
    masters.verify_code(config, "code", curve.sign(new, b"code"))
    for foreign in (points.sign(new_key(), b"code"), curve.sign(curve.new_key(), b"code"), b""):
        with pytest.raises(Untrusted):
            masters.verify_code(config, "code", foreign)


def registration(pin="1234"):
    return establish(
        key_pairs.generate(ALGORITHM),
        bytes(32),
        activation_id="a1",
        server=masters.masters(CONFIG, ALGORITHM),
        chosen_pin=pin,
    )


def test_factors_are_asked_of_the_phone_and_biometry_only_while_it_is_on():
    kept = registration()
    possession, knowledge = kept.factor_keys(Factors.POSSESSION_KNOWLEDGE, "1234")
    assert kept.factor_keys(Factors.POSSESSION_KNOWLEDGE, "0000")[0] == possession
    assert kept.factor_keys(Factors.POSSESSION_KNOWLEDGE, "0000")[1] != knowledge
    assert kept.factor_keys(Factors.POSSESSION_BIOMETRY, "")[1] == kept.biometry
    with pytest.raises(NotActivated):
        kept.with_biometry(None).factor_keys(Factors.POSSESSION_BIOMETRY, "")
    changed = kept.with_password(b"k" * 32, "a longer PIN")
    assert changed.factor_keys(Factors.KNOWLEDGE, "a longer PIN") == [b"k" * 32]
    with pytest.raises(Untrusted, match="vault"):
        kept.private_keys(bytes(32))


def test_names_of_no_algorithm_are_unreadable():
    for name in ("EC_P256", "ML_L3", "ML_L5", "ec_p384", ""):
        with pytest.raises(Unreadable, match="EC_P384_ML_L5"):
            algorithm_of(name)


def blob(**changes):
    """A status that the key of zeros signed, some of its bytes changed."""
    data = bytearray(bytes.fromhex("DEC0DED4") + bytes([3, 4, 4, 8]) + bytes(4) + bytes([7, 0, 5, 20]) + bytes(32))
    for place, value in changes.items():
        data[int(place[1:])] = value
    return bytes(data) + status.kmac256(bytes(32), bytes(data), "PA4MAC-STATUS")


def test_a_status_is_read():
    found = status.decode(blob(), bytes(32))
    assert (found.state.name, found.flags.name, found.remaining_attempts) == ("ACTIVE", "BIOMETRY", 5)
    assert found.counter == ServerCounter(low_byte=7, digest=bytes(32), look_ahead=20)
    assert status.decode(blob(_5=3, _7=2), bytes(32)).current_version == 3


@pytest.mark.parametrize(
    "changes",
    [{"_0": 0}, {"_4": 0}, {"_4": 6}, {"_5": 3}, {"_5": 5}, {"_7": 2}, {"_6": 3}, {"_13": 6}, {"_15": 0}],
    ids=lambda changes: "".join(f"byte{place}={value}" for place, value in changes.items()),
)
def test_a_status_that_contradicts_itself_is_not_trusted(changes):
    with pytest.raises(Untrusted):
        status.decode(blob(**changes), bytes(32))


def test_the_request_is_signed_by_the_key_of_its_scope():
    holder = V4Holder("a1", b"k" * 32, bytes(32))
    for one, key in ((None, bytes.fromhex(STEP["macKey"])), (holder, b"k" * 32)):
        sent = keystore.ask(CONFIG, challenge="c", holder=one, agreement=AGREED)
        head, claims, _ = sent.split(".")
        assert wire.read(wire.from_b64url(head))["alg"] == "HS384"
        assert jose.write(wire.read(wire.from_b64url(claims)), key) == sent
        assert wire.read(wire.from_b64url(claims)).get("activationId") == (one and "a1")
