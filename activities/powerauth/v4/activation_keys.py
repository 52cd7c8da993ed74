"""The keys that an activation's secret holds, and the one of an application's (`powerauth-protocol-4.md` §2)."""

from dataclasses import dataclass, field
from enum import Enum

from activities.powerauth.base64_text import decode
from activities.powerauth.v4.kdf import KEY_SIZE, kdf

APPLICATION_SECRET_SIZE = 16


class ActivationKey(Enum):
    """A key derived from KEY_ACTIVATION_SECRET: the labels of the two derivations."""

    POSSESSION = ("auth", "auth/possession")
    KNOWLEDGE = ("auth", "auth/knowledge")  # until it is changed
    BIOMETRY = ("auth", "auth/biometry")  # until it is added anew
    MAC_CTR_DATA = ("util", "util/mac/ctr-data")
    MAC_STATUS = ("util", "util/mac/status")
    MAC_TEMPORARY_KEY = ("util", "util/mac/get-act-temp-key")
    MAC_PERSONALISED_DATA = ("util", "util/mac/personalized-data")
    E2EE_SHARED_INFO_2 = ("util", "util/key-e2ee-sh2")
    KEK_DEVICE_PRIVATE = ("vault", "vault/kek-device-private")
    KDK_APP_VAULT_KNOWLEDGE = ("vault", "vault/kdk-app-vault-knowledge")
    KDK_APP_VAULT_2FA = ("vault", "vault/kdk-app-vault-2fa")


@dataclass(frozen=True, slots=True)
class V4ActivationKeys:
    """The keys of one activation, 32 bytes each, derived when asked for. The secret was agreed in its creation or upgrade."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_SIZE:
            raise ValueError("an activation's secret has 32 bytes")

    def derive(self, key: ActivationKey) -> bytes:
        """One of the keys."""
        group, label = key.value
        return kdf(kdf(self.secret, group), label)


def application_temporary_key_mac(application_secret: str) -> bytes:
    """KEY_MAC_GET_APP_TEMP_KEY: signs an application's requests for temporary keys. It is of the secret's bytes, not its text."""
    return kdf(decode(application_secret, size=APPLICATION_SECRET_SIZE), "util/mac/get-app-temp-key")
