"""Operations as published apps show them: the screens before the form, the form, the screen after an approval."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from api.demo.terminal_phone.attributes import attribute_lines
from api.demo.terminal_phone.words import AppWords

Operation = Mapping[str, Any]
_TIME = "%Y-%m-%dT%H:%M:%S%z"


def before_approval(operation: Operation, words: AppWords, server_time: str | None = None) -> list[str]:
    """All that a user sees until the approval, one screen after another."""
    screens = [_before(screen, words) for screen in screens_before(operation)]
    return _boxes([*screens, _form(operation, words, server_time)])


def screens_before(operation: Operation) -> list[Mapping[str, Any]]:
    """Those that newer apps show, else the one for older apps."""
    ui = operation.get("ui") or {}
    found: list[Mapping[str, Any]] = ui.get("preApprovalScreens") or []
    return found or ([ui["preApprovalScreen"]] if ui.get("preApprovalScreen") else [])


def after_approval(operation: Operation, words: AppWords) -> list[str]:
    """The screen that follows an approval; without one the template's text for it, or the app's own."""
    after = (operation.get("ui") or {}).get("postApprovalScreen")
    if after is None:
        return _boxes([["", result_text(operation, "success", words)]])
    return _boxes([list(_after(after, words))])


def result(operation: Operation, end: str, words: AppWords) -> list[str]:
    """What is shown at another end: `failure` or `reject`."""
    return _boxes([["", result_text(operation, end, words)]])


def result_text(operation: Operation, end: str, words: AppWords) -> str:
    """The template's text of an end, `success`, `failure` or `reject`; else the app's own."""
    own = {"success": words.success, "failure": words.failure, "reject": words.rejection}[end]
    texts = operation["formData"].get("resultTexts") or {}
    return str(texts.get(end) or own)


def needs_scan(operation: Operation) -> bool:
    """Whether the app scans a one-time password before it approves."""
    return any(screen.get("type") == "QR_SCAN" for screen in screens_before(operation))


def _before(screen: Mapping[str, Any], words: AppWords) -> list[str]:
    lines = [screen["type"], screen["heading"], *screen["message"].splitlines()]
    lines += [f"• {item}" for item in screen.get("items") or []]
    lines += [_element(element, words) for element in screen.get("elements") or []]
    return [*lines, "", _controls(screen, words)]


def _element(element: Mapping[str, Any], words: AppWords) -> str:
    """Apps know of elements what each of them likes; their texts are what all show."""
    if isinstance(element.get("id"), str) and isinstance(element.get("label"), str):
        return " ".join(attribute_lines(element, words)).strip()
    texts = [value for name, value in element.items() if name != "type" and isinstance(value, str)]
    return f"[{element['type']}] {' '.join(texts)}".rstrip()


def _controls(screen: Mapping[str, Any], words: AppWords) -> str:
    controls = screen.get("controls") or {}
    decline, approve = controls.get("decline") or {}, controls.get("approve") or {}
    slider = approve.get("type", screen.get("approvalType")) == "SLIDER"
    onward = words.scan if screen["type"] == "QR_SCAN" else words.slide if slider else words.onward
    back = words.reject if decline.get("type") == "REJECT" else words.back
    pair = [f"[ {decline.get('text') or back} ]", f"[ {approve.get('text') or onward}{' →' if slider else ''} ]"]
    if isinstance(approve.get("counter"), int):
        pair[1] += f" ({approve['counter']} s)"
    return "  ".join(reversed(pair) if controls.get("flip") else pair)


def _form(operation: Operation, words: AppWords, server_time: str | None) -> list[str]:
    form, ui = operation["formData"], operation.get("ui") or {}
    lines = ["", form["title"], *form["message"].splitlines(), ""]
    for attribute in form["attributes"]:
        lines += attribute_lines(attribute, words)
    if ui.get("blockApprovalOnCall"):
        lines += ["", f"({words.no_calls})"]
    pair = [f"[ {words.reject} ]", f"[ {words.approve} ]"]
    buttons = "  ".join(reversed(pair) if ui.get("flipButtons") else pair)
    return [*lines, "", f"{buttons}  {words.valid_until} {_until(operation, server_time)}"]


def _until(operation: Operation, server_time: str | None) -> str:
    """The end, and how long it is away by the server's clock: the phone's own may be wrong."""
    ends = datetime.strptime(operation["operationExpires"], _TIME)
    if server_time is None:
        return f"{ends:%H:%M:%S} UTC"
    left = max(0, int((ends - datetime.strptime(server_time, _TIME)).total_seconds()))
    return f"{ends:%H:%M:%S} UTC ({left // 60}:{left % 60:02})"


def _after(screen: Mapping[str, Any], words: AppWords) -> Iterator[str]:
    payload = screen.get("payload") or {}
    yield screen["type"]
    yield screen["heading"]
    yield from screen["message"].splitlines()
    match screen["type"]:
        case "REVIEW":
            yield ""
            for attribute in payload["attributes"]:
                yield from attribute_lines(attribute, words)
        case "MERCHANT_REDIRECT":
            yield ""
            yield words.redirected_in.format(seconds=payload["countdown"])
            yield f"[ {payload['redirectText']} ]  {payload['redirectUrl']}"


def _boxes(screens: list[list[str]]) -> list[str]:
    """Each screen with a line around; its first line names the kind of screen, which no user sees."""
    lines: list[str] = []
    for name, *content in screens:
        lines.append(f"+- {name} ".ljust(60, "-") if name else "+".ljust(60, "-"))
        lines += [f"|  {line}".rstrip() for line in content]
    return [*lines, "+".ljust(60, "-")]
