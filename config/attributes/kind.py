"""What every type of attribute has: slots, which an operation's parameters fill, and members, which phones are sent of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Protocol

# Whether apps take a value under a member's name.
Check = Callable[[Any], bool]


class MoneyMembers(Protocol):
    """Writes an amount and its currency for one reader: members that say it raw and formatted, named after a `side` if any."""

    def __call__(self, amount: str, currency: str, side: str = "") -> dict[str, Any]: ...


class AttributeKind:
    """One type of attribute. Members that are no more than the values of its slots need no code.

    An attribute that misses a `required` slot is not shown. `amounts` are slots that are filled by numbers; `currencies`, beside
    them, by three capital letters, which phones cut off the end of an amount. `indispensable`: the members that apps cannot
    do without, of each group one. `remarks` say in the documents what a slot takes, where that is more than a text.
    """

    word: ClassVar[str]
    required: ClassVar[frozenset[str]] = frozenset()
    optional: ClassVar[frozenset[str]] = frozenset()
    amounts: ClassVar[frozenset[str]] = frozenset()
    currencies: ClassVar[frozenset[str]] = frozenset()
    indispensable: ClassVar[tuple[tuple[str, ...], ...]] = ()
    remarks: ClassVar[Mapping[str, str]] = {}

    @property
    def slots(self) -> frozenset[str]:
        """All of them."""
        return self.required | self.optional

    def find_slot_problems(self, params: Collection[str]) -> Iterator[str]:
        """What is wrong with the slots that a template fills: a sentence each."""
        for slot in sorted(set(params) - self.slots):
            yield f"{self.word} has no slot {slot}; it has {', '.join(sorted(self.slots))}."
        for slot in sorted(self.required - set(params)):
            yield f"{self.word} needs the slot {slot}."

    def members(self, slots: Mapping[str, str], money: MoneyMembers) -> dict[str, Any]:
        """What follows `type`, `id` and `label`, of the slots' values: the required ones are there."""
        return dict(slots)

    def checks(self) -> Mapping[str, Check]:
        """What apps expect under the members' names, in attributes that a bank wrote out by itself."""
        return dict.fromkeys(self.slots, is_text)

    def write_out(self, attribute: Mapping[str, Any]) -> dict[str, Any]:
        """Members of such an attribute that are objects, made whole; others of that kind are left out."""
        return {}


def is_text(value: Any) -> bool:
    """For members that are texts."""
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    """For members that are numbers."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def is_truth(value: Any) -> bool:
    """For members that are true or false."""
    return isinstance(value, bool)


def money_checks(side: str = "") -> dict[str, Check]:
    """Of what `MoneyMembers` writes."""
    texts = ("currency", "amountFormatted", "currencyFormatted", "valueFormatted")
    return {member_of(side, "amount"): is_number, **{member_of(side, name): is_text for name in texts}}


def member_of(side: str, name: str) -> str:
    """The name of a member that says something of one side: `sourceAmount`."""
    return f"{side}{name[0].upper()}{name[1:]}" if side else name
