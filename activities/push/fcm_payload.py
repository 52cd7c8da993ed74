"""A message as Firebase Cloud Messaging takes it, in its API v1 (`mobile-and-cloud.md` §5.4)."""

from typing import Any

from activities.push.message import Extra, Priority, PushMessage
from config import exact_json

_WEEK_SECONDS = 7 * 86400
# Firebase's own limit, and what it does without a limit.
_MAX_SECONDS = 4 * _WEEK_SECONDS


def payload(message: PushMessage, token: str, now_ms: int) -> bytes:
    """What Firebase is sent for the device of this token."""
    data = {name: _text(value) for name, value in message.extras.items() if value is not None}
    urgent = message.priority is Priority.HIGH and not message.silent
    android = {
        "collapse_key": message.collapse_key,
        "ttl": _ttl(message.valid_until_ms, now_ms),
        "priority": "HIGH" if urgent else "NORMAL",
        "notification": None if message.silent else _notification(message),
    }
    sent = {"token": token, "data": data or None, "android": _without_nulls(android)}
    return exact_json.write({"message": _without_nulls(sent)}).encode()


def _notification(message: PushMessage) -> dict[str, Any]:
    return _without_nulls(
        {
            "title": message.title,
            "body": message.body,
            "title_loc_key": message.title_loc_key,
            "title_loc_args": list(message.title_loc_args) or None,
            "body_loc_key": message.body_loc_key,
            "body_loc_args": list(message.body_loc_args) or None,
            "sound": message.sound,
            "tag": message.category,
            "notification_priority": f"PRIORITY_{'HIGH' if message.priority is Priority.HIGH else 'DEFAULT'}",
        }
    )


def _ttl(valid_until_ms: int | None, now_ms: int) -> str | None:
    if valid_until_ms is None:
        return None
    seconds = max(1, (valid_until_ms - now_ms) // 1000)
    return f"{seconds}s" if seconds < _MAX_SECONDS else None


def _text(value: Extra) -> str:
    return value if isinstance(value, str) else exact_json.write(value)


def _without_nulls(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
