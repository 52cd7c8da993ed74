"""The two layers of activation/create: what a phone sends in each, and its answers (`powerauth-protocol.md` §3.2).

Members that nobody knows are ignored; null counts as absent; texts are bounded.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from activities.powerauth import encrypted_request, json_object
from activities.powerauth.base64_text import Base64Invalid, decode, encode
from activities.powerauth.elliptic_curve import PublicKey, public_bytes
from activities.powerauth.encrypted_request import MAX_BYTES, EncryptedRequest
from activities.powerauth.encryption_failed import EncryptionFailed
from activities.powerauth.json_object import JsonObjectInvalid
from activities.powerauth.version import ProtocolVersion

MAX_CHARACTERS = 255
# Authorization codes and the like come as identity attributes; extras are the application's own.
MAX_LONG_CHARACTERS = 8192
MAX_ATTRIBUTES = 64
_MAX_KEY_BYTES = 65
_NO_PLATFORM = "unknown"


class ActivationInvalid(ValueError):
    """A layer of activation/create is not as its section says."""


class ActivationType(StrEnum):
    """By what a phone is known to be somebody's."""

    CODE = "CODE"
    CUSTOM = "CUSTOM"
    DIRECT = "DIRECT"
    RECOVERY = "RECOVERY"


@dataclass(frozen=True, slots=True)
class Identification:
    """Layer 1: by what the phone identifies its user. `device` is layer 2, still encrypted."""

    type: ActivationType
    identity_attributes: Mapping[str, str] = field(repr=False)
    custom_attributes: Mapping[str, Any] | None = field(repr=False)
    device: EncryptedRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceDescription:
    """What a phone says of itself in layer 2. `platform` is in lower case."""

    name: str | None = None
    otp: str | None = field(default=None, repr=False)
    extras: str | None = None
    platform: str = _NO_PLATFORM
    device_info: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivatingDevice(DeviceDescription):
    """Layer 2: the phone. `public_key` is what was sent as one: `keys.public_key` says if it is."""

    public_key: bytes


def read_identification(version: ProtocolVersion, plaintext: bytes) -> Identification:
    """Layer 1. Raises `ActivationInvalid`."""
    value = read_object(plaintext)
    try:
        kind = ActivationType(str(value.get("type")))
        device = encrypted_request.read(version, value.get("activationData"))
    except (ValueError, EncryptionFailed):
        raise ActivationInvalid from None
    custom = value.get("customAttributes")
    if custom is not None and not isinstance(custom, dict):
        raise ActivationInvalid
    return Identification(kind, read_attributes(value.get("identityAttributes")), custom, device)


def read_device(plaintext: bytes) -> ActivatingDevice:
    """Layer 2. Raises `ActivationInvalid`."""
    value = read_object(plaintext)
    try:
        key = decode(value.get("devicePublicKey"))
    except Base64Invalid:
        raise ActivationInvalid from None
    if not 0 < len(key) <= _MAX_KEY_BYTES:
        raise ActivationInvalid
    return ActivatingDevice(public_key=key, **asdict(read_description(value)))


def read_description(value: Mapping[str, Any]) -> DeviceDescription:
    """What the members of layer 2 say of the phone. Raises `ActivationInvalid`."""
    return DeviceDescription(
        name=_text(value, "activationName"),
        otp=_text(value, "activationOtp"),
        extras=_text(value, "extras", MAX_LONG_CHARACTERS),
        platform=(_text(value, "platform") or _NO_PLATFORM).lower(),
        device_info=_text(value, "deviceInfo"),
        external_id=_text(value, "externalId"),
    )


def device_answer(*, activation_id: str, server_public_key: PublicKey, ctr_data: bytes) -> bytes:
    """What answers layer 2, to be encrypted by its reply."""
    return json_object.write(
        {
            "activationId": activation_id,
            "serverPublicKey": encode(public_bytes(server_public_key)),
            "ctrData": encode(ctr_data),
        }
    )


def identification_answer(
    *,
    device: Mapping[str, str | int],
    custom_attributes: Mapping[str, Any] | None,
    user_info: Mapping[str, Any] | None,
) -> bytes:
    """What answers layer 1, to be encrypted by its reply. `device` is layer 2's answer, encrypted."""
    return json_object.write({"activationData": device, "customAttributes": custom_attributes, "userInfo": user_info})


def read_object(plaintext: bytes) -> dict[str, Any]:
    """The members of a layer. Raises `ActivationInvalid`."""
    try:
        return json_object.read(plaintext, most_bytes=MAX_BYTES)
    except JsonObjectInvalid:
        raise ActivationInvalid from None


def read_attributes(value: object) -> dict[str, str]:
    """Identity attributes: at least one, each a text that is not empty. Raises `ActivationInvalid`."""
    if not isinstance(value, dict) or not 0 < len(value) <= MAX_ATTRIBUTES:
        raise ActivationInvalid
    for name, text in value.items():
        if not 0 < len(name) <= MAX_CHARACTERS or not isinstance(text, str):
            raise ActivationInvalid
        if not 0 < len(text) <= MAX_LONG_CHARACTERS:
            raise ActivationInvalid
    return value


def _text(value: Mapping[str, Any], name: str, most: int = MAX_CHARACTERS) -> str | None:
    text = value.get(name)
    if text is not None and (not isinstance(text, str) or len(text) > most):
        raise ActivationInvalid
    return text
