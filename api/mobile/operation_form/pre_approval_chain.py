"""The screens before the form, one after another, that newer apps know (`preApprovalScreens`; iOS 2.4, JavaScript 3.0).

What the bank wrote is passed on, unknown members too. Only what would make an app lose more than itself is mended or left out:
the iOS app drops all screens over one without a heading, and all controls over one word that it does not know.
"""

from typing import Any, Final

from api.mobile.operation_form.nulls import without_nulls
from api.mobile.operation_form.pre_approval import QR_SCAN, text_or

_AXES: Final = ("VERTICAL", "HORIZONTAL")
_DECLINES: Final = ("BACK", "REJECT")
_APPROVALS: Final = ("SLIDER", "BUTTON")


def pre_approval_screens(screens: Any, proximity_check: bool, title: str, message: str) -> list[dict[str, Any]]:
    """`screens` as apps read them; QR_SCAN only where there is a one-time password to read.

    `title` and `message` stand in for a heading and a message that a screen lacks.
    """
    found = (
        _screen(without_nulls(screen), title, message)
        for screen in (screens if isinstance(screens, list) else [])
        if isinstance(screen, dict) and isinstance(screen.get("type"), str)
    )
    return [screen for screen in found if screen["type"] != QR_SCAN or proximity_check]


def _screen(screen: dict[str, Any], title: str, message: str) -> dict[str, Any]:
    found = {
        "type": screen["type"],
        "heading": text_or(screen.get("heading"), title),
        "message": text_or(screen.get("message"), message),
    }
    found |= {name: value for name, value in screen.items() if name not in (*found, "elements", "controls")}
    elements = screen.get("elements")
    if isinstance(elements, list):
        found["elements"] = [one for one in elements if isinstance(one, dict) and isinstance(one.get("type"), str)]
    if isinstance(screen.get("controls"), dict):
        found["controls"] = _controls(screen["controls"])
    return found


def _controls(controls: dict[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in controls.items() if name not in ("flip", "axis", "decline", "approve")}
    if isinstance(controls.get("flip"), bool):
        found["flip"] = controls["flip"]
    if controls.get("axis") in _AXES:
        found["axis"] = controls["axis"]
    for name, words in (("decline", _DECLINES), ("approve", _APPROVALS)):
        control = controls.get(name)
        if isinstance(control, dict) and control.get("type") in words:
            found[name] = {member: value for member, value in control.items() if _of_a_control(member, value)}
    return found


def _of_a_control(member: str, value: Any) -> bool:
    if member == "text":
        return isinstance(value, str)
    if member == "counter":
        return isinstance(value, int) and not isinstance(value, bool)
    return True
