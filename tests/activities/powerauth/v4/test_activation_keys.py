"""The keys of an activation (`powerauth-protocol-4.md` §2)."""

from base64 import b64decode

import pytest

from activities.powerauth.base64_text import Base64Invalid
from activities.powerauth.v4.activation_keys import ActivationKey, V4ActivationKeys, application_temporary_key_mac
from activities.powerauth.v4.kdf import kdf
from tests.activities.powerauth.v4.published import every, members

MEMBERS = {
    ActivationKey.POSSESSION: "possession",
    ActivationKey.KNOWLEDGE: "knowledge",
    ActivationKey.BIOMETRY: "biometry",
    ActivationKey.MAC_CTR_DATA: "macCtrData",
    ActivationKey.MAC_STATUS: "macStatus",
    ActivationKey.MAC_TEMPORARY_KEY: "macGetActTempKey",
    ActivationKey.MAC_PERSONALISED_DATA: "macPersonalizedData",
    ActivationKey.E2EE_SHARED_INFO_2: "e2eeSharedInfo2",
    ActivationKey.KEK_DEVICE_PRIVATE: "kekDevicePrivate",
    ActivationKey.KDK_APP_VAULT_KNOWLEDGE: "kdkAppVaultKnowledge",
    ActivationKey.KDK_APP_VAULT_2FA: "kdkAppVault2fa",
}


@every("key-hierarchy")
def test_official_keys_of_activations_and_applications(case):
    keys = V4ActivationKeys(*members(case, "keyActivationSecret"))
    assert {key: keys.derive(key).hex() for key in ActivationKey} == {key: case[MEMBERS[key]] for key in ActivationKey}
    assert application_temporary_key_mac(case["appSecret"]).hex() == case["macGetAppTempKey"]


def test_an_applications_key_is_not_made_of_the_secrets_text():
    text = "zStnhuR1b/B+px24cR0Jsw=="
    assert application_temporary_key_mac(text) == kdf(b64decode(text), "util/mac/get-app-temp-key")
    assert application_temporary_key_mac(text) != kdf(text.encode(), "util/mac/get-app-temp-key")


@pytest.mark.parametrize("text", ["", "AAAA", "no base64"])
def test_an_applications_secret_has_16_bytes(text):
    with pytest.raises(Base64Invalid):
        application_temporary_key_mac(text)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_an_activations_secret_has_32_bytes(size):
    with pytest.raises(ValueError, match="32 bytes"):
        V4ActivationKeys(bytes(size))


def test_the_secret_is_not_shown():
    assert repr(V4ActivationKeys(b"s" * 32)) == "V4ActivationKeys()"
