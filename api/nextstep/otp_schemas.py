"""Requests and answers about one-time passwords (`nextstep.md` §1.3, §6)."""

from marshmallow import fields

from api.http.schema import Boolean, Integer, List, Stated, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from api.nextstep.operation_requests import identifier as id_member
from api.nextstep.operation_requests import name
from api.nextstep.schema import NextStepSchema
from config.identity_vocabulary import OtpStatus


def otp_id_member(*, required: bool = False) -> String:
    """The id of a one-time password."""
    return String(min=36, max=36, required=required)


class CreateOtpRequest(NextStepSchema):
    """A new one-time password; without `otpData` its value is made of the operation's data."""

    user_id = UserId()
    otp_name = name(required=True)
    credential_name = name()
    otp_data = String()
    operation_id = id_member()


class CreateOtpResponse(NextStepSchema):
    """A new one-time password with its value, which is for who sends it to the user."""

    otp_name = String()
    user_id = String(allow_none=True)
    otp_id = String()
    otp_value = String(allow_none=True)
    otp_status = Word(OtpStatus)


class CreateAndSendOtpRequest(NextStepSchema):
    """A one-time password for the user of an operation, and the language of the message that it is sent in."""

    user_id = UserId(required=True)
    otp_name = name(required=True)
    credential_name = name()
    otp_data = String()
    operation_id = id_member(required=True)
    language = String(min=2, max=2, required=True)


class CreateAndSendOtpResponse(NextStepSchema):
    """A new one-time password, and whether it was delivered; its value is the user's alone."""

    otp_name = String()
    user_id = String()
    otp_id = String()
    otp_status = Word(OtpStatus)
    delivered = Boolean()
    error_message = String(allow_none=True)


class OtpRequest(NextStepSchema):
    """A one-time password by its id, or the newest of an operation."""

    otp_id = otp_id_member()
    operation_id = id_member()


class OtpListRequest(NextStepSchema):
    """The one-time passwords of an operation."""

    operation_id = id_member(required=True)
    include_removed = Stated()


class OtpDetail(NextStepSchema):
    """A one-time password, and how often it was tried."""

    otp_name = String()
    user_id = String(allow_none=True)
    otp_id = String()
    operation_id = String(allow_none=True)
    otp_data = String(allow_none=True)
    otp_value = String(allow_none=True)
    credential_name = String(allow_none=True)
    attempt_counter = Integer()
    failed_attempt_counter = Integer()
    remaining_attempts = Integer(allow_none=True)
    otp_status = Word(OtpStatus)
    timestamp_created = Time(allow_none=True)
    timestamp_verified = Time(allow_none=True)
    timestamp_blocked = Time(allow_none=True)
    timestamp_expires = Time(allow_none=True)


class OtpDetailResponse(NextStepSchema):
    """A one-time password, and the operation that it is for."""

    operation_id = String(allow_none=True)
    otp_detail = fields.Nested(OtpDetail)


class OtpListResponse(NextStepSchema):
    """The one-time passwords of an operation, newest first."""

    operation_id = String()
    otp_details = List(fields.Nested(OtpDetail))


class OtpRemoved(NextStepSchema):
    """A one-time password that can no longer be used."""

    otp_id = String()
    operation_id = String(allow_none=True)
    otp_status = Word(OtpStatus)
