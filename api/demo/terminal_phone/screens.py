"""Operations as a terminal shows them: each screen of the app in a box."""

from collections.abc import Iterator

from api.demo.mobile_app import screens
from api.demo.mobile_app.screens import AppForm, AppScreen, BareElement, Button, Operation
from api.demo.mobile_app.words import AppWords
from api.demo.terminal_phone.attributes import attribute_lines


def before_approval(operation: Operation, words: AppWords, server_time: str | None = None) -> list[str]:
    """All that a user sees until the approval, one screen after another."""
    before = [list(_screen(one)) for one in screens.screens_before(operation, words)]
    return _boxes([*before, _form(screens.form(operation, words, server_time), words)])


def after_approval(operation: Operation, words: AppWords) -> list[str]:
    """The screen that follows an approval."""
    return _boxes([list(_screen(screens.screen_after(operation, words)))])


def result(operation: Operation, end: str, words: AppWords) -> list[str]:
    """What is shown at another end: `failure` or `reject`."""
    return _boxes([list(_screen(screens.result(operation, end, words)))])


def _screen(screen: AppScreen) -> Iterator[str]:
    yield from (screen.kind, screen.heading, *screen.message)
    yield from (f"• {item}" for item in screen.items)
    for element in screen.elements:
        if isinstance(element, BareElement):
            yield f"[{element.kind}] {element.text}".rstrip()
        else:
            yield " ".join(attribute_lines(element)).strip()
    if screen.attributes:
        yield ""
        for attribute in screen.attributes:
            yield from attribute_lines(attribute)
    if screen.link is not None:
        text, address = screen.link
        yield from ("", screen.remark, f"[ {text} ]  {address}")
    if screen.buttons:
        yield from ("", "  ".join(map(_button, screen.buttons)))


def _button(button: Button) -> str:
    text = f"[ {button.text}{' →' if button.slider else ''} ]"
    return text if button.seconds is None else f"{text} ({button.seconds} s)"


def _form(form: AppForm, words: AppWords) -> list[str]:
    lines = ["", form.title, *form.message, ""]
    for attribute in form.attributes:
        lines += attribute_lines(attribute)
    if form.no_calls:
        lines += ["", f"({words.no_calls})"]
    buttons = "  ".join(map(_button, form.buttons))
    return [*lines, "", f"{buttons}  {words.valid_until} {_until(form)}"]


def _until(form: AppForm) -> str:
    ends = f"{form.ends:%H:%M:%S} UTC"
    left = form.seconds_left
    return ends if left is None else f"{ends} ({left // 60}:{left % 60:02})"


def _boxes(screens: list[list[str]]) -> list[str]:
    """Each screen with a line around; its first line names the kind of screen, which no user sees."""
    lines: list[str] = []
    for name, *content in screens:
        lines.append(f"+- {name} ".ljust(60, "-") if name else "+".ljust(60, "-"))
        lines += [f"|  {line}".rstrip() for line in content]
    return [*lines, "+".ljust(60, "-")]
