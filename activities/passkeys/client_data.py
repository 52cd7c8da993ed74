"""What the browser says of a ceremony (`clientDataJSON`, WebAuthn §5.8.1): which page asked for which signature."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.base64_text import Base64Invalid, decode_url
from config.identity_vocabulary import PasskeyFailure

CREATE, GET, PAYMENT_GET = "webauthn.create", "webauthn.get", "payment.get"


@dataclass(frozen=True, slots=True)
class ClientData:
    """`challenge` as it is stored. `payment`: what the browser showed of a payment; null where it showed none."""

    type: str
    challenge: str
    origin: str
    is_cross_origin: bool
    payment: Mapping[str, Any] | None

    @property
    def challenge_bytes(self) -> bytes:
        return decode_url(self.challenge)


def read_client_data(client_data_json: bytes) -> ClientData:
    """Raises `CeremonyFailed` MALFORMED."""
    try:
        members = json.loads(client_data_json.decode("utf-8"))
        found = ClientData(
            type=_text(members["type"]),
            challenge=_text(members["challenge"]),
            origin=_text(members["origin"]),
            is_cross_origin=members.get("crossOrigin", False) is not False,
            payment=_mapping(members.get("payment")),
        )
        decode_url(found.challenge)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Base64Invalid) as error:
        raise CeremonyFailed(PasskeyFailure.MALFORMED) from error
    return found


def check_origin(client_data: ClientData, party: RelyingParty) -> None:
    """A page of the bank's asked, and none of somebody else's around it. Raises `CeremonyFailed` ORIGIN."""
    if client_data.origin not in party.origins or client_data.is_cross_origin:
        raise CeremonyFailed(PasskeyFailure.ORIGIN)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _mapping(value: object) -> Mapping[str, Any] | None:
    if value is not None and not isinstance(value, Mapping):
        raise TypeError
    return value
