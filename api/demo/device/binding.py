"""What an encrypted request is bound to: its purpose, its version, who sends it, for which key.

Source: `powerauth-protocol.md` §2.1, §2.2.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from api.demo.device.holder import Holder
from api.demo.device.keys import hmac_sha256
from api.demo.device.sdk_config import PhoneSdkConfig
from api.demo.device.versions import Version
from api.demo.device.wire import prefix_length


class EncryptionPurpose(StrEnum):
    """What is encrypted; the value is sharedInfo1."""

    GENERIC_APPLICATION = "/pa/generic/application"
    ACTIVATION = "/pa/activation"
    GENERIC_ACTIVATION = "/pa/generic/activation"
    UPGRADE = "/pa/upgrade"
    VAULT_UNLOCK = "/pa/vault/unlock"
    TOKEN_CREATE = "/pa/token/create"  # noqa: S105 - a purpose
    RECOVERY_CONFIRM = "/pa/recovery/confirm"
    # Of protocol 4:
    UPGRADE_START = "/pa/upgrade/start"
    PASSWORD_CHANGE = "/pa/password/change"  # noqa: S105 - a purpose
    BIOMETRY_ADD = "/pa/biometry/add"

    @property
    def is_of_application(self) -> bool:
        """Application scope: before there is an activation of the version. All others are of the activation's scope."""
        return self in (
            EncryptionPurpose.GENERIC_APPLICATION,
            EncryptionPurpose.ACTIVATION,
            EncryptionPurpose.UPGRADE_START,
        )


@dataclass(frozen=True, slots=True)
class Binding:
    """The version, sharedInfo1, the base of sharedInfo2, the associated data, and the id of the temporary key, if one is used."""

    version: Version
    shared_info_1: bytes
    shared_info_2: bytes
    associated_data: bytes = b""
    temporary_key_id: str | None = None


def bind(
    version: Version,
    purpose: EncryptionPurpose,
    *,
    config: PhoneSdkConfig,
    holder: Holder | None,
    temporary_key_id: str | None,
) -> Binding:
    """The binding of a request; `holder` is null in the application's scope, `temporary_key_id` before protocol 3.3."""
    secret = config.application_secret.encode()
    base = hmac_sha256(holder.transport_key, secret) if holder else hashlib.sha256(secret).digest()
    known = (version, config.application_key, holder.activation_id if holder else None, temporary_key_id)
    return Binding(version, purpose.encode(), base, _associated_data(version, *known), temporary_key_id)


def _associated_data(version: Version, *texts: str | None) -> bytes:
    if not version.has_timestamp:
        return b""
    return b"".join(prefix_length(text.encode()) for text in texts if text is not None)
