"""The two layers of activation/create, and its confirmation (`powerauth-protocol-4.md` §5.2, §5.3).

Members that nobody knows are ignored; null counts as absent; texts are bounded. What answers layer 1 is as in 3.x.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.powerauth import json_object
from activities.powerauth.activation import (
    ActivationInvalid,
    ActivationType,
    DeviceDescription,
    read_attributes,
    read_description,
    read_object,
)
from activities.powerauth.base64_text import encode
from activities.powerauth.elliptic_curve import KeyInvalid
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.v4 import encrypted_request, key_pairs, shared_secret
from activities.powerauth.v4.encrypted_request import V4EncryptedRequest
from activities.powerauth.v4.key_pairs import PublicKeys
from activities.powerauth.v4.shared_secret import SharedSecret, SharedSecretInvalid, SharedSecretRequest


@dataclass(frozen=True, slots=True)
class V4Identification:
    """Layer 1: by what the phone identifies its user. `device` is layer 2, still encrypted."""

    type: ActivationType
    identity_attributes: Mapping[str, str] = field(repr=False)
    custom_attributes: Mapping[str, Any] | None = field(repr=False)
    device: V4EncryptedRequest


@dataclass(frozen=True, slots=True)
class V4ActivatingDevice:
    """Layer 2: the phone. Its keys are of the algorithm of the shared secret that it asks for."""

    shared_secret: SharedSecretRequest
    public_keys: PublicKeys
    description: DeviceDescription


def read_identification(plaintext: bytes) -> V4Identification:
    """Layer 1. Raises `ActivationInvalid`."""
    value = read_object(plaintext)
    try:
        kind = ActivationType(str(value.get("type")))
        device = encrypted_request.read(value.get("activationData"))
    except (ValueError, EncryptionFailed):
        raise ActivationInvalid from None
    custom = value.get("customAttributes")
    if kind is ActivationType.RECOVERY or (custom is not None and not isinstance(custom, dict)):
        raise ActivationInvalid
    return V4Identification(kind, read_attributes(value.get("identityAttributes")), custom, device)


def read_device(plaintext: bytes) -> V4ActivatingDevice:
    """Layer 2. Raises `ActivationInvalid`."""
    value = read_object(plaintext)
    asked, keys = read_agreement(value)
    return V4ActivatingDevice(asked, keys, read_description(value))


def device_answer(*, activation_id: str, agreement: SharedSecret, server: PublicKeys, ctr_data: bytes) -> bytes:
    """What answers layer 2, to be encrypted by its reply."""
    return json_object.write({"activationId": activation_id} | agreement_members(agreement, server, ctr_data))


def read_confirmation(body: bytes) -> bool:
    """Whether the phone that confirms its activation enables biometry. Raises `ActivationInvalid`."""
    value = read_object(body).get("requestObject")
    return read_enable_biometry(value if isinstance(value, Mapping) else {})


def read_agreement(value: Mapping[str, Any]) -> tuple[SharedSecretRequest, PublicKeys]:
    """The members by which a phone agrees on keys. Raises `ActivationInvalid`."""
    try:
        asked = shared_secret.read(value.get("sharedSecretRequest"))
        return asked, key_pairs.read(asked.algorithm, value.get("devicePublicKeys"))
    except (SharedSecretInvalid, KeyInvalid):
        raise ActivationInvalid from None


def agreement_members(agreement: SharedSecret, server: PublicKeys, ctr_data: bytes) -> dict[str, Any]:
    """The members by which the server does."""
    return {
        "sharedSecretResponse": agreement.members,
        "serverPublicKeys": server.members(),
        "ctrData": encode(ctr_data),
    }


def read_enable_biometry(value: Mapping[str, Any]) -> bool:
    """The member, which must be there. Raises `ActivationInvalid`."""
    enable = value.get("enableBiometry")
    if not isinstance(enable, bool):
        raise ActivationInvalid
    return enable
