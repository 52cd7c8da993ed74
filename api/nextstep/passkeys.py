"""Passkeys of users: asked for, registered, listed, removed (`docs/passkeys.md`)."""

from typing import Any

from activities.passkeys.attestation import read_attestation
from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.passkeys import NewPasskey
from activities.powerauth.base64_text import Base64Invalid, decode_url
from activities.store.passkeys import Passkey
from api.http.endpoint import Idempotent
from api.http.idempotency import identifier
from api.nextstep.blueprint import api
from api.nextstep.passkey_schemas import (
    CreatePasskeyRequest,
    PasskeyDetail,
    PasskeyListRequest,
    PasskeyListResponse,
    PasskeyOptionsRequest,
    PasskeyOptionsResponse,
    PasskeyRequest,
)
from api.services import services
from config.identity_vocabulary import PasskeyFailure
from config.reasons import Reason
from config.refused import Refused

_TAG = "Passkeys"
_TRANSPORTS = ("ble", "hybrid", "internal", "nfc", "smart-card", "usb")


@api.endpoint(
    "POST /passkey/options",
    tag=_TAG,
    request=PasskeyOptionsRequest(),
    answer=PasskeyOptionsResponse(),
    errors=("INVALID_CONFIGURATION", "SERVICE_UNAVAILABLE"),
)
def create_passkey_options(body: dict[str, Any]) -> dict[str, Any]:
    """Ask for a new passkey of a user, who has authenticated. Its challenge is answered once, and in time."""
    user_id = body["user_id"]
    name = body.get("user_name", user_id)
    options = services().passkeys.ask_for_passkey(user_id, name, body.get("display_name", name))
    return {"userId": user_id, "publicKey": options}


@api.endpoint(
    "POST /passkey",
    tag=_TAG,
    idempotent=Idempotent(),
    request=CreatePasskeyRequest(),
    answer=PasskeyDetail(),
    errors=(
        "PASSKEY_INVALID",
        "PASSKEY_ALREADY_EXISTS",
        "USER_IDENTITY_NOT_ACTIVE",
        "INVALID_CONFIGURATION",
        "SERVICE_UNAVAILABLE",
    ),
)
def create_passkey(new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Register a passkey, which a browser has made for a user."""
    credential, response = new["credential"], new["credential"]["response"]
    transports = tuple(one for one in _TRANSPORTS if one in response["transports"])
    try:
        attestation = read_attestation(
            credential_id(credential),
            as_bytes(response["client_data_json"]),
            as_bytes(response["attestation_object"]),
            transports,
        )
    except CeremonyFailed as error:
        raise error.refused() from error
    passkey_id = identifier(f"{api.name} passkey", key)
    passkey = services().passkeys.register(NewPasskey(passkey_id, new["user_id"], new.get("passkey_name"), attestation))
    return _render(passkey)


@api.endpoint(
    "POST /passkey/list",
    "GET /passkey",
    tag=_TAG,
    request=PasskeyListRequest(),
    answer=PasskeyListResponse(),
    errors=("SERVICE_UNAVAILABLE",),
)
def list_passkeys(body: dict[str, Any]) -> dict[str, Any]:
    """List the passkeys of a user; an unknown user has none."""
    found = services().passkeys.list_of(body["user_id"], include_removed=body["include_removed"])
    return {"userId": body["user_id"], "passkeys": [_render(one) for one in found]}


@api.endpoint(
    "POST /passkey/delete",
    tag=_TAG,
    request=PasskeyRequest(),
    answer=PasskeyDetail(),
    errors=("PASSKEY_NOT_FOUND", "SERVICE_UNAVAILABLE"),
)
def delete_passkey(body: dict[str, Any]) -> dict[str, Any]:
    """Remove a passkey of a user, so that it can no longer be used; its public key is dropped."""
    return _render(services().passkeys.remove(body["user_id"], body["passkey_id"]))


def credential_id(credential: dict[str, Any]) -> str:
    """The credential's id as it is stored: a text of bytes in one form only. Raises `Refused` PASSKEY_INVALID."""
    as_bytes(credential["id"])
    found: str = credential["id"]
    return found


def as_bytes(text: str) -> bytes:
    """The bytes of base64url. Raises `Refused` PASSKEY_INVALID."""
    try:
        return decode_url(text)
    except Base64Invalid as error:
        raise Refused(Reason.PASSKEY_INVALID, PasskeyFailure.MALFORMED.value) from error


def _render(passkey: Passkey) -> dict[str, Any]:
    members = {name: getattr(passkey, name) for name in Passkey.__slots__}
    transports = passkey.transports.split(",") if passkey.transports else []
    dumped: dict[str, Any] = PasskeyDetail().dump(members | {"transports": transports})
    return dumped
