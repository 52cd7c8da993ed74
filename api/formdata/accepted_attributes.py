"""Attributes that a bank wrote out by itself, as published apps can read them (`mobile-and-cloud.md` §9)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from config.attributes.kind import Check
from config.attributes.registry import ATTRIBUTES

_FIRST = ("type", "id", "label")
# By a member's name, whichever attribute it stands in.
_CHECKS: Final[Mapping[str, Check]] = {
    name: check for kind in ATTRIBUTES.values() for name, check in kind.checks().items()
}


def accept_attribute(attribute: Any) -> dict[str, Any] | None:
    """`attribute` with `type`, `id`, `label` first and plain values only; None for one that lacks what its type needs.

    A null, an array or an object in it would make the Android app lose the whole list, or never end reading it; only a PARTY_INFO
    may have an object, after its type. The iOS app loses the whole list over one attribute without its value, or with one of
    another kind.
    """
    if not isinstance(attribute, dict) or not all(isinstance(attribute.get(name), str) for name in _FIRST):
        return None
    found = {name: attribute[name] for name in _FIRST}
    found |= {name: value for name, value in attribute.items() if _CHECKS.get(name, _is_plain)(value)}
    kind = ATTRIBUTES.get(found["type"])
    if kind is None:
        return found
    found |= kind.write_out(attribute)
    whole = all(any(name in found for name in group) for group in kind.indispensable)
    return found if whole else None


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | bool | int | Decimal)
