"""What callers say about registrations (`mobile-and-cloud.md` §3.2, §3.3)."""

from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from api.cloud.schema import MAX, CloudSchema, readable
from api.http.schema import Boolean, Integer, List, Secret, String, Word
from api.http.times import Time
from api.http.user_id import UserId
from config.vocabulary import CommitPhase
from workflows.registration.model import RegistrationChange

_MAX_LISTED = 500
_MAX_PAGE = 2**31 - 1


class OtpValidation(StrEnum):
    """When the one-time password is checked, in the words of `commitPhase`'s predecessor."""

    NONE = "NONE"
    ON_KEY_EXCHANGE = "ON_KEY_EXCHANGE"
    ON_COMMIT = "ON_COMMIT"


class CreateRegistrationQuery(CloudSchema):
    """Whether a registration that is in progress already keeps another one from being created."""

    incomplete_status_check = Boolean(load_default=False)


class CreateRegistrationRequest(CloudSchema):
    """Whose device, of which application.

    `otp` is checked when `commitPhase` says: as the device answers the code, or with the commit. The deprecated `otpValidation`
    (also read as `activationOtpValidation`) takes the place of `commitPhase`, and asks for an `otp` unless it is `NONE`.
    `timestampRegistrationExpire` bounds the time until the registration is committed.
    """

    older_names: ClassVar = {"activationOtpValidation": "otpValidation"}

    user_id = UserId(max=MAX, required=True)
    app_id = String(min=1, max=MAX, required=True)
    otp = Secret(min=1, max=MAX)
    otp_validation = Word(OtpValidation)
    commit_phase = Word(CommitPhase)
    flags = List(String(min=1, max=MAX), load_default=list)
    timestamp_registration_expire = Time()

    @validates_schema
    def _one_way(self, data: dict[str, Any], **_: object) -> None:
        if data.get("otp_validation", OtpValidation.NONE) is OtpValidation.NONE:
            return
        if "commit_phase" in data:
            raise ValidationError("Not allowed together with commitPhase.", "otpValidation")
        if "otp" not in data:
            raise ValidationError("Missing where otpValidation asks for it.", "otp")


def commit_phase_of(new: dict[str, Any]) -> CommitPhase:
    """The phase that a loaded `CreateRegistrationRequest` asks for, in either of its words."""
    deprecated = new.get("otp_validation", OtpValidation.NONE)
    if deprecated is not OtpValidation.NONE:
        return CommitPhase(deprecated.value)
    phase: CommitPhase = new.get("commit_phase", CommitPhase.ON_COMMIT)
    return phase


class CommitRegistrationRequest(CloudSchema):
    """Who commits, and the one-time password where it is asked for with the commit."""

    external_user_id = UserId(min=0, max=MAX)
    otp = Secret(min=1, max=MAX)


class RegistrationListQuery(CloudSchema):
    """Whose registrations; pages count from 0."""

    user_id = UserId(
        max=MAX,
        required=True,
        error_messages={"required": "Required String parameter 'userId' is not present"},
    )
    removed = Boolean(load_default=False)
    page_number = Integer(min=0, max=_MAX_PAGE, load_default=0)
    page_size = Integer(min=1, max=_MAX_LISTED, load_default=_MAX_LISTED)


class UpdateRegistrationRequest(CloudSchema):
    """What shall happen, who wants it, and why a device is blocked."""

    change = Word(RegistrationChange, required=True)
    external_user_id = UserId(min=0, max=MAX)
    block_reason = String(min=1, max=MAX)


class RenameRegistrationRequest(CloudSchema):
    """A registration's new name, and who wants it."""

    name = String(min=1, max=MAX, required=True, validate=[readable()])
    external_user_id = UserId(max=MAX, required=True)


class DeleteRegistrationQuery(CloudSchema):
    """Who removes the registration."""

    external_user_id = UserId(min=0, max=MAX)


class FlagsRequest(CloudSchema):
    """Flags by name."""

    flags = List(String(min=1, max=MAX), required=True)
