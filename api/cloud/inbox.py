"""Messages to users' inboxes, for integration users (document 000; `mobile-and-cloud.md` §3.2, §6)."""

from typing import Any

from activities.idempotency.request_digest import digest_of
from activities.inbox.messages import InboxBodyType, NewMessage
from api.access.caller import caller
from api.cloud.authorization import managed_applications
from api.cloud.blueprint import api
from api.cloud.schema import MAX, CloudSchema, readable
from api.http.endpoint import Idempotent
from api.http.idempotency import identifier
from api.http.schema import VISIBLE, Boolean, Integer, String, Word
from api.http.user_id import UserId
from api.services import services
from config.exact_json import write

_LEAST_TEXT = 8
_MAX_BODY = 65_536


class InboxMessageRequest(CloudSchema):
    """A message to a user; unless it is `silent`, a push with its subject and summary announces it."""

    user_id = UserId(max=MAX, required=True)
    type = Word(InboxBodyType, required=True)
    subject = String(min=_LEAST_TEXT, max=MAX, required=True, validate=[VISIBLE, readable()])
    summary = String(min=_LEAST_TEXT, max=MAX, required=True, validate=[VISIBLE])
    body = String(min=_LEAST_TEXT, max=_MAX_BODY, required=True)
    silent = Boolean(load_default=False)


class InboxMessageResponse(CloudSchema):
    """The message as it was posted; `timestamp` in milliseconds since the epoch."""

    id = String()
    user_id = String()
    type = Word(InboxBodyType)
    subject = String()
    summary = String()
    body = String()
    read = Boolean()
    timestamp = Integer()


@api.endpoint(
    "POST /v2/inbox/messages",
    tag="Inbox",
    idempotent=Idempotent(),
    request=InboxMessageRequest(),
    answer=InboxMessageResponse(),
    errors=("ERROR_INBOX_NOT_FOUND",),
)
def send_message(new: dict[str, Any], *, key: str | None) -> dict[str, Any]:
    """Post a message to a user's inbox, in all applications of the caller."""
    message_id = identifier(f"{api.name} inbox {caller().name}", key)
    posted = services().inbox.post(
        NewMessage(
            message_id=message_id,
            application_ids=managed_applications(),
            request_digest=digest_of(message_id, write(new)),
            **new,
        )
    )
    message = posted.message
    return {
        "id": message.message_id,
        "userId": message.user_id,
        "type": message.type,
        "subject": message.subject,
        "summary": message.summary,
        "body": message.body,
        "read": False,  # a repetition has the first answer
        "timestamp": message.created_ms,
    }
