"""Attributes that a bank wrote out by itself, as published apps can read them (reference `mobile-and-cloud.md` §9)."""

from decimal import Decimal
from typing import Any

from api.mobile.operation_form.attributes.party_info import party
from config.vocabulary import AttributeType

_FIRST = ("type", "id", "label")


def accepted(attribute: Any) -> dict[str, Any] | None:
    """`attribute` with `type`, `id`, `label` first and plain values only; None where one of these three is no text.

    A null, an array or an object in it would make the Android app lose the whole list, or never end reading it; only a PARTY_INFO
    may have an object, after its type.
    """
    if not isinstance(attribute, dict) or not all(isinstance(attribute.get(name), str) for name in _FIRST):
        return None
    found = {name: attribute[name] for name in _FIRST}
    found |= {name: value for name, value in attribute.items() if isinstance(value, str | bool | int | Decimal)}
    if found["type"] == AttributeType.PARTY_INFO:
        info = attribute.get("partyInfo")
        found["partyInfo"] = party(info if isinstance(info, dict) else {})
    return found
