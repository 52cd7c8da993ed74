"""The registry of form attributes: which slots each type has for an operation's parameters (`mobile-and-cloud.md` §2).

A new type is its word in `config.vocabulary` and its line here: its slots are its members. One whose members are made of the
slots' values says how in `api.formdata.attributes`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from config.vocabulary import AttributeType


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a type. An attribute that misses a `required` one is not shown.

    `amounts` are filled by numbers; `currencies`, beside them, by three capital letters, which phones cut off the end of an
    amount. `needed`: the members that apps cannot do without, of each group one.
    """

    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    needed: tuple[tuple[str, ...], ...] = ()


def _slots(
    required: str = "", optional: str = "", *, amounts: str = "", currencies: str = "", needed: str = ""
) -> Slots:
    """From names with spaces between; alternatives of `needed` have a `|` between."""
    groups = tuple(tuple(group.split("|")) for group in needed.split())
    required_slots, optional_slots, numbers, codes = (
        frozenset(text.split()) for text in (required, optional, amounts, currencies)
    )
    return Slots(required_slots, optional_slots, numbers, codes, groups)


SLOTS: Final[Mapping[AttributeType, Slots]] = {
    AttributeType.AMOUNT: _slots(
        "amount currency",
        amounts="amount",
        currencies="currency",
        needed="amountFormatted|amount currencyFormatted|currency",
    ),
    AttributeType.AMOUNT_CONVERSION: _slots(
        "sourceAmount sourceCurrency targetAmount targetCurrency",
        "dynamic",
        amounts="sourceAmount targetAmount",
        currencies="sourceCurrency targetCurrency",
        needed="dynamic sourceAmountFormatted|sourceAmount sourceCurrencyFormatted|sourceCurrency "
        "targetAmountFormatted|targetAmount targetCurrencyFormatted|targetCurrency",
    ),
    AttributeType.KEY_VALUE: _slots("value", needed="value"),
    AttributeType.NOTE: _slots("note", needed="note"),
    AttributeType.HEADING: _slots(optional="level"),
    AttributeType.ALERT: _slots(optional="type title message", needed="alertType message"),
    AttributeType.IMAGE: _slots("thumbnailUrl", "originalUrl", needed="thumbnailUrl"),
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
