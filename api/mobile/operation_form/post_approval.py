"""The screen after an approval (`mobile-and-cloud.md` §1.6; §9, rule 10)."""

import re
from typing import Any

from api.formdata.accepted_attributes import accept_attribute
from api.mobile.operation_form.nulls import without_nulls
from api.mobile.operation_form.pre_approval import text_or

REVIEW = "REVIEW"
MERCHANT_REDIRECT = "MERCHANT_REDIRECT"


def post_approval_screen(screen: Any, title: str, message: str) -> dict[str, Any] | None:
    """`screen` with all that published apps need of it; None for what is none, and for a redirect that leads nowhere.

    `title` and `message` stand in for a heading and a message that it lacks.
    """
    if not isinstance(screen, dict) or not isinstance(screen.get("type"), str):
        return None
    payload = _payload(screen["type"], screen.get("payload"))
    if payload is None:
        return None
    return {
        "type": screen["type"],
        "heading": text_or(screen.get("heading"), title),
        "message": text_or(screen.get("message"), message),
        "payload": payload,
    }


def _payload(kind: str, payload: Any) -> dict[str, Any] | None:
    payload = payload if isinstance(payload, dict) else {}
    if kind == REVIEW:
        return {"attributes": _attributes(payload.get("attributes"))}
    if kind == MERCHANT_REDIRECT:
        return _redirect(payload)
    found: dict[str, Any] = without_nulls(payload)
    return found


def _attributes(values: Any) -> list[dict[str, Any]]:
    attributes = map(accept_attribute, values if isinstance(values, list) else [])
    return [attribute for attribute in attributes if attribute is not None]


def _redirect(payload: dict[str, Any]) -> dict[str, Any] | None:
    text, url, countdown = (payload.get(name) for name in ("redirectText", "redirectUrl", "countdown"))
    if isinstance(countdown, str) and re.fullmatch("[0-9]{1,9}", countdown, re.ASCII):
        # A place that a parameter filled.
        countdown = int(countdown)
    if not isinstance(text, str) or not isinstance(url, str):
        return None
    if isinstance(countdown, bool) or not isinstance(countdown, int):
        return None
    return {"redirectText": text, "redirectUrl": url, "countdown": countdown}
