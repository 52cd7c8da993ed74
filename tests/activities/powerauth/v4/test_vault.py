"""Keys of vaults (`powerauth-protocol-4.md` §8)."""

import json
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from activities.powerauth.signature_type import SignatureType
from activities.powerauth.v4.activation_keys import V4ActivationKeys
from activities.powerauth.v4.vault import VaultKey, VaultRequest, answer, read
from activities.powerauth.vault import NO_REASON, VaultRequestInvalid
from tests.activities.powerauth.v4.published import every, members

PIN, TOUCH = SignatureType.POSSESSION_KNOWLEDGE, SignatureType.POSSESSION_BIOMETRY


@every("vault-cli-storage")
def test_official_stores_open_by_the_key_that_is_answered(case):
    (secret,) = members(case, "keyActivationSecret")
    key = b64decode(json.loads(answer(VaultKey.KEK_DEVICE_PRIVATE, V4ActivationKeys(secret)))["vaultEncryptionKey"])
    assert key.hex() == case["kekDevicePrivate"]
    stored = b64decode(case["encrypted"])
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(stored[:16])).decryptor()
    unpadder = PKCS7(128).unpadder()
    data = unpadder.update(decryptor.update(stored[16:]) + decryptor.finalize()) + unpadder.finalize()
    assert int.from_bytes(data, "big") == int(case["devicePrivateKey"], 16)


@pytest.mark.parametrize(
    ("key", "biometry_unlocks_device_key", "types"),
    [
        (VaultKey.KEK_DEVICE_PRIVATE, False, {PIN}),
        (VaultKey.KEK_DEVICE_PRIVATE, True, {PIN, TOUCH}),
        (VaultKey.KDK_APP_VAULT_KNOWLEDGE, False, {PIN}),
        (VaultKey.KDK_APP_VAULT_KNOWLEDGE, True, {PIN}),
        (VaultKey.KDK_APP_VAULT_2FA, False, {PIN, TOUCH}),
        (VaultKey.KDK_APP_VAULT_2FA, True, {PIN, TOUCH}),
    ],
)
def test_a_key_is_unlocked_by_codes_of_its_types(key, biometry_unlocks_device_key, types):
    unlocking = {
        one for one in SignatureType if key.unlocks_by(one, biometry_unlocks_device_key=biometry_unlocks_device_key)
    }
    assert unlocking == types


@pytest.mark.parametrize("key", VaultKey)
def test_a_request_names_its_key_and_may_say_why(key):
    assert read(json.dumps({"keyIdentifier": key.name, "reason": "FETCH"}).encode()) == VaultRequest(key, "FETCH")
    assert read(json.dumps({"keyIdentifier": key.name}).encode()).reason == NO_REASON


@pytest.mark.parametrize(
    "plaintext",
    [
        b"",
        b"{}",
        b'{"reason":"FETCH"}',
        b'{"keyIdentifier":null}',
        b'{"keyIdentifier":["KDK_APP_VAULT_2FA"]}',
        b'{"keyIdentifier":"POSSESSION"}',
        b'{"keyIdentifier":"kdk_app_vault_2fa"}',
        b'{"keyIdentifier":"KDK_APP_VAULT_2FA","reason":"<>"}',
    ],
)
def test_another_request_is_refused(plaintext):
    with pytest.raises(VaultRequestInvalid):
        read(plaintext)
