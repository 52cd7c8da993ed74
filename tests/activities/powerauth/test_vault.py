"""Unlocking a device's vault (`powerauth-protocol.md` §8.1)."""

import json
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from activities.powerauth import elliptic_curve, keys
from activities.powerauth.activation_keys import ActivationKeys
from activities.powerauth.vault import VaultRequestInvalid, answer, read_reason
from tests.activities.powerauth.published import cases, raw


@pytest.mark.parametrize("case", cases("compute-derived-keys"))
def test_the_vaults_key_is_wrapped_by_the_transport_key(case):
    wrapped = json.loads(answer(ActivationKeys(raw(case["masterSecretKey"]))))
    assert list(wrapped) == ["encryptedVaultEncryptionKey"]
    data = b64decode(wrapped["encryptedVaultEncryptionKey"])
    assert len(data) == 32
    decryptor = Cipher(algorithms.AES128(raw(case["transportKey"])), modes.CBC(bytes(16))).decryptor()
    assert decryptor.update(data) + decryptor.finalize() == raw(case["vaultEncryptionKey"]) + b"\x10" * 16


@pytest.mark.parametrize("reason", ["ADD_BIOMETRY", "FETCH_ENCRYPTION_KEY", "a.b-c_1", "abc", "x" * 255])
def test_a_reason_is_read(reason):
    assert read_reason(json.dumps({"reason": reason}).encode()) == reason


@pytest.mark.parametrize("plaintext", [b"{}", b'{"reason": null}', b'{"note": 1}'])
def test_no_reason_is_said_to_be_none(plaintext):
    assert read_reason(plaintext) == "NOT_SPECIFIED"


@pytest.mark.parametrize("reason", ["", "ab", "x" * 256, "a b c", "ABC\n", "žádný", "a/b", 123, True, [], ["ABC"], {}])
def test_another_reason_is_refused(reason):
    with pytest.raises(VaultRequestInvalid):
        read_reason(json.dumps({"reason": reason}).encode())


@pytest.mark.parametrize("plaintext", [b"", b"null", b"[]", b"{", b"\xff", b'{"reason": "ABC", "reason": "ABC"}'])
def test_what_is_no_json_object_is_refused(plaintext):
    with pytest.raises(VaultRequestInvalid):
        read_reason(plaintext)


def test_a_devices_signature_is_verified_with_its_stored_key():
    device = keys.generate()
    signature = keys.sign(device, b"document")
    stored = keys.public_key(elliptic_curve.public_bytes(device.public_key()))
    assert keys.is_signed(stored, data=b"document", signature=signature)
    assert not keys.is_signed(stored, data=b"another", signature=signature)
