"""Whole lives of activations of each algorithm, as the vendor's library lives them (`powerauth-protocol-4.md` §20)."""

import json

import pytest

from activities.powerauth.base_string import base_string
from activities.powerauth.headers import read_authorization as read_signature
from activities.powerauth.purpose import Scope
from activities.powerauth.signature import Candidate, sign
from activities.powerauth.v4 import activation, key_pairs
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.algorithm import Algorithm
from activities.powerauth.v4.authentication_code import find
from activities.powerauth.v4.e2ee import open_request
from activities.powerauth.v4.encrypted_request import read, read_body
from activities.powerauth.v4.factor_keys import FactorKeys
from activities.powerauth.v4.fingerprint import fingerprint
from activities.powerauth.v4.headers import read_authorization, read_encryption
from activities.powerauth.v4.purpose import V4Purpose
from activities.powerauth.v4.sender import V4Sender
from activities.powerauth.v4.vault import VaultKey
from activities.powerauth.v4.vault import answer as vault_answer
from tests.activities.powerauth.published import raw
from tests.activities.powerauth.v4.published import vectors

LIVES = vectors("transcripts")
PURPOSES = {purpose.shared_info_1.decode(): purpose for purpose in V4Purpose}
every_life = pytest.mark.parametrize("life", LIVES, ids=lambda life: life["algorithm"])


def text_of(life, step, nonce):
    return base_string(
        method="POST",
        resource_id=step["uriId"],
        nonce=nonce,
        body=step["requestBody"].encode(),
        application_secret=life["applicationSecret"],
    )


def steps(life, name):
    return [step for step in life["steps"] if step["step"] == name]


def secret_of(life):
    return bytes.fromhex(steps(life, "activation-create")[0]["keyActivationSecret"])


def temporary_secrets(life):
    return {one["keyId"]: bytes.fromhex(one["temporarySharedSecret"]) for one in life["steps"] if "keyId" in one}


@every_life
def test_creation_opens_in_two_layers_and_both_sides_show_one_fingerprint(life):
    (step,) = steps(life, "activation-create")
    header = read_encryption(step["encryptionHeader"], Scope.APPLICATION)
    sender = V4Sender(header.application_key, life["applicationSecret"])
    secrets, answered = temporary_secrets(life), json.loads(step["responseBody"])
    outer = read_body(step["requestBody"].encode())
    first = open_request(
        outer, V4Purpose.APPLICATION_GENERIC, sender=sender, temporary_secret=secrets[outer.temporary_key_id]
    )
    assert first.plaintext.decode() == step["layer1Plaintext"]
    inner = activation.read_identification(first.plaintext).device
    second = open_request(
        inner, V4Purpose.ACTIVATION_LAYER_2, sender=sender, temporary_secret=secrets[inner.temporary_key_id]
    )
    assert second.plaintext.decode() == step["layer2Plaintext"]
    layer_1 = json.loads(step["layer1Response"])["activationData"]
    assert second.reply.encrypt(step["layer2Response"].encode(), now_ms=layer_1["timestamp"]) == layer_1
    assert first.reply.encrypt(step["layer1Response"].encode(), now_ms=answered["timestamp"]) == answered
    server = key_pairs.read(Algorithm(life["algorithm"]), json.loads(step["layer2Response"])["serverPublicKeys"])
    device = activation.read_device(second.plaintext).public_keys
    assert fingerprint(device=device, server=server, activation_id=life["activationId"]) == step["fingerprint"]


@every_life
def test_every_code_is_right_with_the_keys_that_the_life_led_to(life):
    keys = FactorKeys.initial(V4ActivationKeys(secret_of(life)), biometry_enabled=False)
    counted = 0
    for step in life["steps"]:
        if "authorizationHeader" not in step:
            continue
        header = read_authorization(step["authorizationHeader"])
        candidate = Candidate(header.signature_type, text_of(life, step, header.nonce))
        match = find(header.signature, [candidate], keys=keys, ctr_data=bytes.fromhex(step["ctrData"]))
        assert match is not None, step["uriId"]
        assert match.steps == 0
        keys = match.keys
        if step["step"] == "activation-confirm":
            enabled = activation.read_confirmation(step["requestBody"].encode())
            keys = FactorKeys.initial(V4ActivationKeys(secret_of(life)), biometry_enabled=enabled)
        elif step["step"] == "password-change":
            keys = keys.with_password(bytes.fromhex(step["newFactorKey"]))
        elif step["step"] == "biometry-add":
            keys = keys.with_biometry(bytes.fromhex(step["newFactorKey"]))
        elif step["step"] == "biometry-remove":
            keys = keys.without_biometry()
        counted += 1
    assert counted == 14


@every_life
def test_every_encrypted_request_opens_and_is_answered_byte_for_byte(life):
    sender = V4Sender(
        life["applicationKey"], life["applicationSecret"], life["activationId"], V4ActivationKeys(secret_of(life))
    )
    secrets, counted = temporary_secrets(life), 0
    for step in life["steps"]:
        if "sharedInfo1" not in step:
            continue
        request, response = read(json.loads(step["requestBody"])), json.loads(step["responseBody"])
        opened = open_request(
            request,
            PURPOSES[step["sharedInfo1"]],
            sender=sender,
            temporary_secret=secrets[request.temporary_key_id],
        )
        assert opened.plaintext.decode() == step["requestPlaintext"]
        assert opened.reply.encrypt(step["responsePlaintext"].encode(), now_ms=response["timestamp"]) == response
        counted += 1
    assert counted == 8


@every_life
def test_vault_keys_and_signatures_of_the_device(life):
    keys = V4ActivationKeys(secret_of(life))
    for step in steps(life, "vault-unlock"):
        assert vault_answer(VaultKey[step["keyIdentifier"]], keys).decode() == step["responsePlaintext"]
    created, (signed,) = steps(life, "activation-create")[0], steps(life, "device-signature")
    device = activation.read_device(created["layer2Plaintext"].encode()).public_keys
    second = raw(signed["mldsa"]) if "mldsa" in signed else None
    data = bytes.fromhex(signed["message"])
    assert device.are_signers(data=data, ecdsa_signature=raw(signed["ecdsa"]), ml_dsa_signature=second)


@pytest.mark.parametrize("life", vectors("upgrade"), ids=lambda life: life["algorithm"])
def test_an_upgrade_starts_by_a_signature_of_3_3_and_is_confirmed_by_a_code(life):
    start, confirm = life["steps"][1:]
    former = read_signature(start["v3AuthorizationHeader"])
    text = text_of(life, start | {"uriId": "/pa/upgrade/start"}, former.nonce)
    factors = [bytes.fromhex(start[name]) for name in ("v3Possession", "v3Knowledge")]
    assert sign(factors, bytes.fromhex(start["v3CtrData"]), text, digits=None) == former.signature

    request, response = read(json.loads(start["requestBody"])), json.loads(start["responseBody"])
    header = read_encryption(start["encryptionHeader"], Scope.APPLICATION)
    opened = open_request(
        request,
        V4Purpose.UPGRADE_START,
        sender=V4Sender(header.application_key, life["applicationSecret"]),
        temporary_secret=temporary_secrets(life)[request.temporary_key_id],
    )
    assert opened.plaintext.decode() == start["requestPlaintext"]
    assert opened.reply.encrypt(start["responsePlaintext"].encode(), now_ms=response["timestamp"]) == response

    code = read_authorization(confirm["authorizationHeader"])
    keys = FactorKeys.initial(V4ActivationKeys(bytes.fromhex(start["keyActivationSecret"])), biometry_enabled=True)
    candidate = Candidate(code.signature_type, text_of(life, confirm, code.nonce))
    assert find(code.signature, [candidate], keys=keys, ctr_data=bytes.fromhex(confirm["ctrData"])) is not None
