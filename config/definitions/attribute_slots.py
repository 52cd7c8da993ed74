"""Which slots each type of form attribute has for an operation's parameters (`mobile-and-cloud.md` §2)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from config.vocabulary import AttributeType


@dataclass(frozen=True, slots=True)
class Slots:
    """An attribute that misses a `required` one is not shown."""

    required: frozenset[str]
    optional: frozenset[str] = frozenset()


def _slots(required: str = "", optional: str = "") -> Slots:
    return Slots(frozenset(required.split()), frozenset(optional.split()))


SLOTS: Final[Mapping[AttributeType, Slots]] = {
    AttributeType.AMOUNT: _slots("amount currency"),
    AttributeType.AMOUNT_CONVERSION: _slots("sourceAmount sourceCurrency targetAmount targetCurrency", "dynamic"),
    AttributeType.KEY_VALUE: _slots("value"),
    AttributeType.NOTE: _slots("note"),
    AttributeType.HEADING: _slots(optional="level"),
    AttributeType.ALERT: _slots(optional="type title message"),
    AttributeType.IMAGE: _slots("thumbnailUrl", "originalUrl"),
    AttributeType.PARTY_INFO: _slots(optional="logoUrl name description websiteUrl"),
}


def slot_faults(kind: AttributeType, params: Collection[str]) -> Iterator[str]:
    """What is wrong with the slots that a template fills of an attribute: a sentence each."""
    slots = SLOTS[kind]
    known = slots.required | slots.optional
    for slot in sorted(set(params) - known):
        yield f"{kind} has no slot {slot}; it has {', '.join(sorted(known))}."
    for slot in sorted(slots.required - set(params)):
        yield f"{kind} needs the slot {slot}."


# Slots that a number fills.
AMOUNTS: Final[Mapping[str, frozenset[str]]] = {
    AttributeType.AMOUNT: frozenset({"amount"}),
    AttributeType.AMOUNT_CONVERSION: frozenset({"sourceAmount", "targetAmount"}),
}
# Those beside them: three capital letters, which phones cut off the end of an amount.
CURRENCIES: Final[Mapping[str, frozenset[str]]] = {
    AttributeType.AMOUNT: frozenset({"currency"}),
    AttributeType.AMOUNT_CONVERSION: frozenset({"sourceCurrency", "targetCurrency"}),
}
