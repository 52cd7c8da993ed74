"""Requests and answers of authentications (`nextstep.md` §1.3, §6)."""

from api.http.schema import Boolean, Integer, List, Secret, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from api.nextstep.operation_requests import identifier, name
from api.nextstep.otp_schemas import otp_id_member
from api.nextstep.schema import NextStepSchema
from config.identity_vocabulary import (
    AuthenticationResult,
    CredentialAuthenticationMode,
    CredentialStatus,
    OtpStatus,
    UserIdentityStatus,
)
from config.vocabulary import AuthMethod


class CredentialAuthenticationRequest(NextStepSchema):
    """A value for a user's credential: the whole of it, or its characters at the positions that are to be verified."""

    credential_name = name(required=True)
    user_id = UserId(required=True)
    credential_value = Secret(min=1, required=True)
    authentication_mode = Word(CredentialAuthenticationMode, load_default=CredentialAuthenticationMode.MATCH_EXACT)
    credential_positions_to_verify = List(Integer(), load_default=list)
    operation_id = identifier()
    update_operation = Boolean(load_default=False)
    auth_method = Word(AuthMethod, plain=True)


class CredentialAuthenticationResponse(NextStepSchema):
    """Whether the value was right, and how often it may be wrong still."""

    user_id = String()
    user_identity_status = Word(UserIdentityStatus)
    timestamp_blocked = Time(allow_none=True)
    credential_status = Word(CredentialStatus)
    credential_change_required = Boolean()
    authentication_result = Word(AuthenticationResult)
    remaining_attempts = Integer(allow_none=True)
    show_remaining_attempts = Boolean()
    error_message = String(allow_none=True)
    operation_failed = Boolean()


class OtpAuthenticationRequest(NextStepSchema):
    """A value for a one-time password: for the one of this id, or for the newest of an operation."""

    otp_id = otp_id_member()
    operation_id = identifier()
    otp_value = Secret(min=1, required=True)
    check_only = Boolean(load_default=False)
    update_operation = Boolean(load_default=False)
    auth_method = Word(AuthMethod, plain=True)


class OtpAuthenticationResponse(NextStepSchema):
    """Whether the value was right, and how often it may be wrong still."""

    user_id = String(allow_none=True)
    user_identity_status = Word(UserIdentityStatus, allow_none=True)
    credential_status = Word(CredentialStatus, allow_none=True)
    timestamp_blocked = Time(allow_none=True)
    otp_status = Word(OtpStatus)
    authentication_result = Word(AuthenticationResult)
    remaining_attempts = Integer(allow_none=True)
    show_remaining_attempts = Boolean()
    error_message = String(allow_none=True)
    operation_failed = Boolean()


class CombinedAuthenticationRequest(NextStepSchema):
    """Values for a user's credential and for a one-time password that is tied to it."""

    user_id = UserId(required=True)
    credential_value = Secret(min=1, required=True)
    authentication_mode = Word(CredentialAuthenticationMode, load_default=CredentialAuthenticationMode.MATCH_EXACT)
    credential_positions_to_verify = List(Integer(), load_default=list)
    otp_id = otp_id_member()
    operation_id = identifier()
    otp_value = Secret(min=1, required=True)
    update_operation = Boolean(load_default=False)
    auth_method = Word(AuthMethod, plain=True)


class CombinedAuthenticationResponse(NextStepSchema):
    """Whether both values were right, and each; and how often they may be wrong still."""

    user_id = String()
    user_identity_status = Word(UserIdentityStatus)
    timestamp_blocked = Time(allow_none=True)
    credential_status = Word(CredentialStatus)
    credential_change_required = Boolean()
    otp_status = Word(OtpStatus)
    authentication_result = Word(AuthenticationResult)
    credential_authentication_result = Word(AuthenticationResult)
    otp_authentication_result = Word(AuthenticationResult)
    remaining_attempts = Integer(allow_none=True)
    show_remaining_attempts = Boolean()
    error_message = String(allow_none=True)
    operation_failed = Boolean()
