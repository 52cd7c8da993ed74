"""Values that are encrypted between the front end and the API."""

import base64
import os

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.api.nextstep.credentials.conftest import KEY

ENCRYPTED = {
    "e2eEncryptionEnabled": True,
    "e2eEncryptionAlgorithm": "AES",
    "e2eEncryptionCipherTransformation": "AES/CBC/PKCS7Padding",
}


def cipher(iv):
    return Cipher(algorithms.AES(base64.b64decode(KEY)), modes.CBC(iv))


def encrypted(value):
    iv, data = os.urandom(16), value.encode()
    data += bytes([16 - len(data) % 16]) * (16 - len(data) % 16)
    encryptor = cipher(iv).encryptor()
    return ":".join(base64.b64encode(part).decode() for part in (iv, encryptor.update(data) + encryptor.finalize()))


def decrypted(text):
    iv, data = map(base64.b64decode, text.split(":"))
    decryptor = cipher(iv).decryptor()
    padded = decryptor.update(data) + decryptor.finalize()
    return padded[: -padded[-1]].decode()


@pytest.fixture
def name(house):
    return house.define(definition=ENCRYPTED)


def test_values_come_encrypted_until_the_definition_says_otherwise(house, name):
    who = house.credential(name, credentialValue=encrypted("s3cretA"))
    assert house.check(who, encrypted("s3cretA"))
    assert not house.check(who, encrypted("wrong"))
    assert (
        house.ok("/credential/update", who, credentialValue=encrypted("An0therValue"))["credentialStatus"] == "ACTIVE"
    )
    policy = next(
        one["credentialPolicyName"]
        for one in house.ok("/credential/definition/list")["credentialDefinitions"]
        if one["credentialDefinitionName"] == name
    )
    house.ok(
        "/credential/definition/update",
        credentialDefinitionName=name,
        applicationName=house.application,
        credentialPolicyName=policy,
        category="PASSWORD",
        hashingEnabled=True,
        hashConfigName=house.hashing,
    )
    assert house.check(who, "An0therValue")


def test_generated_values_are_answered_encrypted(house, name):
    who = {"userId": house.person(), "credentialName": name}
    created = house.ok("/credential", who, credentialType="PERMANENT")
    assert house.check(who, encrypted(decrypted(created["credentialValue"])))
    reset = house.ok("/credential/reset", who)
    assert house.check(who, encrypted(decrypted(reset["credentialValue"])))


@pytest.mark.parametrize("too", [True, False])
def test_temporary_values_are_answered_encrypted_where_the_definition_says_so(house, too):
    name = house.define(definition={**ENCRYPTED, "e2eEncryptionForTemporaryCredentialEnabled": too})
    created = house.ok("/credential", userId=house.person(), credentialName=name, credentialType="TEMPORARY")
    assert (":" in created["credentialValue"]) is too


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("s3cretA", "INVALID_REQUEST"),
        ("s3:cretA", "INVALID_REQUEST"),
        (":".join(["AAAAAAAAAAAAAAAAAAAAAA=="] * 2), "ENCRYPTION_FAILED"),
    ],
)
def test_what_is_not_encrypted_rightly_is_refused(house, name, text, code):
    who = house.credential(name, credentialValue=encrypted("s3cretA"))
    assert house.refused("/credential/update", who, credentialValue=text) == code
    new = {"credentialType": "PERMANENT", "username": "some_body", "credentialValue": text}
    assert house.refused("/credential", who, **new) == code
    asked = {"credentialValue": text, "validationMode": "VALIDATE_CREDENTIAL"}
    assert house.refused("/credential/validate", who, **asked) == code
