"""The screen before the form (`mobile-and-cloud.md` §1.6; §7, item 31; `mobile-and-cloud.md` §9, rule 9)."""

from typing import Any

QR_SCAN = "QR_SCAN"
SLIDER = "SLIDER"


def pre_approval_screen(screen: Any, proximity_check: bool, title: str, message: str) -> dict[str, Any] | None:
    """`screen` with all that published apps need of it; None for what is none.

    `title` and `message` stand in for a heading and a message that it lacks. QR_SCAN reads a one-time password: without a
    proximity check there is none to read.
    """
    if not isinstance(screen, dict) or not isinstance(screen.get("type"), str):
        return None
    if screen["type"] == QR_SCAN and not proximity_check:
        return None
    items = screen.get("items")
    return _screen(
        kind=screen["type"],
        heading=text_or(screen.get("heading"), title),
        message=text_or(screen.get("message"), message),
        items=[item for item in items if isinstance(item, str)] if isinstance(items, list) else [],
        slider=screen.get("approvalType") == SLIDER,
    )


def warning_screen(title: str, message: str) -> dict[str, Any]:
    """What the risk flag F asks for."""
    return _screen(kind="WARNING", heading=title, message=message, items=[], slider=True)


def text_or(value: Any, other: str) -> str:
    """`value` where it is a text."""
    return value if isinstance(value, str) else other


def _screen(*, kind: str, heading: str, message: str, items: list[str], slider: bool) -> dict[str, Any]:
    screen: dict[str, Any] = {"type": kind, "heading": heading, "message": message, "items": items}
    return screen | {"approvalType": SLIDER} if slider else screen
