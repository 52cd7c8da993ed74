"""Values that come encrypted for an authentication, until the definition says otherwise (`nextstep-scenarios.md`)."""

import base64
import os

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from tests.api.applications import new_home
from tests.api.nextstep.in_process import InProcess
from tests.api.nextstep.scenarios.bank import Bank
from tests.api.nextstep.scenarios.codes import new_code, say_both

KEY = b"0123456789abcdef"
ENCRYPTED = {
    "e2eEncryptionEnabled": True,
    "e2eEncryptionAlgorithm": "AES",
    "e2eEncryptionCipherTransformation": "AES/CBC/PKCS7Padding",
}


def encrypted(value):
    iv, padder = os.urandom(16), PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(iv)).encryptor()
    data = encryptor.update(padder.update(value.encode()) + padder.finalize()) + encryptor.finalize()
    return ":".join(base64.b64encode(part).decode() for part in (iv, data))


@pytest.fixture(scope="module")
def bank(tmp_path_factory, new_app_of_module):
    key = base64.b64encode(KEY).decode()
    home = new_home(tmp_path_factory.mktemp("e2e"), definitions=True, e2e_encryption_key=key)
    with InProcess(new_app_of_module(home)) as client:
        yield Bank(client)


def test_values_come_encrypted_until_the_definition_says_otherwise(bank):
    name = bank.new_credential(hashed=True, **ENCRYPTED)
    person = bank.new_person(name, encrypted("s3cret_Value"))
    asked = {"credentialName": name, "userId": person.user_id}

    def result(value):
        return bank.ok("/auth/credential", credentialValue=value, **asked)["authenticationResult"]

    assert [result(encrypted("s3cret_Value")), result(encrypted("an0ther_Value"))] == ["SUCCEEDED", "FAILED"]
    plain = {**asked, "credentialValue": "s3cret_Value"}
    assert bank.nextstep.refused("POST", "/auth/credential", plain) == "INVALID_REQUEST"
    garbled = {**asked, "credentialValue": encrypted("s3cret_Value")[:-8] + "AAAAAAA="}
    assert bank.nextstep.refused("POST", "/auth/credential", garbled) in ("ENCRYPTION_FAILED", "INVALID_REQUEST")
    code = new_code(bank, userId=person.user_id, credentialName=name)
    answer = say_both(bank, person, encrypted("s3cret_Value"), code, code["otpValue"])
    assert answer["authenticationResult"] == "SUCCEEDED"
    bank.ok(
        "/credential/definition/update",
        credentialDefinitionName=name,
        applicationName=bank.application,
        credentialPolicyName=bank.policy,
        category="PASSWORD",
        hashingEnabled=True,
        hashConfigName=bank.hashing,
    )
    assert result("s3cret_Value") == "SUCCEEDED"
