"""An assertion (WebAuthn §7.2): the signature of a passkey over a challenge, checked in the order of `PasskeyFailure`.

`verify_authentication_response` of the library knows `webauthn.get` alone, not the browser's `payment.get`; and it compares the
counter before the signature, so that anybody could make a counter go back. Its readers and its check of signatures serve.
"""

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from activities.passkeys.authenticator_data import (
    Signals,
    check_party,
    check_user,
    read_authenticator_data,
    signals_of,
)
from activities.passkeys.binding import is_bound_to
from activities.passkeys.client_data import GET, PAYMENT_GET, ClientData, check_origin, read_client_data
from activities.passkeys.failed import CeremonyFailed
from activities.passkeys.payment import is_shown, payment_of
from activities.passkeys.public_key import check_signed
from activities.passkeys.relying_party import RelyingParty
from activities.powerauth.base64_text import decode_url
from activities.powerauth.equality import constant_time_equal
from activities.store.operations import Operation
from activities.store.passkey_challenges import PasskeyChallenge
from activities.store.passkeys import Passkey
from config.identity_vocabulary import PasskeyCeremony, PasskeyFailure

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticatorData


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a browser answers to a request for a signature; the ids as base64 in the URL alphabet."""

    credential_id: str
    client_data: ClientData
    authenticator: "AuthenticatorData"
    client_data_json: bytes = field(repr=False)
    authenticator_data: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    user_handle: str | None = None

    @property
    def signed_data(self) -> bytes:
        return self.authenticator_data + hashlib.sha256(self.client_data_json).digest()


def read_assertion(
    credential_id: str,
    client_data_json: bytes,
    authenticator_data: bytes,
    signature: bytes,
    user_handle: str | None,
) -> Assertion:
    """Raises `CeremonyFailed` MALFORMED."""
    return Assertion(
        credential_id,
        read_client_data(client_data_json),
        read_authenticator_data(authenticator_data),
        client_data_json,
        authenticator_data,
        signature,
        user_handle,
    )


def check_challenge(
    client_data: ClientData,
    challenge: PasskeyChallenge | None,
    operation: Operation | None,
    user_id: str | None,
    now_ms: int,
) -> Operation:
    """The operation, for which it was made as it is now; the user can still answer. Raises `CeremonyFailed` up to OPERATION."""
    if client_data.type not in (GET, PAYMENT_GET):
        raise CeremonyFailed(PasskeyFailure.TYPE)
    if challenge is None or not challenge.is_open(PasskeyCeremony.AUTHENTICATION, now_ms):
        raise CeremonyFailed(PasskeyFailure.CHALLENGE)
    if challenge.user_id not in (None, user_id):
        raise CeremonyFailed(PasskeyFailure.CHALLENGE)
    if operation is None or challenge.operation_id != operation.operation_id:
        raise CeremonyFailed(PasskeyFailure.OPERATION)
    members = operation.operation_id, operation.operation_name, operation.operation_data
    if not is_bound_to(client_data.challenge_bytes, *members):
        raise CeremonyFailed(PasskeyFailure.OPERATION)
    return operation


def check_page(client_data: ClientData, party: RelyingParty, operation: Operation) -> None:
    """The bank's page asked, and where the browser showed a payment, it was this one. Raises `CeremonyFailed` ORIGIN, PAYMENT."""
    check_origin(client_data, party)
    if client_data.type != PAYMENT_GET:
        return
    payment = payment_of(operation.operation_data)
    if payment is None or client_data.payment is None:
        raise CeremonyFailed(PasskeyFailure.PAYMENT)
    if not is_shown(payment, client_data.payment, party.rp_id, party.origins):
        raise CeremonyFailed(PasskeyFailure.PAYMENT)


def check_signature(
    assertion: Assertion, party: RelyingParty, passkey: Passkey | None, user_id: str | None
) -> tuple[Passkey, Signals]:
    """The passkey, which is the user's and signed for this bank, and somebody was verified. Raises `CeremonyFailed`.

    What the signals say is authentic.
    """
    found = assertion.authenticator
    check_party(found, party)
    if passkey is None or not passkey.is_active or passkey.public_key is None or passkey.user_id != user_id:
        raise CeremonyFailed(PasskeyFailure.PASSKEY)
    if assertion.user_handle is not None and not constant_time_equal(assertion.user_handle, passkey.user_handle):
        raise CeremonyFailed(PasskeyFailure.PASSKEY)
    check_user(found)
    check_signed(decode_url(passkey.public_key), signature=assertion.signature, data=assertion.signed_data)
    signals = signals_of(found)
    if signals.is_backup_eligible != passkey.is_backup_eligible:
        raise CeremonyFailed(PasskeyFailure.BACKUP_STATE)
    return passkey, signals


def check_counter(passkey: Passkey, signals: Signals) -> None:
    """Authenticators that count never repeat themselves; many count nothing. Raises `CeremonyFailed` COUNTER."""
    if (signals.sign_count or passkey.sign_count) and signals.sign_count <= passkey.sign_count:
        raise CeremonyFailed(PasskeyFailure.COUNTER)
