"""The published iOS app's reading of an operation (mtoken-sdk-ios 2.4): an AssertionError where it would drop something whole."""

import re
from typing import Any

# Foundation's URL, before iOS 17: RFC 3986, and not empty.
URL = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+", re.ASCII)
ALERTS = {"SUCCESS", "WARNING", "INFO", "ERROR"}
SCREENS = {"REVIEW", "MERCHANT_REDIRECT", "GENERIC"}


def read(operation: dict[str, Any]) -> None:
    """`operation` as it was parsed."""
    for attribute in operation["formData"]["attributes"]:
        if attribute["type"] == "PARTY_INFO":
            party(attribute["partyInfo"])
    ui = operation.get("ui", {})
    for screen in ui.get("preApprovalScreens", []):
        before(screen)
    assert ui.get("preApprovalScreens", ...) != []
    after = ui.get("postApprovalScreen", {})
    if after.get("type") == "REVIEW":
        # Decoded together: one that fails takes all with it.
        for attribute in after["payload"]["attributes"]:
            whole(attribute)


def party(info: dict[str, Any]) -> None:
    """`URL(string:)` of the addresses, and texts."""
    assert URL.fullmatch(info["logoUrl"])
    assert URL.fullmatch(info["websiteUrl"])
    assert isinstance(info["name"], str)
    assert isinstance(info["description"], str)


def before(screen: dict[str, Any]) -> None:
    """One of `preApprovalScreens`, which are decoded together, and its controls, which are too."""
    for name in ("type", "heading", "message"):
        assert isinstance(screen[name], str)
    for element in screen.get("elements", []):
        assert isinstance(element["type"], str)
    controls = screen.get("controls", {})
    assert isinstance(controls.get("flip", True), bool)
    assert controls.get("axis", "VERTICAL") in ("VERTICAL", "HORIZONTAL")
    for name, words in (("decline", ("BACK", "REJECT")), ("approve", ("SLIDER", "BUTTON"))):
        if name in controls:
            assert controls[name]["type"] in words
            assert isinstance(controls[name].get("text", ""), str)
            counter = controls[name].get("counter", 0)
            assert not isinstance(counter, bool)
            assert int(counter) == counter


def whole(attribute: dict[str, Any]) -> None:
    """An attribute with all that its type cannot do without."""
    for name in ("type", "id", "label"):
        assert isinstance(attribute[name], str)
    match attribute["type"]:
        case "AMOUNT":
            money(attribute, "amount", "currency")
        case "AMOUNT_CONVERSION":
            assert isinstance(attribute["dynamic"], bool)
            money(attribute, "sourceAmount", "sourceCurrency")
            money(attribute, "targetAmount", "targetCurrency")
        case "KEY_VALUE":
            assert isinstance(attribute["value"], str)
        case "NOTE":
            assert isinstance(attribute["note"], str)
        case "IMAGE":
            assert isinstance(attribute["thumbnailUrl"], str)
        case "ALERT":
            assert attribute["alertType"] in ALERTS
            assert isinstance(attribute["message"], str)
            assert isinstance(attribute.get("title", ""), str)
        case "PARTY_INFO":
            party(attribute["partyInfo"])


def money(attribute: dict[str, Any], amount: str, currency: str) -> None:
    """A number or its text, and a currency."""
    if f"{amount}Formatted" not in attribute:
        assert isinstance(attribute[amount], int | float)
    if f"{currency}Formatted" not in attribute:
        assert isinstance(attribute[currency], str)
    for name in (f"{amount}Formatted", currency, f"{currency}Formatted"):
        assert isinstance(attribute.get(name, ""), str)
    found = attribute.get(amount, 0)
    assert isinstance(found, int | float)
    assert not isinstance(found, bool)
