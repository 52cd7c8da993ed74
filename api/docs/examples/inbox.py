"""Examples of inbox messages: posted by a bank, and as a phone sees them."""

from typing import Final

MESSAGE_ID: Final = "ae641389-d37a-4425-bd14-41c29484596f"
CREATED: Final = "2022-08-25T22:34:58+0000"
CREATED_MS: Final = 1_661_466_898_702

SENT: Final = {
    "userId": "roman",
    "type": "text",
    "subject": "Example subject",
    "summary": "Example summary",
    "body": "Example message body",
    "silent": False,
}
POSTED: Final = {
    "id": MESSAGE_ID,
    **{member: value for member, value in SENT.items() if member != "silent"},
    "read": False,
    "timestamp": CREATED_MS,
}

PAGE: Final = {"page": 0, "size": 10, "onlyUnread": False}
_SHOWN = {"type": SENT["type"], "subject": SENT["subject"], "summary": SENT["summary"]}
HEADING: Final = {"id": MESSAGE_ID, **_SHOWN, "read": False, "timestampCreated": CREATED}
DETAIL: Final = {**HEADING, "body": SENT["body"]}
