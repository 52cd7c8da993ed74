"""The keys of an activation (`powerauth-protocol.md` §4)."""

import pytest

from activities.powerauth import keys
from activities.powerauth.activation_keys import ActivationKeys
from tests.activities.powerauth.published import cases, raw


@pytest.mark.parametrize("case", cases("compute-master-secret-key"))
def test_both_sides_agree_on_the_published_master_secret(case):
    for mine, theirs in (("server", "device"), ("device", "server")):
        private = keys.private_key(raw(case[f"{mine}PrivateKey"]))
        public = keys.public_key(raw(case[f"{theirs}PublicKey"]))
        assert ActivationKeys.agree(private, public).master_secret == raw(case["masterSecretKey"])


@pytest.mark.parametrize("case", cases("compute-derived-keys"))
def test_the_published_keys_are_derived(case):
    derived = ActivationKeys(raw(case["masterSecretKey"]))
    assert derived.possession == raw(case["signaturePossessionKey"])
    assert derived.knowledge == raw(case["signatureKnowledgeKey"])
    assert derived.biometry == raw(case["signatureBiometryKey"])
    assert derived.transport == raw(case["transportKey"])
    assert derived.vault == raw(case["vaultEncryptionKey"])


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_master_secret_has_16_bytes(size):
    with pytest.raises(ValueError):
        ActivationKeys(bytes(size))


def test_keys_are_not_shown():
    assert "01" not in repr(ActivationKeys(b"\x01" * 16))
