"""What an authenticator says of a ceremony (WebAuthn §6.1): for whom it signs, and whether somebody was there and verified.

The library that reads it is loaded with the first passkey, and so in the modules beside: a start does without it.
"""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.equality import constant_time_equal
from config.identity_vocabulary import PasskeyFailure

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticatorData


@dataclass(frozen=True, slots=True)
class Signals:
    """Of one ceremony: the signature counter, and whether the passkey may be, and is, backed up by its provider."""

    sign_count: int
    is_backup_eligible: bool
    is_backed_up: bool


def read_authenticator_data(authenticator_data: bytes) -> "AuthenticatorData":
    """Raises `CeremonyFailed` MALFORMED."""
    from webauthn.helpers import parse_authenticator_data

    try:
        return parse_authenticator_data(authenticator_data)
    except Exception as error:  # CBOR of a stranger's: whatever its reader raises
        raise CeremonyFailed(PasskeyFailure.MALFORMED) from error


def check_party(data: "AuthenticatorData", party: RelyingParty) -> None:
    """It signs for this bank. Raises `CeremonyFailed` RELYING_PARTY."""
    if not constant_time_equal(data.rp_id_hash, hashlib.sha256(party.rp_id.encode()).digest()):
        raise CeremonyFailed(PasskeyFailure.RELYING_PARTY)


def check_user(data: "AuthenticatorData") -> None:
    """Somebody was there, and gave a PIN, a finger or a face. Raises `CeremonyFailed` USER_PRESENCE, USER_VERIFICATION."""
    if not data.flags.up:
        raise CeremonyFailed(PasskeyFailure.USER_PRESENCE)
    if not data.flags.uv:
        raise CeremonyFailed(PasskeyFailure.USER_VERIFICATION)


def signals_of(data: "AuthenticatorData") -> Signals:
    """Raises `CeremonyFailed` BACKUP_STATE: what cannot be backed up is not."""
    if data.flags.bs and not data.flags.be:
        raise CeremonyFailed(PasskeyFailure.BACKUP_STATE)
    return Signals(data.sign_count, is_backup_eligible=data.flags.be, is_backed_up=data.flags.bs)
