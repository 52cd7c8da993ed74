"""What phones ask of an inbox, and what they are answered (`mobile-and-cloud.md` §6)."""

from typing import Any

from marshmallow import fields, post_load, validate

from activities.inbox.messages import InboxBodyType, InboxHeading, InboxMessage
from api.http.schema import Boolean, CamelCase, Integer, List, String, Word
from api.http.times import Time, format_time

MAX_LISTED = 100
_MAX_PAGE = 2**31 - 1


class NoMembers(CamelCase):
    """There is nothing to say; the body is not read."""


class MessageId(CamelCase):
    """A message."""

    id = String(required=True, min=1)


class InboxPage(CamelCase):
    """Which messages; pages count from 0, and have at most 100 messages, however many are asked for."""

    page = Integer(required=True, min=0, max=_MAX_PAGE)
    size = Integer(required=True, min=1)
    only_unread = Boolean(load_default=False)

    @post_load
    def _cap_size(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return {**data, "size": min(data["size"], MAX_LISTED)}


class MessageListRequest(CamelCase):
    """The page that is wanted."""

    request_object = fields.Nested(InboxPage, required=True)


class UnreadCount(CamelCase):
    """How many messages are not read."""

    count_unread = Integer()


class MessageHeading(CamelCase):
    """A message without its body."""

    id = String()
    type = Word(InboxBodyType)
    subject = String()
    summary = String()
    read = Boolean()
    timestamp_created = Time()


class MessageDetail(MessageHeading):
    """A message."""

    body = String()


class MessageListResponse(CamelCase):
    """One page of messages, newest first, with the numbers that it was asked for by."""

    status = String(validate=[validate.OneOf(["OK"])])
    page = Integer()
    size = Integer()
    response_object = List(fields.Nested(MessageHeading))


def heading(message: InboxHeading) -> dict[str, Any]:
    """`MessageHeading`."""
    return {
        "id": message.message_id,
        "type": message.type,
        "subject": message.subject,
        "summary": message.summary,
        "read": message.read_ms is not None,
        "timestampCreated": format_time(message.created_ms),
    }


def detail(message: InboxMessage) -> dict[str, Any]:
    """`MessageDetail`."""
    return {**heading(message), "body": message.body}
