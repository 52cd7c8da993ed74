"""AMOUNT_CONVERSION: a sum of money in one currency that becomes another in another."""

from collections.abc import Mapping
from typing import Any, Final

from config.attributes.kind import AttributeKind, Check, MoneyMembers, is_truth, money_checks


class _AmountConversion(AttributeKind):
    word = "AMOUNT_CONVERSION"
    required = frozenset({"sourceAmount", "sourceCurrency", "targetAmount", "targetCurrency"})
    optional = frozenset({"dynamic"})
    amounts = frozenset({"sourceAmount", "targetAmount"})
    currencies = frozenset({"sourceCurrency", "targetCurrency"})
    indispensable = (
        ("dynamic",),
        *(("sourceAmountFormatted", "sourceAmount"), ("sourceCurrencyFormatted", "sourceCurrency")),
        *(("targetAmountFormatted", "targetAmount"), ("targetCurrencyFormatted", "targetCurrency")),
    )
    remarks = {"dynamic": "`true`: the rate may still move"}  # noqa: RUF012 - never changed

    def members(self, slots: Mapping[str, str], money: MoneyMembers) -> dict[str, Any]:
        """`dynamic`: the rate may still change. Either side may have no number, as in AMOUNT."""
        return {
            "dynamic": slots.get("dynamic", "").lower() == "true",
            **money(slots["sourceAmount"], slots["sourceCurrency"], "source"),
            **money(slots["targetAmount"], slots["targetCurrency"], "target"),
        }

    def checks(self) -> Mapping[str, Check]:
        return {"dynamic": is_truth, **money_checks("source"), **money_checks("target")}


TYPE: Final = _AmountConversion()
