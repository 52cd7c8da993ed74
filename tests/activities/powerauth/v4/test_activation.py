"""Payloads of activation/create, of its confirmation and of the upgrade (`powerauth-protocol-4.md` §5.2, §5.3, §9)."""

import json

import pytest

from activities.powerauth.activation import ActivationInvalid, ActivationType, DeviceDescription
from activities.powerauth.v4 import key_pairs, shared_secret
from activities.powerauth.v4.activation import device_answer, read_confirmation, read_device, read_identification
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.key_pairs import KeyPairs
from activities.powerauth.v4.upgrade import read_start, start_answer
from tests.activities.powerauth.v4 import phone
from tests.activities.powerauth.v4.encapsulation_keys import KEYS, request
from tests.activities.powerauth.v4.published import vectors

PAIRS = {algorithm: KeyPairs.generate(algorithm) for algorithm in Algorithm}
RIGHT = {
    "temporaryKeyId": "7AB0E8BA-D5DF-4829-A88A-9B861A71DA9B",
    "encryptedData": "A" * 88,
    "nonce": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
    "timestamp": 1_795_829_241_064,
}
LAYER_1 = {"type": "CODE", "identityAttributes": {"code": "GYA4L-D4C7K-OP2NV-USYYQ"}, "activationData": RIGHT}


def agreement(algorithm):
    return {
        "sharedSecretRequest": request(algorithm, KEYS[algorithm]),
        "devicePublicKeys": PAIRS[algorithm].public.members(),
    }


def plaintext(value):
    return json.dumps(value).encode()


@pytest.mark.parametrize("life", vectors("transcripts"), ids=lambda life: life["algorithm"])
def test_official_layers_are_read_and_answered(life):
    step = next(one for one in life["steps"] if one["step"] == "activation-create")
    first = read_identification(step["layer1Plaintext"].encode())
    assert [first.type, first.identity_attributes["code"]] == [ActivationType.CODE, life["activationCode"]]
    device = read_device(step["layer2Plaintext"].encode())
    sent = json.loads(step["layer2Plaintext"])
    assert device.public_keys.members() == sent["devicePublicKeys"]
    assert device.shared_secret.algorithm.value == life["algorithm"]
    assert [device.description.name, device.description.platform] == [sent["activationName"], sent["platform"]]
    theirs = json.loads(step["layer2Response"])
    secret = phone.agreed(life["algorithm"], step["clientPrivateKeys"], theirs["sharedSecretResponse"])
    assert secret.hex() == step["keyActivationSecret"]
    algorithm = device.shared_secret.algorithm
    server = key_pairs.read(algorithm, theirs["serverPublicKeys"])
    agreed = shared_secret.agree(device.shared_secret)
    ours = json.loads(
        device_answer(activation_id=life["activationId"], agreement=agreed, server=server, ctr_data=bytes(32))
    )
    assert ours.keys() == theirs.keys()
    assert [ours[name] for name in ("serverPublicKeys", "activationId")] == [
        theirs[name] for name in ("serverPublicKeys", "activationId")
    ]
    assert phone.agreed(life["algorithm"], step["clientPrivateKeys"], ours["sharedSecretResponse"]) == agreed.secret


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_phone_says_what_it_is(algorithm):
    described = {
        "activationName": "Telefon",
        "activationOtp": "12345",
        "platform": "iOS",
        "deviceInfo": "iPhone15,3",
        "extras": "x",
        "externalId": "ext",
        "unknown": [1],
    }
    device = read_device(plaintext(agreement(algorithm) | described))
    assert device.public_keys == PAIRS[algorithm].public
    assert device.description == DeviceDescription(
        name="Telefon", otp="12345", platform="ios", device_info="iPhone15,3", extras="x", external_id="ext"
    )
    assert read_device(plaintext(agreement(algorithm))).description == DeviceDescription()
    assert "12345" not in repr(device)


L3, L5, EC = agreement(Algorithm.EC_P384_ML_L3), agreement(Algorithm.EC_P384_ML_L5), agreement(Algorithm.EC_P384)
DEVICE_REFUSED = {
    "no secret asked for": {"devicePublicKeys": EC["devicePublicKeys"]},
    "no keys": {"sharedSecretRequest": EC["sharedSecretRequest"]},
    "the key of 3.x": {"devicePublicKey": "A" * 44, "sharedSecretRequest": EC["sharedSecretRequest"]},
    "keys of one algorithm, a secret of another": EC | {"devicePublicKeys": L3["devicePublicKeys"]},
    "keys of the other level": L3 | {"devicePublicKeys": L5["devicePublicKeys"]},
    "a name that is a number": EC | {"activationName": 1},
    "a long name": EC | {"activationName": "x" * 256},
}


@pytest.mark.parametrize("value", DEVICE_REFUSED.values(), ids=DEVICE_REFUSED)
def test_another_phone_is_refused(value):
    with pytest.raises(ActivationInvalid):
        read_device(plaintext(value))


IDENTIFICATION_REFUSED = {
    "recovery, which is gone": LAYER_1 | {"type": "RECOVERY"},
    "no type": LAYER_1 | {"type": None},
    "no attributes": LAYER_1 | {"identityAttributes": {}},
    "an attribute that is a number": LAYER_1 | {"identityAttributes": {"code": 1}},
    "a layer of 3.x": LAYER_1 | {"activationData": RIGHT | {"ephemeralPublicKey": "A" * 44, "mac": "A" * 44}},
    "no layer": LAYER_1 | {"activationData": None},
    "custom attributes that are a list": LAYER_1 | {"customAttributes": []},
}


@pytest.mark.parametrize("value", IDENTIFICATION_REFUSED.values(), ids=IDENTIFICATION_REFUSED)
def test_another_identification_is_refused(value):
    assert read_identification(plaintext(LAYER_1)).type is ActivationType.CODE
    with pytest.raises(ActivationInvalid):
        read_identification(plaintext(value))


@pytest.mark.parametrize("enable", [True, False])
def test_a_confirmation_says_if_biometry_is_enabled(enable):
    assert read_confirmation(plaintext({"requestObject": {"enableBiometry": enable}})) is enable


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b'{"enableBiometry":true}', b'{"requestObject":{"enableBiometry":1}}', b'{"requestObject":[]}'],
)
def test_a_confirmation_that_does_not_say_it_is_refused(body):
    with pytest.raises(ActivationInvalid):
        read_confirmation(body)


@pytest.mark.parametrize("life", vectors("upgrade"), ids=lambda life: life["algorithm"])
def test_official_upgrades_are_read_and_answered(life):
    step = life["steps"][1]
    start = read_start(step["requestPlaintext"].encode())
    assert start.public_keys.members() == json.loads(step["requestPlaintext"])["devicePublicKeys"]
    assert [start.shared_secret.algorithm.value, start.enable_biometry] == [life["algorithm"], True]
    theirs = json.loads(step["responsePlaintext"])
    secret = phone.agreed(life["algorithm"], step["clientPrivateKeys"], theirs["sharedSecretResponse"])
    assert secret.hex() == step["keyActivationSecret"]
    server = key_pairs.read(start.shared_secret.algorithm, theirs["serverPublicKeys"])
    agreed = shared_secret.agree(start.shared_secret)
    ours = json.loads(start_answer(agreement=agreed, server=server, ctr_data=bytes(32)))
    assert ours.keys() == theirs.keys()


START_REFUSED = {
    "nothing about biometry": EC,
    "biometry that is a text": EC | {"enableBiometry": "true"},
    "keys of the other level": L3 | {"devicePublicKeys": L5["devicePublicKeys"], "enableBiometry": True},
    "no secret asked for": {"devicePublicKeys": EC["devicePublicKeys"], "enableBiometry": True},
}


@pytest.mark.parametrize("value", START_REFUSED.values(), ids=START_REFUSED)
def test_another_start_of_an_upgrade_is_refused(value):
    with pytest.raises(ActivationInvalid):
        read_start(plaintext(value))
