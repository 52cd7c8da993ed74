"""The published Android app's reading of an operation, as strict as `mobile-and-cloud.md` §9 says (rules 2 to 10)."""

import json
import re
from typing import Any

TYPES = {"1FA", "2FA", "ECDSA"}
VARIANTS = {"possession", "possession_knowledge", "possession_biometry"}
STATUSES = {"PENDING", "APPROVED", "REJECTED", "CANCELED", "EXPIRED", "FAILED"}
PARTY = ["logoUrl", "name", "description", "websiteUrl"]
TEXTS = {"KEY_VALUE": ["value"], "NOTE": ["note"], "IMAGE": ["thumbnailUrl"]}


def read(text: str) -> dict[str, Any]:
    """The operation in `text`, its members in the order of the bytes; an AssertionError where the app would fail or show less."""
    operation = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    for name in ("id", "name", "data", "operationCreated", "operationExpires"):
        assert isinstance(operation[name], str)
    for name in ("operationCreated", "operationExpires"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", operation[name])
    assert operation["status"] in STATUSES
    assert isinstance(operation.get("statusReason", ""), str)
    _allowed(operation["allowedSignatureType"])
    _form(operation["formData"])
    if "ui" in operation:
        _ui(operation["ui"])
    _no_nulls({name: value for name, value in operation.items() if name != "ui"})
    _no_nulls({name: value for name, value in operation.get("ui", {}).items() if name != "templates"})
    return operation


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def _constant(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def _allowed(allowed: Any) -> None:
    assert allowed["type"] in TYPES
    assert isinstance(allowed["variants"], list)
    assert set(allowed["variants"]) <= VARIANTS


def _form(form: Any) -> None:
    assert isinstance(form["title"], str)
    assert isinstance(form["message"], str)
    assert isinstance(form["attributes"], list)
    for attribute in form["attributes"]:
        _attribute(attribute)
    assert all(isinstance(text, str) for text in form.get("resultTexts", {}).values())


def _attribute(attribute: Any) -> None:
    names = [*attribute]
    assert names[0] == "type"
    for name in ("type", "id", "label"):
        assert isinstance(attribute[name], str)
    for name, value in attribute.items():
        if name == "partyInfo":
            assert [*value] == PARTY
            assert all(isinstance(text, str) for text in value.values())
        else:
            assert isinstance(value, str | bool | int | float)
    kind = attribute["type"]
    assert all(isinstance(attribute[name], str) for name in TEXTS.get(kind, []))
    assert (kind == "PARTY_INFO") == ("partyInfo" in attribute)
    if kind == "AMOUNT":
        _amount(attribute, "amount", "currency")
    if kind == "AMOUNT_CONVERSION":
        assert isinstance(attribute["dynamic"], bool)
        _amount(attribute, "sourceAmount", "sourceCurrency")
        _amount(attribute, "targetAmount", "targetCurrency")


def _amount(attribute: Any, amount: str, currency: str) -> None:
    assert isinstance(attribute.get(amount, 0), int | float)
    for name in (f"{amount}Formatted", currency, f"{currency}Formatted"):
        assert isinstance(attribute[name], str)


def _ui(ui: Any) -> None:
    for name in ("flipButtons", "blockApprovalOnCall"):
        assert isinstance(ui.get(name, True), bool)
    for name in ("preApprovalScreen", "postApprovalScreen"):
        for member in ("type", "heading", "message"):
            assert name not in ui or isinstance(ui[name][member], str)
    if "preApprovalScreen" in ui:
        assert all(isinstance(item, str) for item in ui["preApprovalScreen"]["items"])
        assert ui["preApprovalScreen"].get("approvalType", "SLIDER") == "SLIDER"
    if "postApprovalScreen" in ui:
        _payload(ui["postApprovalScreen"]["type"], ui["postApprovalScreen"]["payload"])


def _payload(kind: str, payload: Any) -> None:
    assert isinstance(payload, dict)
    if kind == "REVIEW":
        for attribute in payload["attributes"]:
            # The bank's own: whatever lacks its value is of an unknown type to the app.
            assert [*attribute][:3] == ["type", "id", "label"]
            assert all(isinstance(attribute[name], str) for name in ("type", "id", "label"))
            nested = {name for name, value in attribute.items() if isinstance(value, dict | list)}
            assert nested == ({"partyInfo"} if attribute["type"] == "PARTY_INFO" else set())
    if kind == "MERCHANT_REDIRECT":
        assert isinstance(payload["redirectText"], str)
        assert isinstance(payload["redirectUrl"], str)
        assert type(payload["countdown"]) is int


def _no_nulls(value: Any) -> None:
    """No member is null; elements of an array in a payload may be."""
    for inner in value.values() if isinstance(value, dict) else value:
        assert inner is not None or isinstance(value, list)
        if isinstance(inner, dict | list):
            _no_nulls(inner)
