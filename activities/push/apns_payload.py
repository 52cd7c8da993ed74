"""A message as APNs takes it: headers and payload (`mobile-and-cloud.md` §5.4)."""

from typing import Any

from activities.push.message import Priority, PushMessage
from config import exact_json


def headers(message: PushMessage) -> dict[str, str]:
    """What APNs is told about the message. One that is silent has to have the low priority."""
    urgent = message.priority is Priority.HIGH and not message.silent
    found = {"apns-push-type": "background" if message.silent else "alert", "apns-priority": "10" if urgent else "5"}
    if message.valid_until_ms is not None:
        found["apns-expiration"] = str(message.valid_until_ms // 1000)
    if message.collapse_key is not None:
        found["apns-collapse-id"] = message.collapse_key
    return found


def payload(message: PushMessage) -> bytes:
    """What APNs hands over to the device."""
    extras = {name: value for name, value in message.extras.items() if value is not None}
    aps = _silent(message) if message.silent else _visible(message)
    return exact_json.write({"aps": aps, **extras}).encode()


def _silent(message: PushMessage) -> dict[str, Any]:
    return _without_nulls({"content-available": 1, "badge": message.badge})


def _visible(message: PushMessage) -> dict[str, Any]:
    alert = {
        "title": message.title,
        "body": message.body,
        "title-loc-key": message.title_loc_key,
        "title-loc-args": list(message.title_loc_args) or None,
        "loc-key": message.body_loc_key,
        "loc-args": list(message.body_loc_args) or None,
    }
    return _without_nulls(
        {
            "alert": _without_nulls(alert),
            "badge": message.badge,
            "sound": message.sound,
            "category": message.category,
            "thread-id": message.collapse_key,
        }
    )


def _without_nulls(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
