"""Which slots each type of form attribute has for an operation's parameters (reference `mobile-and-cloud.md` §2)."""

from collections.abc import Mapping
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
# Slots that a number fills.
AMOUNTS: Final[Mapping[str, frozenset[str]]] = {
    AttributeType.AMOUNT: frozenset({"amount"}),
    AttributeType.AMOUNT_CONVERSION: frozenset({"sourceAmount", "targetAmount"}),
}
