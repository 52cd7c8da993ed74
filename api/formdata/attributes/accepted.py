"""Attributes that a bank wrote out by itself, as published apps can read them (`mobile-and-cloud.md` §9)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from api.formdata.attributes import MEMBERS
from api.formdata.attributes.party_info import party
from config.definitions.attribute_slots import SLOTS
from config.vocabulary import AlertType, AttributeType

_FIRST = ("type", "id", "label")
_NUMBERS: Final = frozenset({"amount", "sourceAmount", "targetAmount"})
_TRUTHS: Final = frozenset({"dynamic"})
_OF_MONEY = ("currency", "amountFormatted", "currencyFormatted", "valueFormatted")
_TEXTS: Final = frozenset(
    {
        *_OF_MONEY,
        *(f"{side}{name[0].upper()}{name[1:]}" for side in ("source", "target") for name in _OF_MONEY),
        *("title", "message"),
        # Slots that are members as they came.
        *(slot for kind, slots in SLOTS.items() if kind not in MEMBERS for slot in slots.required | slots.optional),
    }
)

# What apps cannot do without, by type: of each group one member.
_NEEDED: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {kind.value: slots.needed for kind, slots in SLOTS.items()}


def accepted(attribute: Any) -> dict[str, Any] | None:
    """`attribute` with `type`, `id`, `label` first and plain values only; None for one that lacks what its type needs.

    A null, an array or an object in it would make the Android app lose the whole list, or never end reading it; only a PARTY_INFO
    may have an object, after its type. The iOS app loses the whole list over one attribute without its value, or with one of
    another kind.
    """
    if not isinstance(attribute, dict) or not all(isinstance(attribute.get(name), str) for name in _FIRST):
        return None
    found = {name: attribute[name] for name in _FIRST}
    found |= {name: value for name, value in attribute.items() if _plain(name, value)}
    if found["type"] == AttributeType.PARTY_INFO:
        info = attribute.get("partyInfo")
        found["partyInfo"] = party(info if isinstance(info, dict) else {})
    whole = all(any(name in found for name in group) for group in _NEEDED.get(found["type"], ()))
    return found if whole else None


def _plain(name: str, value: Any) -> bool:
    """Whether `value` is a scalar of the kind that apps expect under this name."""
    if name == "alertType":
        return isinstance(value, str) and value in set(AlertType)
    if name in _TEXTS:
        return isinstance(value, str)
    if name in _TRUTHS:
        return isinstance(value, bool)
    if name in _NUMBERS:
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    return isinstance(value, str | bool | int | Decimal)
