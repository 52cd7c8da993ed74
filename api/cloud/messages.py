"""Messages to users' devices, for integration users (document 000; `mobile-and-cloud.md` §3.2)."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from activities.push.message import Extra, MessageInvalid, PushMessage
from activities.push.messages import PushRequest
from api.access.caller import caller
from api.cloud.authorization import managed_applications
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema, readable
from api.http.endpoint import Idempotent
from api.http.malformed import Malformed
from api.http.schema import INT64, Boolean, Dict, String
from api.http.user_id import UserId
from api.services import services
from config.reasons import Reason
from config.refused import Refused

_TAG = "Push Notifications"
_MAX_TEXT = 4096


class ExtraField(fields.Field[Extra]):
    """A text, a whole number of 64 bits, a boolean or null."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Extra:
        if value is None or isinstance(value, bool) or (isinstance(value, int) and -INT64 <= value < INT64):
            return value
        if not isinstance(value, str):
            raise ValidationError([Malformed("Not a text, a whole number or a boolean.")])
        text: str = _TEXT.deserialize(value, attr, data, **kwargs)
        return text


_TEXT = String(max=_MAX_TEXT)


class SendMessageRequest(CloudSchema):
    """A message. Without `registrationId` it goes to all devices of the user; with `silent` it is told to the app, and not shown.

    `extras` are what the app reads beside the texts.
    """

    user_id = UserId(max=MAX, required=True)
    registration_id = String(min=1, max=MAX)
    silent = Boolean(load_default=False)
    title = String(max=_MAX_TEXT, validate=[readable()])
    message = String(max=_MAX_TEXT)
    sound = String(max=MAX)
    extras = Dict(String(min=1), ExtraField(allow_none=True), load_default=dict)


@api.endpoint(
    "POST /v2/messages/send",
    tag=_TAG,
    idempotent=Idempotent(),
    request=SendMessageRequest(),
    errors=("ERROR_REGISTRATION_NOT_FOUND", "ERROR_PUSH_MESSAGE"),
)
def send_push_message(new: dict[str, Any], *, key: str | None) -> None:
    """Send a message to a user's active devices in the caller's applications.

    Whether a device shows it is not waited for. A user is sent a limited number of messages in a minute; silent ones are not
    counted.
    """
    try:
        message = PushMessage(
            title=new.get("title"),
            body=new.get("message"),
            sound=new.get("sound"),
            silent=new["silent"],
            extras=new["extras"],
        )
    except MessageInvalid as error:
        raise Refused(Reason.MESSAGE_INVALID, str(error)) from None
    request = PushRequest(
        user_id=new["user_id"],
        registration_id=new.get("registration_id"),
        message=message,
        key=None if key is None else f"{caller().name} {key}",
    )
    services().messages.send(request, managed_applications())
