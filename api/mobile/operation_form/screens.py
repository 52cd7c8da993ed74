"""What the phone does around the form (`mobile-and-cloud.md` §1.6)."""

from collections.abc import Mapping
from typing import Any

from activities.store.template_columns import TextsDamaged
from activities.templates.shown_parameters import present_values
from api.mobile.operation_form.post_approval import post_approval_screen
from api.mobile.operation_form.pre_approval import pre_approval_screen, warning_screen
from api.mobile.operation_form.pre_approval_chain import pre_approval_screens
from config import exact_json
from config.strict_json import JsonInvalid, read
from locales.parameters import fill


def user_interface(
    *,
    ui: str | None,
    risk_flags: str | None,
    parameters: Mapping[str, str | None] | None,
    proximity_check: bool,
    title: str,
    message: str,
) -> dict[str, Any] | None:
    """The `ui` of an operation; None where the template says nothing of it.

    `ui` is the template's JSON; risk flags count only where it is blank. `title` and `message` are the form's, for screens that
    have none of their own. Raises `TextsDamaged` when `ui` is not JSON, with the parameters in its places.
    """
    if ui is not None and ui.strip():
        return _template(_object(ui, parameters), proximity_check, title, message)
    if risk_flags is not None and risk_flags.strip():
        return _flags(risk_flags, title, message)
    return None


def _object(ui: str, parameters: Mapping[str, str | None] | None) -> dict[str, Any]:
    if parameters:
        # Inside the quotes of a JSON text.
        ui = fill(ui, {name: exact_json.write(value)[1:-1] for name, value in present_values(parameters).items()})
    try:
        found = read(ui.encode())
    except JsonInvalid as error:
        raise TextsDamaged(f"ui: {error}") from None
    if not isinstance(found, dict):
        raise TextsDamaged("ui: not an object")
    return found


def _template(ui: dict[str, Any], proximity_check: bool, title: str, message: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: ui[name] for name in ("flipButtons", "blockApprovalOnCall") if isinstance(ui.get(name), bool)
    }
    before = pre_approval_screen(ui.get("preApprovalScreen"), proximity_check, title, message)
    if before is not None:
        found["preApprovalScreen"] = before
    chain = pre_approval_screens(ui.get("preApprovalScreens"), proximity_check, title, message)
    if chain:
        # Beside the one screen, which is for older apps: those that know both take these.
        found["preApprovalScreens"] = chain
    after = post_approval_screen(ui.get("postApprovalScreen"), title, message)
    if after is not None:
        found["postApprovalScreen"] = after
    if isinstance(ui.get("templates"), dict):
        # How the app lays out the form; the nulls in it mean something.
        found["templates"] = ui["templates"]
    return found


def _flags(flags: str, title: str, message: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "X" in flags:
        found["flipButtons"] = True
    if "C" in flags:
        found["blockApprovalOnCall"] = True
    if "F" in flags:
        found["preApprovalScreen"] = warning_screen(title, message)
    return found
