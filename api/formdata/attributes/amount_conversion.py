"""AMOUNT_CONVERSION: a sum of money in one currency that becomes another in another."""

from collections.abc import Mapping
from typing import Any

from babel import Locale

from api.formdata.attributes.money_members import money_members


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, Any]:
    """`dynamic`: the rate may still change. Either side may have no number, as in AMOUNT."""
    return {
        "dynamic": slots.get("dynamic", "").lower() == "true",
        **money_members(slots["sourceAmount"], slots["sourceCurrency"], locale, side="source"),
        **money_members(slots["targetAmount"], slots["targetCurrency"], locale, side="target"),
    }
