"""The inbox of a phone's user in the phone's application (`mobile-and-cloud.md` §1.1, §6).

A message that is another's, or of another application, is refused like one that does not exist.
"""

from typing import Any

from activities.device.tokens import Bearer
from activities.inbox.messages import Owner
from api.mobile import inbox_schema as schema
from api.mobile.blueprint import api
from api.mobile.declared_proofs import token
from api.mobile.proofs import OPERATIONS, POSSESSION, THREE_FACTORS, TWO_FACTORS
from api.services import services

_TAG = "Inbox"
_TOKENS = POSSESSION | TWO_FACTORS | THREE_FACTORS
_ERRORS = ("POWERAUTH_AUTH_FAIL", "REMOTE_COMMUNICATION_ERROR")
_ERRORS_OF_ONE = (*_ERRORS, "INBOX_FAILED")


def _owner(bearer: Bearer) -> Owner:
    return Owner(bearer.user_id, bearer.application_id)


# Whose token this is. Whatever is wrong with it is POWERAUTH_AUTH_FAIL.
_OWNER = token(_TOKENS, OPERATIONS).then(_owner)


@api.endpoint(
    "POST /api/inbox/count", tag=_TAG, raw=schema.NoMembers(), answer=schema.UnreadCount(), errors=_ERRORS, proof=_OWNER
)
def count_inbox_messages(owner: Owner) -> dict[str, int]:
    """Count the messages that are not read."""
    return {"countUnread": services().inbox.count_unread(owner)}


@api.endpoint(
    "POST /api/inbox/message/list",
    tag=_TAG,
    request=schema.MessageListRequest(),
    answer=schema.MessageListResponse(),
    # The page's numbers stand beside the list, so the envelope is part of the schemas.
    bare=True,
    errors=_ERRORS,
    proof=_OWNER,
)
def list_inbox_messages(owner: Owner, body: dict[str, Any]) -> dict[str, Any]:
    """List a page of messages, newest first."""
    paging = body["request_object"]
    page, size = paging["page"], paging["size"]
    found = services().inbox.list_messages(owner, only_unread=paging["only_unread"], page=page, size=size)
    return {"status": "OK", "page": page, "size": size, "responseObject": [schema.heading(one) for one in found]}


@api.endpoint(
    "POST /api/inbox/message/detail",
    tag=_TAG,
    request=schema.MessageId(),
    answer=schema.MessageDetail(),
    errors=_ERRORS_OF_ONE,
    proof=_OWNER,
)
def inbox_message_detail(owner: Owner, body: dict[str, Any]) -> dict[str, Any]:
    """Read a message with its body. This does not mark it as read."""
    return schema.detail(services().inbox.get(owner, body["id"]))


@api.endpoint("POST /api/inbox/message/read", tag=_TAG, request=schema.MessageId(), errors=_ERRORS_OF_ONE, proof=_OWNER)
def read_inbox_message(owner: Owner, body: dict[str, Any]) -> None:
    """Mark a message as read; repeatable."""
    services().inbox.mark_read(owner, body["id"])


@api.endpoint("POST /api/inbox/message/read-all", tag=_TAG, raw=schema.NoMembers(), errors=_ERRORS, proof=_OWNER)
def read_all_inbox_messages(owner: Owner) -> None:
    """Mark all messages as read; repeatable."""
    services().inbox.mark_all_read(owner)
