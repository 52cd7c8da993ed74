"""AMOUNT: a sum of money in a currency."""

from collections.abc import Mapping
from typing import Any, Final

from config.attributes.kind import AttributeKind, Check, MoneyMembers, money_checks


class _Amount(AttributeKind):
    word = "AMOUNT"
    required = frozenset({"amount", "currency"})
    amounts = frozenset({"amount"})
    currencies = frozenset({"currency"})
    indispensable = (("amountFormatted", "amount"), ("currencyFormatted", "currency"))

    def members(self, slots: Mapping[str, str], money: MoneyMembers) -> dict[str, Any]:
        """`amount` is left out when the parameter is no number, which `amountFormatted` then shows as it came."""
        return money(slots["amount"], slots["currency"])

    def checks(self) -> Mapping[str, Check]:
        return money_checks()


TYPE: Final = _Amount()
