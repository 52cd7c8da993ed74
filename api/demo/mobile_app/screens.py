"""Operations as published apps show them: the screens before the form, the form, the screen after an approval."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from api.demo.mobile_app.attributes import DroppedAttribute, ShownAttribute, read_attribute
from api.demo.mobile_app.words import AppWords

Operation = Mapping[str, Any]
Line = ShownAttribute | DroppedAttribute
_TIME = "%Y-%m-%dT%H:%M:%S%z"


class ButtonAct(StrEnum):
    """What becomes of a press."""

    APPROVE = "APPROVE"
    REJECT = "REJECT"
    ONWARD = "ONWARD"
    SCAN = "SCAN"
    BACK = "BACK"


@dataclass(frozen=True, slots=True)
class Button:
    """`slider`: it is slid, not pressed; `seconds`: it is dead for so long first, null where it never is."""

    act: ButtonAct
    text: str
    slider: bool = False
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class BareElement:
    """An element of a screen that is no attribute: apps know of those what each of them likes, and all show the texts."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class AppScreen:
    """A screen before or after the form. `kind` is what no user sees, empty for a result that is only a text.

    `remark` and `link` (text, address) are those of a redirection to a merchant.
    """

    kind: str
    heading: str
    message: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    elements: tuple[Line | BareElement, ...] = ()
    attributes: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    remark: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AppForm:
    """The form that is approved. `seconds_left` are by the server's clock, null where its time is not told."""

    title: str
    message: tuple[str, ...]
    attributes: tuple[Line, ...]
    no_calls: bool
    buttons: tuple[Button, ...]
    ends: datetime
    seconds_left: int | None


def screens_before(operation: Operation, words: AppWords) -> tuple[AppScreen, ...]:
    """Those that a user sees before the form."""
    return tuple(_before(screen, words) for screen in _raw_screens(operation))


def form(operation: Operation, words: AppWords, server_time: str | None = None) -> AppForm:
    """What a user approves or rejects; how long that is possible is counted by the server's clock: the phone's may be wrong."""
    content, ui = operation["formData"], operation.get("ui") or {}
    ends = datetime.strptime(operation["operationExpires"], _TIME)
    left = None if server_time is None else int((ends - datetime.strptime(server_time, _TIME)).total_seconds())
    pair = Button(ButtonAct.REJECT, words.reject), Button(ButtonAct.APPROVE, words.approve)
    return AppForm(
        title=content["title"],
        message=tuple(content["message"].splitlines()),
        attributes=tuple(read_attribute(one, words) for one in content["attributes"]),
        no_calls=bool(ui.get("blockApprovalOnCall")),
        buttons=pair[::-1] if ui.get("flipButtons") else pair,
        ends=ends,
        seconds_left=None if left is None else max(0, left),
    )


def screen_after(operation: Operation, words: AppWords) -> AppScreen:
    """What follows an approval; without a screen the template's text for it, or the app's own."""
    after = (operation.get("ui") or {}).get("postApprovalScreen")
    return result(operation, "success", words) if after is None else _after(after, words)


def result(operation: Operation, end: str, words: AppWords) -> AppScreen:
    """What is shown at another end: `failure` or `reject`."""
    return AppScreen("", result_text(operation, end, words))


def result_text(operation: Operation, end: str, words: AppWords) -> str:
    """The template's text of an end, `success`, `failure` or `reject`; else the app's own."""
    own = {"success": words.success, "failure": words.failure, "reject": words.rejection}[end]
    texts = operation["formData"].get("resultTexts") or {}
    return str(texts.get(end) or own)


def needs_scan(operation: Operation) -> bool:
    """Whether the app scans a one-time password before it approves."""
    return any(screen.get("type") == "QR_SCAN" for screen in _raw_screens(operation))


def _raw_screens(operation: Operation) -> list[Mapping[str, Any]]:
    """Those that newer apps show, else the one for older apps."""
    ui = operation.get("ui") or {}
    found: list[Mapping[str, Any]] = ui.get("preApprovalScreens") or []
    return found or ([ui["preApprovalScreen"]] if ui.get("preApprovalScreen") else [])


def _before(screen: Mapping[str, Any], words: AppWords) -> AppScreen:
    return AppScreen(
        kind=screen["type"],
        heading=screen["heading"],
        message=tuple(screen["message"].splitlines()),
        items=tuple(screen.get("items") or ()),
        elements=tuple(_element(element, words) for element in screen.get("elements") or []),
        buttons=_controls(screen, words),
    )


def _element(element: Mapping[str, Any], words: AppWords) -> Line | BareElement:
    if isinstance(element.get("id"), str) and isinstance(element.get("label"), str):
        return read_attribute(element, words)
    texts = [value for name, value in element.items() if name != "type" and isinstance(value, str)]
    return BareElement(str(element["type"]), " ".join(texts))


def _controls(screen: Mapping[str, Any], words: AppWords) -> tuple[Button, ...]:
    controls = screen.get("controls") or {}
    decline, approve = controls.get("decline") or {}, controls.get("approve") or {}
    slider = approve.get("type", screen.get("approvalType")) == "SLIDER"
    scans, rejects = screen["type"] == "QR_SCAN", decline.get("type") == "REJECT"
    onward = words.scan if scans else words.slide if slider else words.onward
    seconds = approve.get("counter")
    pair = (
        Button(
            ButtonAct.REJECT if rejects else ButtonAct.BACK,
            decline.get("text") or (words.reject if rejects else words.back),
        ),
        Button(
            ButtonAct.SCAN if scans else ButtonAct.ONWARD,
            approve.get("text") or onward,
            slider,
            seconds if isinstance(seconds, int) else None,
        ),
    )
    return pair[::-1] if controls.get("flip") else pair


def _after(screen: Mapping[str, Any], words: AppWords) -> AppScreen:
    payload = screen.get("payload") or {}
    attributes: tuple[Line, ...] = ()
    remark, link = "", None
    match screen["type"]:
        case "REVIEW":
            attributes = tuple(read_attribute(one, words) for one in payload["attributes"])
        case "MERCHANT_REDIRECT":
            remark = words.redirected_in.format(seconds=payload["countdown"])
            link = payload["redirectText"], payload["redirectUrl"]
    message = tuple(screen["message"].splitlines())
    return AppScreen(screen["type"], screen["heading"], message, attributes=attributes, remark=remark, link=link)
