"""Devices registered for push messages (document 001; `mobile-and-cloud.md` §1.10)."""

from typing import Any

from marshmallow import validate

from activities.device.tokens import Bearer
from activities.push.devices import NewDevice
from api.http.error_table import CodeAndDetail
from api.http.schema import CamelCase, Secret, Word
from api.mobile.blueprint import api
from api.mobile.declared_proofs import token, token_or_signature
from api.mobile.proofs import DEVICE, POSSESSION, TWO_FACTORS
from api.services import services
from config.reasons import Reason
from config.vocabulary import PushEnvironment, PushPlatform

RESOURCE_ID = "/push/device/register"

_TAG = "Push"
_ERRORS = ("PUSH_REGISTRATION_FAILED", "POWERAUTH_AUTH_FAIL", "REMOTE_COMMUNICATION_ERROR")
# The registration was removed since it proved itself.
_GONE = {Reason.REGISTRATION_NOT_FOUND: CodeAndDetail("PUSH_REGISTRATION_FAILED")}
# Tokens stand in addresses and headers of their providers. The end is the end, in Python and JavaScript alike.
_PRINTABLE = validate.Regexp(r"^[!-~]+$(?!\n)", error="Only printable ASCII characters without spaces are allowed.")
_MAX_TOKEN = 1024


class PushRegistrationRequest(CamelCase):
    """A device, as its provider reaches it. `ios`, `android` and `huawei` are older words for `apns`, `fcm` and `hms`.

    `environment` is Apple's, and tells which of its servers knows the token.
    """

    platform = Word(PushPlatform, required=True)
    token = Secret(min=1, max=_MAX_TOKEN, required=True, validate=[_PRINTABLE])
    environment = Word(PushEnvironment)


@api.endpoint(
    "POST /api/push/device/register",
    tag=_TAG,
    request=PushRegistrationRequest(),
    errors=_ERRORS,
    refusals=_GONE,
    proof=token_or_signature(RESOURCE_ID, tokens=POSSESSION | TWO_FACTORS, signatures=POSSESSION, denial=DEVICE),
)
def register_push_device(bearer: Bearer, device: dict[str, Any]) -> None:
    """Register a device for push messages, by a token, or by a signature of possession with the resource id of this address.

    A registration has one device: what it was reached by before is forgotten. The resource id is `/push/device/register`.
    """
    _register(bearer.registration_id, device)


@api.endpoint(
    "POST /api/push/device/register/token",
    tag=_TAG,
    request=PushRegistrationRequest(),
    errors=_ERRORS,
    refusals=_GONE,
    proof=token(POSSESSION | TWO_FACTORS, DEVICE),
)
def register_push_device_by_token(bearer: Bearer, device: dict[str, Any]) -> None:
    """Register a device for push messages, by a token."""
    _register(bearer.registration_id, device)


def _register(registration_id: str, device: dict[str, Any]) -> None:
    services().push_devices.register(
        NewDevice(
            registration_id=registration_id,
            platform=device["platform"],
            token=device["token"],
            environment=device.get("environment"),
        )
    )
