"""Requests and answers about passkeys. What browsers give and take is the JSON of WebAuthn Level 3 (§5.1)."""

from marshmallow import fields, validate

from api.http.schema import VISIBLE, Boolean, Dict, Integer, List, Stated, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from api.nextstep.operation_requests import identifier
from api.nextstep.schema import NextStepSchema
from api.nextstep.user_schemas import UserIdRequest
from config.identity_vocabulary import (
    AuthenticationResult,
    PasskeyFailure,
    PasskeyStatus,
    UserIdentityStatus,
)
from config.vocabulary import AuthMethod

_NAME_LENGTH = 64


def base64url(*, max: int, required: bool = False) -> String:
    """Bytes in the URL alphabet, without padding, of at most `max` characters."""
    pattern = validate.Regexp(r"^[A-Za-z0-9_-]+$(?!\n)", error="Not base64url.")
    return String(min=2, max=max, required=required, validate=[pattern])


def _kind() -> String:
    return String(required=True, validate=[validate.Equal("public-key")])


class PasskeyOptionsRequest(NextStepSchema):
    """A user who is to have a passkey, and what authenticators call the user; the names are not stored."""

    user_id = UserId(required=True)
    user_name = String(min=1, max=_NAME_LENGTH, validate=[VISIBLE])
    display_name = String(min=1, max=_NAME_LENGTH, validate=[VISIBLE])


class PasskeyOptionsResponse(NextStepSchema):
    """What the page passes to `navigator.credentials.create`."""

    user_id = String()
    public_key = Dict(String(), fields.Raw())


class AttestationResponse(NextStepSchema):
    """What the authenticator says of a new passkey (`AuthenticatorAttestationResponseJSON`)."""

    client_data_json = base64url(max=16_384, required=True)
    client_data_json.data_key = "clientDataJSON"
    attestation_object = base64url(max=65_536, required=True)
    transports = List(String(max=32), load_default=list, max=10)


class NewPublicKeyCredential(NextStepSchema):
    """What the browser gives (`RegistrationResponseJSON`)."""

    id = base64url(max=1364, required=True)
    type = _kind()
    response = fields.Nested(AttestationResponse, required=True)


class CreatePasskeyRequest(NextStepSchema):
    """A passkey of a user, as the browser gave it, and how the user calls it."""

    user_id = UserId(required=True)
    passkey_name = String(min=1, max=_NAME_LENGTH, validate=[VISIBLE])
    credential = fields.Nested(NewPublicKeyCredential, required=True)


class PasskeyDetail(NextStepSchema):
    """A passkey; its public key is the server's."""

    passkey_id = String()
    user_id = String()
    passkey_name = String(allow_none=True)
    passkey_status = Word(PasskeyStatus)
    credential_id = String()
    aaguid = String()
    transports = List(String())
    sign_count = Integer()
    backup_eligible = Boolean(attribute="is_backup_eligible")
    backed_up = Boolean(attribute="is_backed_up")
    timestamp_created = Time(attribute="created_ms")
    timestamp_last_used = Time(attribute="used_ms", allow_none=True)
    timestamp_blocked = Time(attribute="blocked_ms", allow_none=True)


class PasskeyListRequest(UserIdRequest):
    """Whose passkeys."""

    include_removed = Stated()


class PasskeyListResponse(NextStepSchema):
    """A user's passkeys, in the order in which they were registered."""

    user_id = String()
    passkeys = List(fields.Nested(PasskeyDetail))


class PasskeyRequest(NextStepSchema):
    """A user's passkey."""

    user_id = UserId(required=True)
    passkey_id = String(min=36, max=36, required=True)


class PasskeyAuthenticationOptionsRequest(NextStepSchema):
    """An operation that is to be approved, and by whom: its user, where none is said; else whoever has a passkey of this bank."""

    operation_id = identifier(required=True)
    user_id = UserId()


class PaymentTotal(NextStepSchema):
    """An amount, as browsers write it (`PaymentCurrencyAmount`)."""

    value = String()
    currency = String()


class PasskeyPayment(NextStepSchema):
    """What the browser's own dialog shows of a payment (Secure Payment Confirmation)."""

    payee_name = String()
    total = fields.Nested(PaymentTotal)


class PasskeyAuthenticationOptionsResponse(NextStepSchema):
    """What the page passes to `navigator.credentials.get`, or to a `PaymentRequest`; `payment` is null where there is none."""

    operation_id = String()
    public_key = Dict(String(), fields.Raw())
    payment = fields.Nested(PasskeyPayment, allow_none=True)


class AssertionResponse(NextStepSchema):
    """What the authenticator signed (`AuthenticatorAssertionResponseJSON`)."""

    client_data_json = base64url(max=16_384, required=True)
    client_data_json.data_key = "clientDataJSON"
    authenticator_data = base64url(max=8192, required=True)
    signature = base64url(max=4096, required=True)
    user_handle = base64url(max=88)


class PublicKeyCredential(NextStepSchema):
    """What the browser gives (`AuthenticationResponseJSON`)."""

    id = base64url(max=1364, required=True)
    type = _kind()
    response = fields.Nested(AssertionResponse, required=True)


class PasskeyAuthenticationRequest(NextStepSchema):
    """What a user's authenticator signed for an operation."""

    operation_id = identifier(required=True)
    user_id = UserId()
    credential = fields.Nested(PublicKeyCredential, required=True)
    update_operation = Boolean(load_default=False)
    auth_method = Word(AuthMethod, plain=True)


class PasskeyAuthenticationResponse(NextStepSchema):
    """Whether a passkey of the user signed this operation; if not, what is wrong."""

    user_id = String(allow_none=True)
    user_identity_status = Word(UserIdentityStatus, allow_none=True)
    passkey_id = String(allow_none=True)
    passkey_status = Word(PasskeyStatus, allow_none=True)
    authentication_result = Word(AuthenticationResult)
    passkey_failure = Word(PasskeyFailure, allow_none=True)
    remaining_attempts = Integer(allow_none=True)
    operation_failed = Boolean()
