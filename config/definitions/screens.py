"""What can be seen to be wrong with a template's screens (`ui`) before any phone gets them."""

from collections.abc import Iterator
from typing import Any

# As the JavaScript SDK's typings call it; what apps read is the other one.
_REDIRECT, _MERCHANT_REDIRECT = "REDIRECT", "MERCHANT_REDIRECT"


def find_screen_problems(ui: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each member that apps would not show, by its path, and why."""
    after = ui.get("postApprovalScreen")
    if isinstance(after, dict) and after.get("type") == _REDIRECT:
        yield "postApprovalScreen.type", f"{_REDIRECT} is known to no app: it is called {_MERCHANT_REDIRECT}."
    before = ui.get("preApprovalScreens")
    if before is None:
        return
    if not isinstance(before, list):
        yield "preApprovalScreens", "Not an array of screens."
        return
    for index, screen in enumerate(before):
        if not isinstance(screen, dict):
            yield f"preApprovalScreens[{index}]", "Not a screen: an object."
        elif not isinstance(screen.get("type"), str):
            yield f"preApprovalScreens[{index}].type", "Required: WARNING, INFO or QR_SCAN."
